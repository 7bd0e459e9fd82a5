#include "feeds/noise.hpp"

#include "feeds/noise_words.hpp"
#include "feeds/text/fold.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <unordered_set>

namespace datelined::feeds {
namespace {

// No counter with all its words is longer, in bytes.
constexpr std::size_t longest_counter = 120;

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
    const bool digit = c >= '0' && c <= '9';
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
      const bool number = word.front() >= '0' && word.front() <= '9';
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

// Whether an end may begin with this byte: most do not.
constexpr std::array<bool, 256> may_end_part = [] {
  std::array<bool, 256> may{};
  for (const std::string_view end : ends_of_parts) may[static_cast<unsigned char>(end.front())] = true;
  for (const char c : {'.', '!', '?', ','}) may[static_cast<unsigned char>(c)] = true;
  return may;
}();

bool may_end(char c) {
  return may_end_part[static_cast<unsigned char>(c)];
}

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
  // Nine blanks in ten stand between two words.
  if (c == ' ' && at + 1 < text.size() && text[at + 1] != '-' && text[at + 1] != '/') return 0;
  for (const std::string_view end : ends_of_parts) {
    if (end.front() == c && starts_with(text.substr(at), end)) return end.size();
  }
  return 0;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0xD9; });
}

}  // namespace

std::string without_counters(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  std::size_t start = 0;
  const auto take = [&](std::size_t end, std::size_t size) {
    const std::string_view part = text.substr(start, end - start);
    const bool may_be = part.size() <= longest_counter && (has_digit(part) || part.ends_with("ago"));
    if (!may_be || !is_counter(part)) kept.append(part);
    kept.append(text.substr(end, size));
    start = end + size;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = may_end(text[at]) ? end_of_part(text, at) : 0;
    if (size > 0) take(at, size);
    at += std::max<std::size_t>(size, 1);
  }
  take(text.size(), 0);
  return kept;
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
