// UTF-8 read one character at a time, malformed bytes included.
#pragma once

#include <cstddef>
#include <string_view>

namespace datelined::feeds {

inline constexpr char32_t replacement_character = 0xFFFD;

struct CodePoint {
  char32_t value;
  std::size_t size;  // bytes it takes
  bool valid;        // false: one stray byte, read as U+FFFD
};

// The first character of a text that is not empty. Surrogates and overlong forms are malformed.
// See: RFC 3629 §4.
inline CodePoint first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  constexpr CodePoint stray{replacement_character, 1, false};
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return stray;
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return stray;
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return stray;
  return {value, size, true};
}

// White space and what is as invisible: no-break and zero width spaces, marks of direction. Not the
// joiners, which shape the letters of Persian and Hindi words.
inline bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202F) || c == 0x205F ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x3000 || c == 0xFEFF;
}

// The text without blanks at its ends.
inline std::string_view trim_blanks(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (!is_blank(first.value)) break;
    text.remove_prefix(first.size);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    if (!is_blank(first_code_point(text.substr(start)).value)) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

}  // namespace datelined::feeds
