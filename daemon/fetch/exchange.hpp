// One fetch on one easy handle: its requests, hop after hop, and what is heard of the answers.
//
// Limits are kept here, as the bytes come in, and the address connected to is judged here, after DNS.
#pragma once

#include "daemon/fetch/address.hpp"
#include "daemon/fetch/fetch.hpp"
#include "daemon/fetch/multi.hpp"
#include "daemon/fetch/proxy.hpp"
#include "daemon/fetch/target.hpp"

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace datelined {

// What all fetches share.
struct Surroundings {
  const FetchSettings& settings;
  const AddressPolicy& policy;
  const Proxies& proxies;
  const std::string& ca_file;
  CURLSH* share;                   // TLS sessions
  const curl_slist* feed_headers;  // what every feed is asked with
};

struct FreeHeaders {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeHeaders>;

// Whoever asks, and what a feed may be.
Headers feed_headers(const FetchSettings& settings);

// What requests are made with, one after another.
//
// Each has an easy handle of its own. libcurl before 8.1 keeps, from one answer to the next, a pointer to the header
// that came last, and has freed it by then: an answer of which the first header line is folded would be the end of us.
class Handle {
 public:
  Handle(Multi& multi, const Surroundings& around);

  // A new easy handle, with all set that is the same for every request; the one before is gone. `keeps_cookies`: what
  // that one had been given, this one shows.
  CURL* renew(bool keeps_cookies);

  // Between fetches there is none.
  void rest() { easy_.reset(); }

  CURL* get() const { return easy_.get(); }

  // Where the next request goes.
  void set_url(const std::string& url);

 private:
  struct Free {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  Multi& multi_;
  const Surroundings around_;
  std::unique_ptr<CURLU, Free> url_;
  std::string server_;  // up to the path, of what url_ holds where that has nothing but a plain path; else empty
  std::unique_ptr<CURL, Free> easy_;
};

class Exchange {
 public:
  // `handle` stays the caller's; it and `request` live longer than this.
  Exchange(Handle& handle, const Surroundings& around, const FetchRequest& request);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Sets the handle up for the next request, whose target lives until the one after; what the one before brought is
  // forgotten.
  void ask(const Target& target, bool with_credentials, std::chrono::milliseconds left);

  // Sets the handle up to resolve the target's name and nothing else. What is found libcurl keeps for the request that
  // follows, as long as it keeps all names.
  void look_up(const Target& target, std::chrono::milliseconds left);
  const std::optional<Address>& refused() const { return refused_; }

  // Why there is no whole answer; nullopt when there is one.
  std::optional<feeds::Problem> fault(CURLcode code) const;

  int status() const { return status_; }
  std::string_view header(std::string_view name) const;

  // What the answer, or that there was none, says of the way there.
  void tell(CURLcode code, Contact& contact) const;

  // Adds the counts of the answer that just ended.
  void count(std::int64_t& bytes) const;
  void take(Fetched& into);

 private:
  std::size_t length_said() const;
  bool has_two_lengths() const;
  int refused_by_proxy() const;
  std::string words_for(CURLcode code) const;

  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self);
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t);
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);

  void hear_all();
  void use_body();
  void use_proxy(const std::string& proxy);
  void use_route(bool with_credentials);
  void write_headers(bool with_secrets);
  bool admits(const Address& address);
  bool hear_header(std::string_view line);
  void add_header(std::string name, std::string_view value);
  bool hear_body(std::string_view bytes);
  void keep_for_next_hop();

  Handle& handle_;
  CURL* easy_ = nullptr;  // of the request under way
  Surroundings around_;
  const FetchRequest& request_;
  std::vector<std::string> lines_;  // headers of this request's own
  std::vector<curl_slist> list_;    // the same, as libcurl takes them
  const Target* target_ = nullptr;
  bool proxied_ = false;
  bool looks_up_ = false;
  bool has_cookies_ = false;

  int status_ = 0;
  bool in_head_ = false;
  std::vector<Header> headers_;
  std::size_t header_bytes_ = 0;
  std::string body_;
  bool too_large_ = false;
  std::optional<Address> refused_;  // a private address it was not to connect to; none, once there was another
  bool has_opened_ = false;         // a socket
  bool is_first_ = true;            // of this fetch's requests
  std::optional<Address> crowded_;  // where nobody more may ask now
  char detail_[CURL_ERROR_SIZE] = {};
};

}  // namespace datelined
