#include "feeds/text/letters.hpp"

#include <unicode/uchar.h>

namespace datelined::feeds {

namespace {

// ICU is asked for what lies beyond: it takes ten times as long.
constexpr bool is_ascii(char32_t c) {
  return c < 0x80;
}
constexpr bool is_ascii_upper(char32_t c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_ascii_lower(char32_t c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_ascii_letter(char32_t c) {
  return is_ascii_upper(c) || is_ascii_lower(c);
}
constexpr bool is_ascii_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_letter(char32_t c) {
  if (is_ascii(c)) return is_ascii_letter(c);
  return u_isUAlphabetic(static_cast<UChar32>(c)) != 0;
}

bool is_upper(char32_t c) {
  if (is_ascii(c)) return is_ascii_upper(c);
  return u_isUUppercase(static_cast<UChar32>(c)) != 0;
}

bool is_lower(char32_t c) {
  if (is_ascii(c)) return is_ascii_lower(c);
  return u_isULowercase(static_cast<UChar32>(c)) != 0;
}

bool is_word_character(char32_t c) {
  if (is_ascii(c)) return is_ascii_letter(c) || is_ascii_digit(c);
  constexpr char32_t non_joiner = 0x200C, joiner = 0x200D;
  if (c == non_joiner || c == joiner) return true;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

}  // namespace datelined::feeds
