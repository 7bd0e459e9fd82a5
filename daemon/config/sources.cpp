#include "daemon/config/sources.hpp"

#include "daemon/config/address.hpp"
#include "daemon/files.hpp"
#include "feeds/read/opml.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/url.hpp"
#include "feeds/text/utf8.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>

namespace datelined {
namespace {

// Lists of tens of thousands of feeds are a few megabytes.
constexpr std::size_t max_list_bytes = std::size_t{64} << 20;

bool has_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

std::optional<std::string> percent_decoded(std::string_view text) {
  const auto encoded = boost::urls::make_pct_string_view(text);
  if (!encoded) return std::nullopt;
  return encoded->decode();
}

// RFC 3986 §3.2.3. Where no number stands behind the ":", it was perhaps a password with a "/", "?" or "#" in it, and
// what follows would be shown as a part of the address.
bool has_good_port(std::string_view host) {
  const std::size_t colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
  return colon == host.npos || colon + 1 == host.size() || is_port(host.substr(colon + 1));
}

bool is_ascii_letter_or_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters and digits as they are, but ASCII in lower case; no marks; '-' where anything else stands.
std::string slug(std::string_view text) {
  std::string slug;
  bool between_words = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = feeds::next_code_point(text, at);
    std::string letter(text.substr(start, at - start));
    if (c < 0x80) {
      if (!is_ascii_letter_or_digit(c)) letter.clear();
      if (c >= 'A' && c <= 'Z') letter.front() = static_cast<char>(c - 'A' + 'a');
    } else {
      // What folding makes of it between two letters tells what it is: nothing of a mark, a space of the rest.
      const std::string folded = feeds::fold("a" + letter + "b");
      if (folded == "ab") continue;
      if (folded == "a b") letter.clear();
    }
    if (!letter.empty() && between_words && !slug.empty()) slug += '-';
    between_words = letter.empty();
    slug += letter;
  }
  return slug;
}

// file:wires/ur.xml, file:/srv/ur.xml, file:///srv/ur.xml: what follows is the path as it is.
feeds::Result<SourceAddress> read_file_source(std::string_view path, const std::filesystem::path& folder) {
  if (path.starts_with("//")) path.remove_prefix(2);
  const bool has_control = std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (path.empty() || has_control) return feeds::Problem{"", "expected a path after file:"};
  SourceAddress source;
  source.url = "file://" + (folder / path).lexically_normal().string();
  return source;
}

// feed:https://a.example/rss and feed://a.example/rss: by these pages hand addresses to readers, and lists keep them
// (draft-obasanjo-feed-URI-scheme-02).
std::string without_feed_scheme(std::string_view text) {
  constexpr std::string_view scheme = "feed:";
  if (!feeds::equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return std::string(text);
  text.remove_prefix(scheme.size());
  return (text.starts_with("//") ? "http:" : "") + std::string(text);
}

feeds::Result<SourceAddress> read_http_source(std::string_view text) {
  SourceAddress source{std::string(text), "", ""};
  const std::size_t scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    const std::size_t start = scheme_end + 3;
    const std::string_view authority = text.substr(start, text.find_first_of("/?#", start) - start);
    const std::size_t at = authority.rfind('@');
    if (!has_good_port(authority.substr(at + 1))) {
      return feeds::Problem{"", "expected a port of up to 65535, and user:password@ percent-encoded (RFC 3986)"};
    }
    if (at != std::string_view::npos) {
      const std::string_view credentials = authority.substr(0, at);
      const std::size_t colon = std::min(credentials.find(':'), credentials.size());
      const auto user = percent_decoded(credentials.substr(0, colon));
      const auto password = percent_decoded(credentials.substr(std::min(colon + 1, credentials.size())));
      if (!user || !password) return feeds::Problem{"", "expected user:password@ percent-encoded (RFC 3986)"};
      source = {std::string(text.substr(0, start)) + std::string(text.substr(start + at + 1)), *user, *password};
    }
  }
  if (!feeds::is_http_url(source.url)) return feeds::Problem{"", "expected an http, https or file URL"};
  if (has_blank_or_control(source.url)) {
    return feeds::Problem{"", "expected an http, https or file URL without blanks: %20 stands for one"};
  }
  return source;
}

}  // namespace

feeds::Result<SourceAddress> read_source(std::string_view text, const std::filesystem::path& folder) {
  if (text.starts_with("file:")) return read_file_source(text.substr(5), folder);
  return read_http_source(without_feed_scheme(text));
}

std::string Names::make(std::string_view text) {
  std::string base = slug(text);
  if (base.empty()) base = "feed";
  std::string name = base;
  for (int& number = last_number_.try_emplace(base, 1).first->second; taken_.contains(name);) {
    name = base + "-" + std::to_string(++number);
  }
  taken_.insert(name);
  return name;
}

SubscriptionList read_subscriptions(const std::filesystem::path& file, const std::vector<FeedSettings>& known) {
  SubscriptionList list;
  const auto bytes = read_file(file, max_list_bytes);
  if (!bytes) {
    list.faults.push_back(bytes.error().what);
    return list;
  }
  const auto read = feeds::read_opml({.bytes = *bytes});
  if (!read) {
    list.faults.push_back(read.error().what);
    return list;
  }

  Names names;
  std::set<std::string> urls;
  for (const FeedSettings& feed : known) {
    names.take(feed.name);
    urls.insert(feed.url);
  }
  for (const feeds::Outline& outline : read->outlines) {
    const auto source = read_source(outline.url, file.parent_path());
    if (!source) {
      list.faults.push_back("outline \"" + outline.name + "\": xmlUrl: " + source.error().what);
      continue;
    }
    if (!urls.insert(source->url).second) continue;
    FeedSettings feed;
    feed.name = names.make(outline.name);
    feed.url = source->url;
    feed.user = source->user;
    feed.password = source->password;
    feed.category = outline.category;
    feed.language = feeds::language_tag(outline.language);
    list.feeds.push_back(std::move(feed));
  }
  return list;
}

}  // namespace datelined
