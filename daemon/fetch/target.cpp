#include "daemon/fetch/target.hpp"

#include "feeds/text/percent.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

namespace datelined {
namespace {

struct Cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, Cleanup>;

Url make_url() {
  Url url(curl_url());
  if (!url) throw std::bad_alloc();
  return url;
}

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string value(text);
  curl_free(text);
  return value;
}

// Where the server's name ends, which has an encoding of its own; 0: there is none.
std::size_t behind_name(std::string_view reference) {
  const std::size_t slashes = std::min(reference.find("//"), reference.size());
  const bool is_named = slashes < reference.find_first_of("/?#") + 1;  // "//host" or "http://host"
  return is_named ? std::min(reference.find_first_of("/?#", slashes + 2), reference.size()) : 0;
}

// Blanks and raw bytes as RFC 3986 §2.1 writes them. libcurl would write a blank in the query as "+", which is another
// address to many servers, and a byte with small letters.
std::string escaped(std::string_view reference) {
  const std::size_t begin = behind_name(reference);
  std::string out(reference.substr(0, begin));
  for (const char c : reference.substr(begin)) {
    if (c == ' ' || static_cast<unsigned char>(c) >= 0x80) {
      feeds::append_percent(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

bool is_web(const std::string& scheme) {
  return scheme == "http" || scheme == "https";
}

void read_parts(CURLU* url, Target& target) {
  target.scheme = part(url, CURLUPART_SCHEME);
  target.host = part(url, CURLUPART_HOST);
  std::transform(target.host.begin(), target.host.end(), target.host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  target.port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

// Neither credentials nor a place within the document: who may be told them is configured, and what stands in a page or
// a redirect is not (RFC 9110 §4.2.4).
std::string bare(CURLU* url) {
  for (const CURLUPart unwanted : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    curl_url_set(url, unwanted, nullptr, 0);
  }
  return part(url, CURLUPART_URL);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_small_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Four numbers as everybody writes them: other ways to write an address are libcurl's to read.
bool is_plain_ipv4(std::string_view host) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t size = part < 3 ? std::min(host.find('.'), host.size()) : host.size();
    const std::string_view number = host.substr(0, size);
    if (number.empty() || number.size() > 3 || !std::ranges::all_of(number, is_digit)) return false;
    if ((number.size() > 1 && number.front() == '0') || (number.size() == 3 && number > "255")) return false;
    host.remove_prefix(std::min(size + 1, host.size()));
  }
  return host.empty();
}

using CharSet = std::array<bool, 256>;

constexpr CharSet letters_and_digits_and(std::string_view more, bool capitals) {
  CharSet set{};
  for (int c = 0; c < 256; ++c) {
    set[static_cast<std::size_t>(c)] =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (capitals && c >= 'A' && c <= 'Z');
  }
  for (const char c : more) set[static_cast<unsigned char>(c)] = true;
  return set;
}

constexpr CharSet plain_in_host = letters_and_digits_and("-.", false);
// What ends the name of a server.
constexpr CharSet after_host = [] {
  CharSet set{};
  for (const unsigned char c : {'/', '?', '#'}) set[c] = true;
  return set;
}();
constexpr CharSet plain_in_path = letters_and_digits_and("-._~/?#&=%+,:;@!$'()*", true);

bool has_only(const CharSet& set, std::string_view text) {
  return std::ranges::all_of(text, [&](char c) { return set[static_cast<unsigned char>(c)]; });
}

// A name in small letters, of which the last part is no number.
bool is_plain_host(std::string_view host) {
  if (host.empty() || !has_only(plain_in_host, host)) return false;
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return (!last.empty() && is_small_letter(last.front())) || is_plain_ipv4(host);
}

// Nearly all addresses are plain, and read here as libcurl reads them, at a fiftieth of the cost.
std::optional<Target> read_plain(std::string_view url) {
  Target target;
  const std::size_t colon = url.find("://");
  target.scheme = url.substr(0, colon);
  if (!is_web(target.scheme)) return std::nullopt;
  std::string_view rest = url.substr(colon + 3);
  const auto slash = std::ranges::find_if(rest, [](char c) { return after_host[static_cast<unsigned char>(c)]; });
  const auto end = static_cast<std::size_t>(slash - rest.begin());
  std::string_view host = rest.substr(0, end);
  rest.remove_prefix(end);
  target.port = target.scheme == "https" ? "443" : "80";
  if (const std::size_t at = host.find(':'); at != host.npos) {
    const std::string_view port = host.substr(at + 1);
    if (port.empty() || port.size() > 4 || port.front() == '0' || !std::ranges::all_of(port, is_digit)) {
      return std::nullopt;
    }
    target.port = port;
    host = host.substr(0, at);
  }
  if (!is_plain_host(host) || !has_only(plain_in_path, rest)) return std::nullopt;
  target.host = host;
  target.url = url.substr(0, url.find('#'));
  return target;
}

}  // namespace

feeds::Result<Target> read_target(const std::string& url) {
  if (std::optional<Target> plain = read_plain(url)) return std::move(*plain);
  const Url parsed = make_url();
  if (const CURLUcode bad = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS);
      bad != CURLUE_OK) {
    return feeds::Problem{url, bad == CURLUE_UNSUPPORTED_SCHEME ? "the address is neither http nor https"
                                                                : "the address is no valid URL"};
  }
  Target target;
  target.url = url.substr(0, url.find('#'));
  if (url.substr(0, behind_name(url)).find('@') != url.npos) target.url = bare(parsed.get());
  read_parts(parsed.get(), target);
  if (!is_web(target.scheme)) return feeds::Problem{url, "the address is neither http nor https"};
  return target;
}

std::string ascii_host(const Target& target) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::ranges::all_of(target.host, is_ascii)) return target.host;
  const Url url = make_url();
  curl_url_set(url.get(), CURLUPART_URL, target.url.c_str(), 0);
  return part(url.get(), CURLUPART_HOST, CURLU_PUNYCODE);
}

feeds::Result<Target> follow(const Target& from, const std::string& location) {
  if (location.empty()) return feeds::Problem{from.url, "a redirect that leads nowhere"};
  const Url url = make_url();
  curl_url_set(url.get(), CURLUPART_URL, from.url.c_str(), 0);
  const CURLUcode bad = curl_url_set(url.get(), CURLUPART_URL, escaped(location).c_str(), CURLU_URLENCODE);

  Target target;
  if (bad == CURLUE_OK) read_parts(url.get(), target);
  if (bad == CURLUE_UNSUPPORTED_SCHEME || (bad == CURLUE_OK && !is_web(target.scheme))) {
    return feeds::Problem{from.url, "a redirect to what is neither http nor https"};
  }
  if (bad != CURLUE_OK) return feeds::Problem{from.url, "a redirect to what is no valid URL"};

  target.url = bare(url.get());
  return target;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_same_server(const Target& one, const Target& other) {
  return one.scheme == other.scheme && one.host == other.host && one.port == other.port;
}

bool keeps_credentials(const Target& first, const Target& next) {
  if (first.host != next.host) return false;
  if (first.scheme == next.scheme) return first.port == next.port;
  return first.scheme == "http" && first.port == "80" && next.port == "443";
}

}  // namespace datelined
