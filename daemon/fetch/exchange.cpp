#include "daemon/fetch/exchange.hpp"

#include "daemon/fetch/coding.hpp"
#include "daemon/fetch/words.hpp"
#include "feeds/text/characters.hpp"

#include <sys/socket.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>
#include <new>
#include <utility>

namespace datelined {
namespace {

constexpr std::size_t usual_headers = 12;

// What a feed comes as. Short, for libcurl writes a request a character at a time.
constexpr const char* accept =
    "Accept: application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.1";

// What libcurl's own message is too technical for; null: that message will do.
const char* plain_words(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host's name does not resolve";
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "the proxy's name does not resolve";
    case CURLE_PARTIAL_FILE:
      return "the answer was cut short";
    case CURLE_GOT_NOTHING:
      return "the server closed the connection without an answer";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return "the connection broke off";
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_FUNCTION_ARGUMENT:  // what continues a line that there is not (RFC 9112 §5.2)
      return "the answer is no HTTP";
    default:
      return nullptr;
  }
}

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

// A message of libcurl's as ours begin: small, but for what is a name (SSL, SOCKS5, OpenSSL).
std::string in_our_case(std::string_view message) {
  std::string text(feeds::trimmed(message));
  const std::string_view first = std::string_view(text).substr(0, text.find(' '));
  if (!first.empty() && std::ranges::none_of(first.substr(1), is_capital)) text[0] = feeds::ascii_lower(text[0]);
  return text;
}

// What the other side of TLS complained of, in OpenSSL's words; empty: it did not. That it wants a certificate it says
// as late as after the handshake, where it looks like a connection that breaks (RFC 8446 §6.2).
std::string_view alert_in(std::string_view message) {
  constexpr std::string_view mark = " alert ";
  const std::size_t at = message.find(mark);
  if (at == message.npos) return {};
  const std::string_view rest = message.substr(at + mark.size());
  return feeds::trimmed(rest.substr(0, rest.find(',')));
}

std::string_view name_of(std::string_view line) {
  return feeds::trimmed(line.substr(0, line.find(':')));
}

bool has_name(const std::vector<std::string>& lines, std::string_view name) {
  return std::ranges::any_of(lines,
                             [&](const std::string& line) { return feeds::equal_ignoring_case(name_of(line), name); });
}

// Where the path begins that is all there is behind the server's name, and means itself; the end: there is more to it.
std::size_t path_of_plain(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = host == url.npos ? url.npos : url.find('/', host + 3);
  if (path == url.npos) return url.size();
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
           c == '-' || c == '_' || c == '~';
  };
  return std::ranges::all_of(url.substr(path), is_plain) ? path : url.size();
}

std::string user_agent(const FetchSettings& settings) {
  return "User-Agent: " + settings.user_agent;
}

void append(Headers& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  list.release();
  list.reset(longer);
}

}  // namespace

Headers feed_headers(const FetchSettings& settings) {
  Headers list;
  append(list, accept);
  append(list, "Accept-Encoding: " + std::string(accepted_codings));
  append(list, user_agent(settings));
  return list;
}

Handle::Handle(Multi& multi, const Surroundings& around) : multi_(multi), around_(around), url_(curl_url()) {
  if (!url_) throw std::bad_alloc();
}

CURL* Handle::renew(bool keeps_cookies) {
  curl_slist* given = nullptr;
  if (keeps_cookies) curl_easy_getinfo(get(), CURLINFO_COOKIELIST, &given);
  const Headers cookies(given);
  easy_.reset(curl_easy_init());
  if (!easy_) throw std::bad_alloc();
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(get(), option, value); };
  multi_.adopt(get());
  set(CURLOPT_COOKIEFILE, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // each hop is judged and noted by us
  set(CURLOPT_PATH_AS_IS, 1L);
  // The body as it came: its hash may spare undoing the coding, and undoing it is a worker's business.
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_SHARE, around_.share);
  // Debian's default CApath keeps libcurl from caching the parsed CA file: 17 ms a connection.
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(CURLOPT_CAINFO, around_.ca_file.c_str());
  set(CURLOPT_NOPROGRESS, 0L);
  for (const curl_slist* cookie = cookies.get(); cookie != nullptr; cookie = cookie->next) {
    set(CURLOPT_COOKIELIST, cookie->data);
  }
  return get();
}

// Given the URL in parts, libcurl spares itself to read it and to write it anew: a tenth of what a request takes it.
// Where a host's feeds are asked one after another, only the path is another.
void Handle::set_url(const std::string& url) {
  const std::size_t path = path_of_plain(url);
  const std::string_view server = std::string_view(url).substr(0, path);
  bool is_read = false;
  if (path < url.size() && server == server_) {
    is_read = curl_url_set(url_.get(), CURLUPART_PATH, url.c_str() + path, 0) == CURLUE_OK;
  } else {
    is_read = curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) == CURLUE_OK;
    server_ = is_read && path < url.size() ? server : "";
  }
  curl_easy_setopt(get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(get(), CURLOPT_CURLU, is_read ? url_.get() : nullptr);
}

Exchange::Exchange(Handle& handle, const Surroundings& around, const FetchRequest& request)
    : handle_(handle), around_(around), request_(request) {}

void Exchange::hear_all() {
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_ERRORBUFFER, detail_);
  set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
  set(CURLOPT_XFERINFODATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_open);
  set(CURLOPT_OPENSOCKETDATA, this);
}

void Exchange::ask(const Target& target, bool with_credentials, std::chrono::milliseconds left) {
  // A cookie counts for one fetch alone.
  easy_ = handle_.renew(has_cookies_);
  hear_all();
  looks_up_ = false;
  is_first_ = target_ == nullptr;
  target_ = &target;
  status_ = 0;
  headers_.clear();
  header_bytes_ = 0;
  body_.clear();
  too_large_ = false;
  refused_.reset();
  has_opened_ = false;
  crowded_.reset();
  detail_[0] = '\0';

  use_proxy(request_.route.proxy ? *request_.route.proxy : around_.proxies.proxy_for(target));
  handle_.set_url(target.url);
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, request_.keep_connection ? 0L : 1L);
  if (request_.body) use_body();
  // Rather another request on a connection of HTTP/2 than another connection.
  curl_easy_setopt(easy_, CURLOPT_PIPEWAIT, target.scheme == "https" ? 1L : 0L);
  if (request_.route != Route{}) use_route(with_credentials);
  write_headers(with_credentials);
}

void Exchange::look_up(const Target& target, std::chrono::milliseconds left) {
  easy_ = handle_.renew(has_cookies_);
  hear_all();
  looks_up_ = true;
  refused_.reset();
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_PROXY, "");
  set(CURLOPT_FRESH_CONNECT, 1L);  // one that is open would be asked
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  handle_.set_url(target.url);
}

void Exchange::use_body() {
  const std::string& body = *request_.body;
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy_, CURLOPT_POST, 1L);
}

void Exchange::use_proxy(const std::string& proxy) {
  proxied_ = !proxy.empty();
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_PROXY, proxy.c_str());  // none: whatever the environment says
  if (!proxied_) return;
  // Else libcurl reads no_proxy for itself, and goes past the proxy to addresses that nobody judges then.
  set(CURLOPT_NOPROXY, "");
  // What a proxy says to CONNECT is no word of the origin's (RFC 9110 §9.3.6).
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  const std::string& ca = request_.route.ca;
  set(CURLOPT_PROXY_CAINFO, ca.empty() ? around_.ca_file.c_str() : ca.c_str());
  // An authority of the feed's own counts for its proxy beside those that libcurl knows, which vouch for public ones.
  if (ca.empty()) set(CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
}

void Exchange::use_route(bool with_credentials) {
  const Route& route = request_.route;
  const bool login = with_credentials && !(route.user.empty() && route.password.empty());
  const auto file = [&](const std::string& path) { return with_credentials && !path.empty() ? path.c_str() : nullptr; };
  curl_easy_setopt(easy_, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  curl_easy_setopt(easy_, CURLOPT_USERNAME, login ? route.user.c_str() : nullptr);
  curl_easy_setopt(easy_, CURLOPT_PASSWORD, login ? route.password.c_str() : nullptr);
  curl_easy_setopt(easy_, CURLOPT_SSLCERT, file(route.certificate));
  curl_easy_setopt(easy_, CURLOPT_SSLKEY, file(route.key));
  // Without one OpenSSL asks for it at the terminal, and everything waits.
  curl_easy_setopt(easy_, CURLOPT_KEYPASSWD, "");
  if (!route.ca.empty()) curl_easy_setopt(easy_, CURLOPT_CAINFO, route.ca.c_str());
}

// libcurl writes them a character at a time: what it would format twice (User-Agent) stands here as a header.
void Exchange::write_headers(bool with_secrets) {
  constexpr std::size_t usual_lines = 6;
  lines_.clear();
  lines_.reserve(usual_lines);
  if (request_.headers) {
    lines_ = *request_.headers;
    lines_.push_back(user_agent(around_.settings));
  }
  if (request_.body) lines_.emplace_back("Expect:");  // a callback that knows no 100 would have us wait
  if (!request_.etag.empty()) lines_.push_back("If-None-Match: " + request_.etag);
  if (!request_.last_modified.empty()) lines_.push_back("If-Modified-Since: " + request_.last_modified);
  // RFC 3229, and the "feed" manipulation that wikis and blogs have for it.
  if (!request_.etag.empty() && request_.takes_difference) lines_.emplace_back("A-IM: feed");
  const curl_slist* shared = request_.headers ? nullptr : around_.feed_headers;
  if (const std::vector<std::string>& own = request_.route.headers; with_secrets && !own.empty()) {
    for (; shared != nullptr; shared = shared->next) lines_.emplace_back(shared->data);
    // An operator's word for a server counts instead of ours: two of one name would be a fault (RFC 9110 §5.3).
    std::erase_if(lines_, [&](const std::string& line) { return has_name(own, name_of(line)); });
    lines_.insert(lines_.end(), own.begin(), own.end());
  }

  // libcurl reads the list where it stands, as long as the transfer lasts, and writes to none of it.
  auto* const rest = const_cast<curl_slist*>(shared);
  list_.clear();
  list_.reserve(lines_.size());
  for (std::string& line : lines_) list_.push_back({line.data(), rest});
  for (std::size_t i = 0; i + 1 < list_.size(); ++i) list_[i].next = &list_[i + 1];
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, list_.empty() ? rest : list_.data());
}

void Exchange::tell(CURLcode code, Contact& contact) const {
  if (crowded_) {
    contact.crowded = true;
    contact.address = to_string(*crowded_);
    return;
  }
  char* address = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &address);
  curl_off_t connected = 0;
  curl_easy_getinfo(easy_, CURLINFO_CONNECT_TIME_T, &connected);
  long failure = 0;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &failure);
  const bool refused = code == CURLE_COULDNT_CONNECT && (failure == ECONNREFUSED || refused_.has_value());
  if (code == CURLE_OK || status_ != 0 || connected > 0 || refused) contact.reached = true;
  contact.missed = !contact.reached && (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
                                        code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT);
  if (contact.address.empty() && !proxied_ && connected > 0 && address != nullptr) contact.address = address;
}

// 0: nothing is said.
std::size_t Exchange::length_said() const {
  const std::string_view text = header("content-length");
  std::size_t length = 0;
  const std::errc bad = std::from_chars(text.data(), text.data() + text.size(), length).ec;
  return bad == std::errc::result_out_of_range ? std::numeric_limits<std::size_t>::max() : length;
}

// Which of two lengths is right nobody knows, nor what the rest would be (RFC 9110 §8.6).
bool Exchange::has_two_lengths() const {
  std::string_view first;
  for (const Header& header : headers_) {
    if (header.name != "content-length") continue;
    for (std::string_view rest = header.value;;) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view length = feeds::trimmed(rest.substr(0, comma));
      if (first.empty()) first = length;
      if (length != first) return true;
      if (comma == rest.size()) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return false;
}

// The status with which the proxy let nobody through; 0: it did, or there is none.
int Exchange::refused_by_proxy() const {
  if (!proxied_) return 0;
  if (status_ == 407 && target_->scheme == "http") return status_;  // no word of an origin (RFC 9110 §15.5.8)
  long tunnel = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &tunnel);
  return tunnel >= 200 && tunnel < 300 ? 0 : static_cast<int>(tunnel);
}

std::string Exchange::words_for(CURLcode code) const {
  if (const std::string_view why = alert_in(detail_); !why.empty()) return "the server ended TLS: " + std::string(why);
  if (const char* words = plain_words(code)) return words;
  const std::string what = in_our_case(detail_[0] != '\0' ? detail_ : curl_easy_strerror(code));
  long distrusted = 0;
  curl_easy_getinfo(easy_, CURLINFO_PROXY_SSL_VERIFYRESULT, &distrusted);
  const bool is_of_proxy = proxied_ && (code == CURLE_COULDNT_CONNECT || distrusted != 0);
  return is_of_proxy ? "the proxy: " + what : what;
}

std::optional<feeds::Problem> Exchange::fault(CURLcode code) const {
  if (const int status = refused_by_proxy(); status != 0) {
    return feeds::Problem{target_->url, "the proxy answers HTTP " + std::to_string(status)};
  }
  const bool is_ambiguous = has_two_lengths();
  if (code == CURLE_OK && !is_ambiguous) return std::nullopt;
  // Of an error or a redirect the head is the answer, whatever becomes of the page behind it; of an answer that nobody
  // keeps it is, too.
  if (status_ >= 300 && !in_head_ && !is_ambiguous) return std::nullopt;
  if (!request_.keep_answer && status_ >= 200 && too_large_) return std::nullopt;
  std::string what;
  if (is_ambiguous) {
    what = "the answer gives two lengths";
  } else if (too_large_) {
    what = larger_than(around_.settings.max_body);
  } else if (code == CURLE_OPERATION_TIMEDOUT) {
    what = "timed out after " + in_words(around_.settings.timeout);
  } else if (crowded_) {
    what = "as many as may ask at " + to_string(*crowded_) + " already";
  } else if (refused_) {
    what = to_string(*refused_) + " is a private address, which allow_private does not allow";
  } else {
    what = words_for(code);
  }
  return feeds::Problem{target_->url, what};
}

std::string_view Exchange::header(std::string_view name) const {
  for (const Header& header : headers_) {
    if (header.name == name) return header.value;
  }
  return {};
}

void Exchange::count(std::int64_t& bytes) const {
  curl_off_t body = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &body);
  bytes += body + static_cast<std::int64_t>(header_bytes_);
}

void Exchange::take(Fetched& into) {
  into.status = status_;
  into.headers = std::move(headers_);
  into.body = std::move(body_);
  into.url = target_->url;
}

std::size_t Exchange::on_header(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<Exchange*>(self)->hear_header({data, size}) ? size : 0;
}

std::size_t Exchange::on_body(char* data, std::size_t, std::size_t size, void* self) {
  return static_cast<Exchange*>(self)->hear_body({data, size}) ? size : 0;
}

// Sees bytes off the wire also while they decode to nothing.
int Exchange::on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t) {
  auto* it = static_cast<Exchange*>(self);
  if (static_cast<std::size_t>(received) > it->around_.settings.max_body) it->too_large_ = true;
  return it->too_large_ ? 1 : 0;
}

curl_socket_t Exchange::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  auto* it = static_cast<Exchange*>(self);
  if (it->looks_up_) {
    const auto to = address_of(address->addr);
    if (to && !it->around_.policy.allows(*to)) it->refused_ = to;
    return CURL_SOCKET_BAD;
  }
  // The operator chose the proxy; what it may connect to is its own to judge.
  if (!it->proxied_) {
    const auto to = address_of(address->addr);
    if (!to || !it->around_.policy.allows(*to)) {
      if (!it->has_opened_) it->refused_ = to;
      return CURL_SOCKET_BAD;
    }
    if (!it->admits(*to)) return CURL_SOCKET_BAD;
  }
  // Of a name with several addresses, what became of the one that is allowed is what there is to say.
  it->has_opened_ = true;
  it->refused_.reset();
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
}

// Of a name with several addresses none is asked when the first of them is crowded: the others may be worse.
bool Exchange::admits(const Address& address) {
  if (!is_first_ || has_opened_ || !request_.admit) return true;
  if (!crowded_ && request_.admit(to_string(address))) return true;
  if (!crowded_) crowded_ = address;
  return false;
}

bool Exchange::hear_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > around_.settings.max_body) {
    too_large_ = true;
    return false;
  }
  if (line.starts_with("HTTP/")) {
    // A new answer: what a 1xx brought is not the origin's last word.
    headers_.clear();
    in_head_ = true;
    const std::string_view code = feeds::trimmed(line.substr(std::min(line.find(' '), line.size())));
    std::from_chars(code.data(), code.data() + code.size(), status_);
    return true;
  }
  if (!in_head_) return true;  // a trailer
  const std::string_view field = feeds::trimmed(line);
  if (field.empty()) {
    in_head_ = false;
    if (request_.follow && is_redirect(status_)) keep_for_next_hop();
    // Known before the first byte of it; of an error the page does not count.
    if (status_ >= 200 && status_ < 300 && length_said() > around_.settings.max_body) too_large_ = true;
    return !too_large_;
  } else if ((line.front() == ' ' || line.front() == '\t') && !headers_.empty()) {
    headers_.back().value += ' ';
    headers_.back().value += field;  // obs-fold: RFC 9112 §5.2
  } else if (const std::size_t colon = field.find(':'); colon != std::string_view::npos) {
    add_header(feeds::ascii_lower(feeds::trimmed(field.substr(0, colon))), feeds::trimmed(field.substr(colon + 1)));
  }
  return true;
}

void Exchange::add_header(std::string name, std::string_view value) {
  if (headers_.empty()) headers_.reserve(usual_headers);
  if (name == "set-cookie") has_cookies_ = true;
  if (name == "content-encoding") {
    // Codings one after the other, on however many lines they stand (RFC 9110 §5.3).
    const auto first = std::ranges::find(headers_, name, &Header::name);
    if (first != headers_.end()) return void(first->value.append(", ").append(value));
  }
  headers_.push_back({std::move(name), std::string(value)});
}

// The next request of this fetch may go over the same connection, though the fetch's last one closes it.
void Exchange::keep_for_next_hop() {
  const feeds::Result<Target> next = follow(*target_, std::string(header("location")));
  if (next.has_value() && is_same_server(*target_, *next)) curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 0L);
}

bool Exchange::hear_body(std::string_view bytes) {
  if (!request_.keep_answer) return true;
  if (bytes.size() > around_.settings.max_body - body_.size()) {
    too_large_ = true;
    return false;
  }
  body_ += bytes;
  return true;
}

}  // namespace datelined
