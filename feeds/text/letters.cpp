#include "feeds/text/letters.hpp"

#include <unicode/uchar.h>

namespace datelined::feeds {

bool is_letter(char32_t c) {
  return u_isUAlphabetic(static_cast<UChar32>(c)) != 0;
}

bool is_upper(char32_t c) {
  return u_isUUppercase(static_cast<UChar32>(c)) != 0;
}

bool is_lower(char32_t c) {
  return u_isULowercase(static_cast<UChar32>(c)) != 0;
}

bool is_word_character(char32_t c) {
  constexpr char32_t non_joiner = 0x200C, joiner = 0x200D;
  if (c == non_joiner || c == joiner) return true;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

}  // namespace datelined::feeds
