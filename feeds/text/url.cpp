#include "feeds/text/url.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/url_parts.hpp"

#include <algorithm>
#include <array>

namespace datelined::feeds {
namespace {

constexpr std::size_t npos = std::string_view::npos;

constexpr std::array<std::string_view, 13> followed_schemes{"http", "https", "ftp", "mailto", "tel", "magnet", "feed",
                                                            "news", "nntp",  "sip", "xmpp",   "tag", "urn"};

// "http://", which forms hand out where nobody wrote an address. Slashes too many are the browser's to forgive.
bool has_no_host(std::string_view url, std::string_view scheme) {
  const std::size_t host = url.find_first_not_of("/\\", scheme.size() + 1);
  return host == npos || url[host] == '?' || url[host] == '#';
}

// feed:https://… is a way to write https://…, so what it holds is judged too.
bool may_follow(std::string_view url) {
  const std::string_view scheme = scheme_of(url);
  if (equal_ignoring_case(scheme, "feed")) {
    const std::string_view inner = scheme_of(url.substr(scheme.size() + 1));
    return inner.empty() || is_http(inner);
  }
  if (is_http(scheme)) return !has_no_host(url, scheme);
  return std::any_of(followed_schemes.begin(), followed_schemes.end(),
                     [&](std::string_view known) { return equal_ignoring_case(scheme, known); });
}

// RFC 3986 §5.2.4
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    const bool last = end == path.size();
    path.remove_prefix(end);
    if (segment == "/." || segment == "/..") {
      if (segment == "/..") out.resize(out.rfind('/') == npos ? 0 : out.rfind('/'));
      if (last) out += '/';
    } else {
      out += segment;
    }
  }
  return out;
}

// RFC 3986 §5.2.2, for a reference without scheme.
std::string resolve(const UrlParts& base, std::string_view reference) {
  const std::string_view scheme = base.root.substr(0, base.root.find("//"));
  if (reference.starts_with("//")) return std::string(scheme).append(reference);

  const UrlParts parts = split_url(reference);
  std::string out(base.root);
  if (parts.path.empty()) {
    out.append(base.path).append(parts.query.empty() ? base.query : parts.query);
  } else if (parts.path.starts_with('/')) {
    out.append(remove_dot_segments(parts.path)).append(parts.query);
  } else {
    const std::size_t slash = base.path.rfind('/');
    std::string merged(slash == npos ? "/" : base.path.substr(0, slash + 1));
    out.append(remove_dot_segments(merged.append(parts.path))).append(parts.query);
  }
  return out.append(parts.fragment);
}

}  // namespace

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
  std::string url = url_without_blanks(reference);
  if (!scheme_of(url).empty()) return may_follow(url) ? std::optional(std::move(url)) : std::nullopt;
  const std::string clean_base = url_without_blanks(base);
  if (!can_be_base(clean_base)) return url;
  // The base's query may end in a blank, and "//" names no host.
  std::string resolved = url_without_blanks(resolve(split_url(clean_base), url));
  return may_follow(resolved) ? std::optional(std::move(resolved)) : std::nullopt;
}

bool can_be_base(std::string_view url) {
  return may_follow(url) && !authority_of(split_url(url)).empty();
}

bool is_absolute_url(std::string_view text) {
  return !scheme_of(text).empty();
}

bool is_http_url(std::string_view text) {
  return has_http_host(split_url(text));
}

bool is_uri(std::string_view text) {
  const auto is_forbidden = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || std::string_view("<>\"{}|\\^`").find(c) != npos;
  };
  const std::string_view scheme = scheme_of(text);
  if (!may_follow(text) || text.size() == scheme.size() + 1) return false;
  if (std::any_of(text.begin(), text.end(), is_forbidden)) return false;
  return !is_http(scheme) || is_http_url(text);
}

std::string_view without_fragment(std::string_view url) {
  return url.substr(0, url.find('#'));
}

std::string without_credentials(std::string_view url) {
  const std::string_view authority = authority_of(split_url(url));
  // Browsers take a backslash for a slash: what follows is no authority any more.
  const std::size_t at = authority.substr(0, authority.find('\\')).rfind('@');
  std::string out(url);
  if (at != npos) out.erase(static_cast<std::size_t>(authority.data() - url.data()), at + 1);
  return out;
}

}  // namespace datelined::feeds
