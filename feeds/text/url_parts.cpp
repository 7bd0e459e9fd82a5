#include "feeds/text/url_parts.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string_view scheme_of(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == npos || colon == 0 || !is_letter(url.front())) return {};
  const std::string_view scheme = url.substr(0, colon);
  const bool valid = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return valid ? scheme : std::string_view();
}

UrlParts split_url(std::string_view url) {
  UrlParts parts;
  const std::size_t hash = std::min(url.find('#'), url.size());
  parts.fragment = url.substr(hash);
  url = url.substr(0, hash);
  const std::size_t mark = std::min(url.find('?'), url.size());
  parts.query = url.substr(mark);
  url = url.substr(0, mark);

  const std::string_view scheme = scheme_of(url);
  std::size_t root = scheme.empty() ? 0 : scheme.size() + 1;
  if (url.substr(root).starts_with("//")) root = std::min(url.find('/', root + 2), url.size());
  parts.root = url.substr(0, root);
  parts.path = url.substr(root);
  return parts;
}

std::string url_without_blanks(std::string_view reference) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!reference.empty() && is_blank(reference.front())) reference.remove_prefix(1);
  while (!reference.empty() && is_blank(reference.back())) reference.remove_suffix(1);
  std::string out(reference);
  std::erase_if(out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return out;
}

std::string_view authority_of(const UrlParts& parts) {
  const std::size_t slashes = parts.root.find("//");
  return slashes == npos ? std::string_view() : parts.root.substr(slashes + 2);
}

std::string_view host_of(const UrlParts& parts) {
  std::string_view host = authority_of(parts);
  host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0
  const std::size_t colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
  return host.substr(0, colon);
}

bool is_http(std::string_view scheme) {
  return equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https");
}

bool has_http_host(const UrlParts& parts) {
  return is_http(scheme_of(parts.root)) && !host_of(parts).empty();
}

}  // namespace datelined::feeds
