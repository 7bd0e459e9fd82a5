// The signs that datelines are put together with, in any script, and what ends one.
#pragma once

#include "feeds/blanks.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/letters.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds::datelines {

// Of a line, a character each.
using Text = std::u32string_view;

// How far a dateline goes: what is shown of it, and what belongs to it.
struct Match {
  std::size_t text = 0, end = 0;
};
using Matched = std::optional<Match>;

// Characters. No agency is longer.
inline constexpr std::size_t longest_agency = 48;

inline bool is_dash(char32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D;
}
inline bool is_comma(char32_t c) {
  return c == ',' || c == U'،' || c == U'、' || c == U'，';
}
inline bool is_full_stop(char32_t c) {
  return c == '.' || c == U'۔' || c == U'।' || c == U'。';
}
inline bool is_colon(char32_t c) {
  return c == ':' || c == U'：';
}
inline bool is_equals(char32_t c) {
  return c == '=' || c == U'＝';
}
inline bool is_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
         (c >= 0x966 && c <= 0x96F) || (c >= 0x9E6 && c <= 0x9EF) || (c >= 0xE50 && c <= 0xE59) ||
         (c >= 0xFF10 && c <= 0xFF19);
}
inline bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}
inline bool is_east_asian(char32_t c) {
  return c >= 0x2E80 && c < 0xFB00;
}
inline bool has_case(char32_t c) {
  return is_upper(c) || is_lower(c);
}

inline char32_t closing(char32_t open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case U'（':
      return U'）';
    case U'【':
      return U'】';
    case U'［':
      return U'］';
    case U'〔':
      return U'〕';
    default:
      return 0;
  }
}

inline std::string utf8(Text text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

inline Text trim(Text text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// What ends a dateline.
struct Ending {
  std::size_t end = 0;
  bool dash = false, colon = false, full_stop = false;
  bool any() const { return dash || colon || full_stop; }
};

inline Ending ending(Text text, std::size_t at) {
  constexpr std::size_t most = 8;
  Ending found;
  for (found.end = at; found.end < text.size() && found.end < at + most; ++found.end) {
    const char32_t c = text[found.end];
    if (is_dash(c) || is_equals(c)) {
      found.dash = true;
    } else if (is_colon(c)) {
      found.colon = true;
    } else if (is_full_stop(c)) {
      found.full_stop = true;
    } else if (!is_blank(c) && !is_comma(c)) {
      break;
    }
  }
  return found;
}

// Where the bracket that opens at `at` closes; npos: too far, or empty.
inline std::size_t bracket_end(Text text, std::size_t at, std::size_t longest_content = longest_agency) {
  const char32_t close = closing(text[at]);
  const std::size_t end = text.substr(0, at + 2 + longest_content).find(close, at + 1);
  return end == text.npos || trim(text.substr(at + 1, end - at - 1)).empty() ? text.npos : end;
}

}  // namespace datelined::feeds::datelines
