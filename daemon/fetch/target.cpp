#include "daemon/fetch/target.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>

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

std::string escape_blanks(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ' ') {
      escaped += "%20";
    } else {
      escaped += c;
    }
  }
  return escaped;
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

}  // namespace

feeds::Result<Target> read_target(const std::string& url) {
  const Url parsed = make_url();
  if (const CURLUcode bad = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS);
      bad != CURLUE_OK) {
    return feeds::Problem{url, bad == CURLUE_UNSUPPORTED_SCHEME ? "the address is neither http nor https"
                                                                : "the address is no valid URL"};
  }
  Target target;
  target.url = url.substr(0, url.find('#'));
  read_parts(parsed.get(), target);
  if (!is_web(target.scheme)) return feeds::Problem{url, "the address is neither http nor https"};
  return target;
}

feeds::Result<Target> follow(const Target& from, const std::string& location) {
  if (location.empty()) return feeds::Problem{from.url, "a redirect that leads nowhere"};
  const Url url = make_url();
  curl_url_set(url.get(), CURLUPART_URL, from.url.c_str(), 0);
  // libcurl would write a blank in the query as "+", which is another address to many servers.
  const CURLUcode bad = curl_url_set(url.get(), CURLUPART_URL, escape_blanks(location).c_str(), CURLU_URLENCODE);

  Target target;
  if (bad == CURLUE_OK) read_parts(url.get(), target);
  if (bad == CURLUE_UNSUPPORTED_SCHEME || (bad == CURLUE_OK && !is_web(target.scheme))) {
    return feeds::Problem{from.url, "a redirect to what is neither http nor https"};
  }
  if (bad != CURLUE_OK) return feeds::Problem{from.url, "a redirect to what is no valid URL"};

  // A redirect hands out neither credentials nor a place within the document.
  for (const CURLUPart unwanted : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    curl_url_set(url.get(), unwanted, nullptr, 0);
  }
  target.url = part(url.get(), CURLUPART_URL);
  return target;
}

bool keeps_credentials(const Target& first, const Target& next) {
  if (first.host != next.host) return false;
  if (first.scheme == next.scheme) return first.port == next.port;
  return first.scheme == "http" && first.port == "80" && next.port == "443";
}

}  // namespace datelined
