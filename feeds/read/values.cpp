#include "feeds/read/values.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace datelined::feeds::read {
namespace {

template <class Value, class Parse>
Value read_or_note(const Element& where, std::string_view text, Parse parse, std::string_view code,
                   std::string_view what) {
  if (trimmed(text).empty()) return {};
  Value value = parse(text);
  if (!value) where.note(code, quoted(text) + " is no " + std::string(what));
  return value;
}

template <class Value>
std::optional<Value> parse_whole(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  Value value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string value = clean_text(collapsed(std::string(text.substr(0, 4 * longest))));
  if (value.size() > longest) {
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
    value.resize(end);
    value += "…";
  }
  return "'" + value + "'";
}

std::string plain_of_untyped(std::string_view text) {
  return looks_like_html(text) ? plain_text(text) : clean_text(collapsed(std::string(text)));
}

std::string url_value(const Element& where, std::string_view reference) {
  return url_value(where, reference, where.base());
}

std::string url_value(const Element& where, std::string_view reference, std::string_view base) {
  if (trimmed(reference).empty()) return {};
  auto url = resolve_url(base, reference);
  if (!url) {
    where.note("bad-url", quoted(reference) + " is no address to follow");
    return {};
  }
  if (!url->empty() && !is_absolute_url(*url)) {
    where.note("relative-url", quoted(reference) + " is relative to an unknown address");
  }
  return std::move(*url);
}

Date date_value(const Element& where, std::string_view text) {
  const auto read = [&](std::string_view date) { return read_date(date, where.language_or_feeds()); };
  return read_or_note<Date>(where, text, read, "bad-date", "date");
}

Integer integer_value(const Element& where, std::string_view text) {
  return read_or_note<Integer>(where, text, parse_integer, "bad-number", "integer");
}

Number number_value(const Element& where, std::string_view text) {
  return read_or_note<Number>(where, text, parse_number, "bad-number", "number");
}

Number duration_value(const Element& where, std::string_view text) {
  return read_or_note<Number>(where, text, parse_duration, "bad-number", "duration");
}

std::string language_value(const Element& where, std::string_view text) {
  if (trimmed(text).empty()) return {};
  std::string tag = language_tag(trimmed(text));
  if (tag.empty()) where.note("bad-language", quoted(text) + " is no language tag");
  return tag;
}

Flag flag_value(std::string_view text) {
  const std::string word = ascii_lower(trimmed(text));
  if (word == "yes" || word == "true" || word == "explicit") return true;
  if (word == "no" || word == "false" || word == "clean") return false;
  return std::nullopt;
}

std::vector<std::string> keyword_values(std::string_view text) {
  Distinct<std::string> words;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string word = plain_of_untyped(text.substr(0, comma));
    if (!word.empty()) words.add(word, word);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words.take();
}

Integer parse_integer(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

Number parse_number(std::string_view text) {
  const Number number = parse_whole<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

Number parse_duration(std::string_view text) {
  text = trimmed(text);
  double seconds = 0;
  for (int parts = 0; parts < 3; ++parts) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const Number part = parse_number(text.substr(0, colon));
    if (!part || *part < 0) return std::nullopt;
    seconds = seconds * 60 + *part;
    if (colon == text.size()) return seconds;
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

std::string url_of(const Element& element) {
  return url_value(element, element.text());
}

std::string token_of(const Element& element) {
  return std::string(trimmed(element.text()));
}

Date date_of(const Element& element) {
  return date_value(element, element.text());
}

Integer integer_of(const Element& element) {
  return integer_value(element, element.text());
}

}  // namespace datelined::feeds::read
