#include "daemon/config/plain.hpp"

#include "feeds/text/utf8.hpp"

#include <algorithm>

namespace datelined {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

std::string_view without_leading_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

// Takes the next line, without its end and the blanks before it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return without_leading_blanks(line);
}

// Nothing, or a comment.
bool is_empty(std::string_view line) {
  line = without_leading_blanks(line);
  return line.empty() || (line.front() == '#' && std::none_of(line.begin(), line.end(), is_control));
}

bool is_header(std::string_view line) {
  constexpr std::string_view header = "[[feed]]";
  return line.starts_with(header) && is_empty(line.substr(header.size()));
}

std::string_view* place_of(PlainFeed& feed, std::string_view key) {
  if (key == "name") return &feed.name;
  if (key == "url") return &feed.url;
  if (key == "category") return &feed.category;
  if (key == "language") return &feed.language;
  return nullptr;
}

// KEY = "VALUE"
bool read_line(std::string_view line, PlainFeed& feed) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return false;
  std::string_view key = line.substr(0, equals);
  while (!key.empty() && is_blank(key.back())) key.remove_suffix(1);
  std::string_view* const place = place_of(feed, key);
  if (place == nullptr || !place->empty()) return false;

  line = without_leading_blanks(line.substr(equals + 1));
  if (!line.starts_with('"')) return false;
  line.remove_prefix(1);
  const std::size_t end = line.find('"');
  if (end == line.npos) return false;
  *place = line.substr(0, end);
  const auto is_odd = [](char c) { return c == '\\' || is_control(c); };
  return !place->empty() && std::none_of(place->begin(), place->end(), is_odd) && is_empty(line.substr(end + 1));
}

// What stands below a header, up to the next one; leaves `text` there.
bool read_table(std::string_view& text, PlainFeed& feed) {
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view line = take_line(rest);
    if (line.starts_with('[')) break;
    if (!is_empty(line) && !read_line(line, feed)) return false;
    text = rest;
  }
  return !feed.name.empty() && !feed.url.empty();
}

}  // namespace

std::optional<PlainFeeds> cut_plain_feeds(std::string_view text) {
  if (!feeds::is_utf8(text)) return std::nullopt;
  PlainFeeds plain;
  bool in_a_row = false;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool is_feed = is_header(take_line(text));
    if (!is_feed || !in_a_row) plain.rest += before.substr(0, before.size() - text.size());
    if (is_feed && !in_a_row) ++plain.rows;
    in_a_row = is_feed;
    if (is_feed && !read_table(text, plain.feeds.emplace_back())) return std::nullopt;
  }
  if (plain.feeds.empty()) return std::nullopt;
  return plain;
}

}  // namespace datelined
