// The HTTP part of a visit: libcurl, many transfers at once, on the loop.
//
// fetch() returns what the origin said, whatever the status; a Problem when there was no whole answer:
// no connection, too late, too large, cut short, an address that is not allowed, a bad redirect.
// Cancelling the awaiting coroutine cancels the transfer. Loop thread only. libcurl starts with the first
// fetch: who fetches nothing does not pay for it.
//
// SSL_CERT_FILE, CURL_CA_BUNDLE and the proxy variables of the environment count.
// See: RFC 9110, RFC 9111, RFC 9112.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "feeds/problem.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace datelined {

namespace asio = boost::asio;

struct FetchSettings {
  std::chrono::milliseconds timeout{30'000};  // the whole fetch, all hops
  std::size_t max_body = 16u << 20;           // bytes off the wire, decoded, and of headers
  std::size_t concurrency = 256;
  std::size_t per_host = 4;
  bool allow_private = false;
  std::vector<std::string> private_ranges;  // CIDR; allowed although private
  std::string user_agent;
};

// Who was spoken to, whatever came of it.
struct Contact {
  bool reached = false;  // a connection stood, or was refused: there is a network
  bool missed = false;   // no name was resolved or no connection made: perhaps there is none
  std::string address;   // connected to first, or that is crowded; empty: none, or a proxy
  bool crowded = false;  // FetchRequest::admit had nobody ask

  std::int64_t bytes = 0;                 // off the wire
  std::chrono::milliseconds duration{0};  // of all hops
};

// How one feed is reached, where that is not as all others are. What is secret goes to the server of the
// request's URL alone, and shows nowhere.
struct Route {
  std::string user = {}, password = {};    // Basic; empty: none
  std::vector<std::string> headers = {};   // "Name: value"; secret
  std::string certificate = {}, key = {};  // PEM files, of the client; empty: none
  std::string ca = {};                     // PEM file; empty: as all others
  std::optional<std::string> proxy = {};   // empty: none, whatever the environment says; nullopt: as that says
  bool operator==(const Route&) const = default;
};

struct FetchRequest {
  std::string url;
  Route route = {};
  std::string etag = {};               // If-None-Match, byte for byte; empty: not sent
  std::string last_modified = {};      // If-Modified-Since, likewise
  bool keep_connection = true;         // for a request to come
  Contact* contact = nullptr;          // filled in at the end; lives as long
  bool takes_difference = true;        // what is new since the etag is enough (RFC 3229)
  std::chrono::milliseconds spent{0};  // of the time-out already
  // Whether who has the address asked to be left alone: no redirect leads there. Empty: nobody has.
  std::function<bool(const std::string& url)> is_paused = {};
  // Whether one more may ask at an address, told before the first connection is made there. Empty: always.
  std::function<bool(const std::string& address)> admit = {};

  // For what is no feed.
  std::optional<std::vector<std::string>> headers = {};  // "Name: value", instead of those that a feed is asked with
  std::shared_ptr<const std::string> body = {};          // sent with POST, also over redirects; null: GET
  bool follow = true;                                    // else a redirect is the answer
  bool keep_answer = true;                               // else its body is thrown away, however long it is
};

class Fetcher {
 public:
  Fetcher(asio::any_io_executor loop, FetchSettings settings);
  ~Fetcher();

  asio::awaitable<feeds::Result<Fetched>> fetch(FetchRequest request);

 private:
  struct Parts;  // transfers under way share it
  asio::any_io_executor loop_;
  FetchSettings settings_;
  std::shared_ptr<Parts> parts_;
};

}  // namespace datelined
