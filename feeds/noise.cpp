#include "feeds/noise.hpp"

#include "feeds/noise_words.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/scan.hpp"
#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <unordered_set>

namespace datelined::feeds {
namespace {

// No counter with all its words is longer, in bytes.
constexpr std::size_t longest_counter = 120;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Found by a view of a text, without a copy of it.
struct HashOfWord {
  using is_transparent = void;
  std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
};
using Words = std::unordered_set<std::string, HashOfWord, std::equal_to<>>;

template <std::size_t size>
Words folded(const std::string_view (&rows)[size]) {
  Words words;
  for (const std::string_view row : rows) words.insert(fold(row));
  return words;
}

// Scripts that put no blanks between words glue a number to its noun: "1234次阅读".
std::string numbers_apart(std::string_view folded_text) {
  std::string out;
  bool was_digit = false;
  for (const char c : folded_text) {
    const bool digit = is_digit(c);
    const bool wide = static_cast<unsigned char>(c) >= 0x80;
    if (!out.empty() && out.back() != ' ' &&
        ((digit && static_cast<unsigned char>(out.back()) >= 0x80) || (was_digit && wide))) {
      out += ' ';
    }
    out += c;
    was_digit = digit;
  }
  return out;
}

bool is_counter(std::string_view part) {
  static const Words nouns = folded(counter_nouns), others = folded(counter_words);
  if (part.size() > longest_counter) return false;
  const std::string apart = numbers_apart(fold(part));
  const std::string_view text = apart;
  bool has_noun = false, has_number = false;
  for (std::size_t at = 0; at < text.size();) {
    // Of nouns that are several words the longest; three at most.
    std::size_t end = std::min(text.find(' ', at), text.size());
    std::size_t taken = 0;
    for (std::size_t till = end, n = 0; n < 3; ++n) {
      if (nouns.contains(text.substr(at, till - at))) {
        taken = till;
        has_noun = true;
      }
      if (till == text.size()) break;
      till = std::min(text.find(' ', till + 1), text.size());
    }
    if (taken == 0) {
      const std::string_view word = text.substr(at, end - at);
      const bool number = is_digit(word.front());
      if (!number && !others.contains(word)) return false;
      has_number |= number;
      taken = end;
    }
    at = taken + 1;
  }
  // Without a number it is one only as a relative time says it: "an hour ago".
  return has_noun && (has_number || text.ends_with(" ago"));
}

// Where a part of a text ends: a line, a sentence, a bracket, a bullet.
constexpr std::string_view ends_of_parts[] = {"\n", "(",  ")",  "[",  "]", "|", "•", "·", "（", "）",  "【",
                                              "】", "。", "！", "？", "۔", "،", ";", "–", "—",  " - ", " / "};

constexpr std::size_t pair_of(char c, char next) {
  return static_cast<std::size_t>(static_cast<unsigned char>(c)) << 8 | static_cast<unsigned char>(next);
}

// Whether an end may begin with two bytes that stand side by side; behind the text's last byte stands a 0. Half of the
// letters of Arabic begin with the byte that its comma begins with: one byte would tell little of them.
constexpr std::array<bool, 0x10000> may_end_part = [] {
  std::array<bool, 0x10000> may{};
  for (const std::string_view end : ends_of_parts) {
    if (end.size() > 1) may[pair_of(end[0], end[1])] = true;
    for (unsigned next = 0; end.size() == 1 && next < 0x100; ++next)
      may[pair_of(end[0], static_cast<char>(next))] = true;
  }
  for (const char c : {'.', '!', '?', ','}) {
    for (const char next : {' ', '\n', '\0'}) may[pair_of(c, next)] = true;
  }
  return may;
}();

// Two or three bytes: not worth a call.
bool starts_with(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  for (std::size_t i = 0; i < end.size(); ++i) {
    if (text[i] != end[i]) return false;
  }
  return true;
}

// Bytes of the end that stands here; 0: none.
std::size_t end_of_part(std::string_view text, std::size_t at) {
  const char c = text[at];
  if ((c == '.' || c == '!' || c == '?') && (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n'))
    return 1;
  if (c == ',' && at + 1 < text.size() && text[at + 1] == ' ') return 1;
  for (const std::string_view end : ends_of_parts) {
    if (end.front() == c && starts_with(text.substr(at), end)) return end.size();
  }
  return 0;
}

struct End {
  std::size_t at = 0, size = 0;
};

// The first end at `from` or behind it; where the text ends: none.
End next_end(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (!may_end_part[pair_of(text[at], next)]) continue;
    if (const std::size_t size = end_of_part(text, at); size > 0) return {at, size};
  }
  return {text.size(), 0};
}

constexpr Byte is_digit_or_beyond(Byte c) {
  return static_cast<Byte>(((c >= '0') & (c <= '9')) | (c >= 0xD9));
}

// Where a digit may begin, by two bytes: of few scripts do letters begin as their digits do.
constexpr Byte may_begin_digit(Byte c, Byte next) {
  const Byte ours = (c >= '0') & (c <= '9');
  const Byte raised = (c == 0xC2) & (next >= 0xB2);  // ², ½
  const Byte arabic = (c == 0xD9) & (next >= 0xA0) & (next <= 0xA9);
  const Byte persian = (c == 0xDB) & (next >= 0xB0) & (next <= 0xB9);
  const Byte indic = (c == 0xE0) & ((next & 1) | (next == 0xBC));
  const Byte other = (c == 0xDF) | (c == 0xE1) | ((c == 0xE2) & (next != 0x80)) | ((c == 0xE3) & (next >= 0x88));
  const Byte last = (c == 0xEA) | (c == 0xEF) | (c >= 0xF0);
  return static_cast<Byte>(ours | raised | arabic | persian | indic | other | last);
}

bool holds_digit(std::string_view text) {
  for (std::size_t at = find_pair<may_begin_digit>(text, 0); at < text.size();) {
    std::size_t behind = at;
    if (folds_to_digit(next_code_point(text, behind))) return true;
    at = find_pair<may_begin_digit>(text, behind);
  }
  return !text.empty() && is_digit(text.back());
}

// Whether the last of its letters is this one, folded.
bool ends_in(std::string_view text, char32_t letter) {
  constexpr std::size_t longest = 4;  // bytes of a character
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < longest && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
      --start;
    const std::u32string folded = fold_to_code_points(text.substr(start));
    if (!folded.empty()) return folded.back() == letter;
    text.remove_suffix(text.size() - start);
  }
  return false;
}

// A look that spares most parts being folded: a counter has a number in it, or ends in "ago".
bool may_be_counter(std::string_view part) {
  if (part.size() > longest_counter) return false;
  if (part.ends_with("ago")) return true;
  const std::size_t at = find_byte<is_digit_or_beyond>(part, 0);
  return at < part.size() && (holds_digit(part) || ends_in(part, U'o'));
}

}  // namespace

std::string without_counters(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  std::size_t from = 0;  // of what is not copied yet
  for (std::size_t start = 0; start < text.size();) {
    const End end = next_end(text, start);
    if (const std::string_view part = text.substr(start, end.at - start); may_be_counter(part) && is_counter(part)) {
      kept.append(text, from, start - from);
      from = end.at;
    }
    start = end.at + end.size;
  }
  return kept.append(text, from);
}

std::string without_picture_size(std::string_view url) {
  const std::size_t query = std::min(url.find('?'), url.size());
  std::string path(url.substr(0, query));
  std::string_view rest = url.substr(std::min(query + 1, url.size()));

  static constexpr std::string_view kinds[] = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"};
  const auto kind =
      std::find_if(std::begin(kinds), std::end(kinds), [&](std::string_view k) { return path.ends_with(k); });
  if (kind != std::end(kinds)) {
    // "storm-640x480.jpg"
    std::size_t at = path.size() - kind->size();
    const std::size_t end = at;
    while (at > 0 && path[at - 1] >= '0' && path[at - 1] <= '9') --at;
    if (at < end && at > 0 && path[at - 1] == 'x') {
      std::size_t first = at - 1;
      while (first > 0 && path[first - 1] >= '0' && path[first - 1] <= '9') --first;
      if (first < at - 1 && first > 0 && path[first - 1] == '-') path.erase(first - 1, end - first + 1);
    }
  }
  std::string parameters;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view parameter = rest.substr(0, end);
    const std::string_view name = parameter.substr(0, parameter.find('='));
    if (std::find(std::begin(picture_parameters), std::end(picture_parameters), name) == std::end(picture_parameters)) {
      parameters.append(parameters.empty() ? "?" : "&").append(parameter);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return path + parameters;
}

}  // namespace datelined::feeds
