// What is invisible in text of any script.
#pragma once

#include "feeds/text/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

// White space and what is as invisible: no-break and zero width spaces, marks of direction. Not the
// joiners, which shape the letters of Persian and Hindi words.
constexpr bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202F) || c == 0x205F ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x3000 || c == 0xFEFF;
}

// The text without blanks at its ends.
inline std::string_view trim_blanks(std::string_view text) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); start = at) {
    if (!is_blank(next_code_point(text, at))) break;
  }
  text.remove_prefix(start);
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    std::size_t at = last;
    if (!is_blank(next_code_point(text, at))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

void append_without_blanks(std::string& out, std::string_view text);

// How many characters it has besides.
std::size_t count_without_blanks(std::string_view utf8);

}  // namespace datelined::feeds
