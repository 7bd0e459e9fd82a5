#include "daemon/fetch/proxy.hpp"

#include "daemon/fetch/address.hpp"
#include "feeds/text/characters.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>

namespace datelined {
namespace {

std::string first_of(const Proxies::Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = environment(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : text + ",") {
    if (c != ',' && c != ' ' && c != '\t') {
      item += c;
    } else if (!item.empty()) {
      items.push_back(std::move(item));
      item.clear();
    }
  }
  return items;
}

bool equal_hosts(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

bool is_proxy(const std::string& url) {
  static constexpr std::string_view schemes[] = {"http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h"};
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> read(curl_url(), &curl_url_cleanup);
  if (!read) throw std::bad_alloc();
  char* scheme = nullptr;
  if (curl_url_set(read.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) !=
          CURLUE_OK ||
      curl_url_get(read.get(), CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) {
    return false;
  }
  const std::unique_ptr<char, decltype(&curl_free)> its(scheme, &curl_free);
  return std::ranges::find(schemes, std::string_view(scheme)) != std::end(schemes);
}

bool wants_addresses(const std::string& proxy) {
  const std::string scheme = feeds::ascii_lower(proxy.substr(0, proxy.find("://")));
  return scheme == "socks" || scheme == "socks4" || scheme == "socks5";
}

Proxies::Proxies(const Environment& environment)
    // Upper-case HTTP_PROXY is not read: a CGI server makes it from a request's "Proxy:" header.
    : http_(first_of(environment, {"http_proxy", "all_proxy", "ALL_PROXY"})),
      https_(first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})),
      direct_(split_list(first_of(environment, {"no_proxy", "NO_PROXY"}))) {}

const std::string& Proxies::proxy_for(const Target& target) const {
  static const std::string none;
  const std::string& proxy = target.scheme == "https" ? https_ : http_;
  return proxy.empty() || is_direct(target.host) ? none : proxy;
}

bool Proxies::is_direct(std::string_view host) const {
  const std::string_view bare = without_brackets(host);
  const auto address = read_address(bare);
  return std::any_of(direct_.begin(), direct_.end(), [&](std::string_view entry) {
    if (entry == "*") return true;
    if (address) {
      const auto range = read_cidr(without_brackets(entry));
      return range && range->holds(*address);
    }
    if (entry.starts_with('.')) entry.remove_prefix(1);
    if (equal_hosts(bare, entry)) return true;
    return bare.size() > entry.size() && bare[bare.size() - entry.size() - 1] == '.' &&
           equal_hosts(bare.substr(bare.size() - entry.size()), entry);
  });
}

}  // namespace datelined
