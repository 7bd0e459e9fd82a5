#include "feeds/write/published.hpp"

#include "feeds/blanks.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/percent.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace datelined::feeds {
namespace {

void add_named(std::vector<Author>& authors, const std::vector<Author>& from) {
  for (Author author : from) {
    if (!says_something(author.name))
      author.name = author.extension.email.empty() ? author.url : author.extension.email;
    if (says_something(author.name)) authors.push_back(std::move(author));
  }
}

bool is_escape(std::string_view text) {
  const auto is_digit = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  return text.size() > 2 && is_digit(text[1]) && is_digit(text[2]);
}

// RFC 9110 §5.6.2.
bool is_token(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

std::string_view language_of(const Story& story) {
  return story.entry.language.empty() ? story.origin.feed.language : story.entry.language;
}

std::string_view direction_of(const Story& story) {
  const std::string_view direction = language_direction(language_of(story));
  if (!direction.empty()) return direction;
  return text_direction(story.entry.title.empty() ? story.entry.summary : story.entry.title);
}

Time published(const Story& story) {
  return story.entry.date_published.value_or(story.first_seen);
}

bool says_something(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c > ' ' && c != 0x7F && c != 0xFFFE && c != 0xFFFF && !is_blank(c)) return true;
  }
  return false;
}

std::string_view source_title(const Story& story) {
  return !says_something(story.origin.feed.title) ? story.origin.name : story.origin.feed.title;
}

std::string source_url(const Story& story) {
  for (const std::string& url : {story.origin.url, story.origin.feed.feed_url}) {
    if (is_http_url(url)) return link_target(without_credentials(url));
  }
  return {};
}

std::vector<Author> authors_of(const Story& story) {
  std::vector<Author> authors;
  add_named(authors, story.entry.authors);
  if (authors.empty()) add_named(authors, story.origin.feed.authors);
  if (authors.empty()) {
    Author& feed = authors.emplace_back();
    feed.name = source_title(story);
    feed.url = story.origin.feed.home_page_url;
  }
  return authors;
}

std::vector<Category> categories_of(const Story& story) {
  std::vector<Category> all = story.entry.extension.categories;
  if (all.empty()) {
    for (const std::string& tag : story.entry.tags) all.push_back({tag, {}, {}});
  }
  all.push_back({story.origin.category, {}, {}});

  std::vector<Category> categories;
  std::set<std::string_view> seen;
  for (const Category& category : all) {
    const std::string& term = category.term.empty() ? category.label : category.term;
    if (!says_something(term) || !seen.insert(term).second) continue;
    categories.push_back({term, link_target(category.scheme), says_something(category.label) ? category.label : ""});
  }
  return categories;
}

std::vector<const Source*> other_sources(const Story& story) {
  std::vector<const Source*> others;
  std::set<std::string_view> seen = {story.entry.url, ""};
  for (const Source& source : story.sources) {
    if (source.feed != story.origin.name && seen.insert(source.url).second) others.push_back(&source);
  }
  return others;
}

std::string in_its_direction(const Story& story, std::string html) {
  // Sanitised HTML spells the attribute so, and in no other way.
  if (html.empty() || direction_of(story) != "rtl" || html.find(" dir=\"") != html.npos) return html;
  std::string wrapped = "<div dir=\"rtl\"";
  if (const std::string_view language = language_of(story); !language.empty()) {
    wrapped.append(" lang=\"").append(escape_html(language)).append("\"");
  }
  return wrapped.append(">").append(html).append("</div>");
}

std::string content_as_html(const Story& story) {
  const Entry& entry = story.entry;
  return in_its_direction(story, entry.content_html.empty() ? escape_html(entry.content_text) : entry.content_html);
}

std::string excerpt(std::string_view text, std::size_t most_characters) {
  std::size_t characters = 0, end = 0, last_blank = 0;
  while (end < text.size() && characters < most_characters) {
    const std::size_t start = end;
    if (is_blank(next_code_point(text, end))) last_blank = start;
    ++characters;
  }
  if (end == text.size()) return std::string(text);
  // Chinese, Japanese and Thai have no blank near the end, and need none to be cut.
  if (last_blank > end / 2) end = last_blank;
  return std::string(trim_blanks(text.substr(0, end))) + "…";
}

std::string link_target(std::string_view url) {
  std::string target;
  if (!is_absolute_url(url)) return target;
  // Brackets stand around an IPv6 address alone.
  const std::size_t slashes = url.find("://");
  const std::size_t authority_end =
      slashes == url.npos ? 0 : std::min(url.find_first_of("/?#", slashes + 3), url.size());
  bool in_fragment = false;
  for (std::size_t at = 0; at < url.size(); ++at) {
    const char c = url[at];
    const auto byte = static_cast<unsigned char>(c);
    const bool forbidden = byte <= ' ' || byte == 0x7F ||
                           std::string_view("<>\"{}|\\^`").find(c) != std::string_view::npos ||
                           ((c == '[' || c == ']') && at >= authority_end) || (c == '#' && in_fragment) ||
                           (c == '%' && !is_escape(url.substr(at)));
    in_fragment = in_fragment || c == '#';
    if (forbidden) {
      append_percent(target, c);
    } else {
      target += c;
    }
  }
  return target;
}

std::string_view media_type_or_none(std::string_view text) {
  const std::string_view essence = trimmed(text.substr(0, text.find(';')));
  const std::size_t slash = essence.find('/');
  const auto is_name = [](std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), is_token);
  };
  const bool is = slash != essence.npos && is_name(essence.substr(0, slash)) && is_name(essence.substr(slash + 1));
  return is ? essence : std::string_view();
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == text.npos || at == 0 || at + 1 == text.size() || text.find('@', at + 1) != text.npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < '\x7F' && std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
  });
}

}  // namespace datelined::feeds
