#include "daemon/config/plain.hpp"

#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <array>

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

struct Key {
  std::string_view name;
  std::string_view PlainFeed::*place;
  bool is_number = false;
};
constexpr std::array keys = {
    Key{"name", &PlainFeed::name},
    Key{"url", &PlainFeed::url},
    Key{"category", &PlainFeed::category},
    Key{"language", &PlainFeed::language},
    Key{"priority", &PlainFeed::priority, true},
};

// The text in "…" that the line begins with; empty: there is none, or it has escapes.
std::string_view take_text(std::string_view& line) {
  if (!line.starts_with('"')) return {};
  const std::string_view text = line.substr(1, line.find('"', 1) - 1);
  const auto is_odd = [](char c) { return c == '\\' || is_control(c); };
  if (text.size() + 1 >= line.size() || std::any_of(text.begin(), text.end(), is_odd)) return {};
  line.remove_prefix(text.size() + 2);
  return text;
}

// A decimal number without a zero before it, as far as it goes.
std::string_view take_number(std::string_view& line) {
  const std::size_t sign = line.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(line.find_first_not_of("0123456789", sign), line.size());
  const bool has_zero = line.substr(sign).starts_with('0') && end > sign + 1;
  if (end == sign || has_zero) return {};
  const std::string_view number = line.substr(0, end);
  line.remove_prefix(end);
  return number;
}

// KEY = VALUE
bool read_line(std::string_view line, PlainFeed& feed) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return false;
  std::string_view name = line.substr(0, equals);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  const auto key = std::ranges::find(keys, name, &Key::name);
  if (key == keys.end() || !(feed.*key->place).empty()) return false;
  line = without_leading_blanks(line.substr(equals + 1));
  feed.*key->place = key->is_number ? take_number(line) : take_text(line);
  return !(feed.*key->place).empty() && is_empty(line);
}

// What stands below a header, up to the next one.
std::string_view take_table(std::string_view& text) {
  const std::string_view before = text;
  while (!text.empty()) {
    std::string_view rest = text;
    if (take_line(rest).starts_with('[')) break;
    text = rest;
  }
  return before.substr(0, before.size() - text.size());
}

std::optional<PlainFeed> read_table(std::string_view table) {
  PlainFeed feed;
  while (!table.empty()) {
    const std::string_view line = take_line(table);
    if (!is_empty(line) && !read_line(line, feed)) return std::nullopt;
  }
  return feed.name.empty() || feed.url.empty() ? std::nullopt : std::optional(feed);
}

bool has_nothing(std::string_view table) {
  while (!table.empty()) {
    if (!is_empty(take_line(table))) return false;
  }
  return true;
}

// Texts of many lines, in which what looks like a table is none.
bool has_long_texts(std::string_view text) {
  return text.find("\"\"\"") != text.npos || text.find("'''") != text.npos;
}

}  // namespace

std::optional<PlainFeeds> cut_plain_feeds(std::string_view text) {
  if (!feeds::is_utf8(text) || has_long_texts(text)) return std::nullopt;
  PlainFeeds plain;
  bool in_a_row = false;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool is_feed = is_header(take_line(text));
    const std::string_view header = before.substr(0, before.size() - text.size());
    const std::string_view table = is_feed ? take_table(text) : std::string_view();
    if (is_feed && has_nothing(table)) return std::nullopt;
    const std::optional<PlainFeed> feed = is_feed ? read_table(table) : std::nullopt;
    if (!feed || !in_a_row) plain.rest += header;
    if (!feed) plain.rest += table;
    if (feed && !in_a_row) plain.rows.emplace_back();
    if (feed) plain.rows.back().push_back(*feed);
    in_a_row = feed.has_value();
  }
  if (plain.rows.empty()) return std::nullopt;
  return plain;
}

}  // namespace datelined
