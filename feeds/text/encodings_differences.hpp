// Where ICU's converters read bytes otherwise than the indexes of the WHATWG Encoding Standard.
//
// Found by reading every one- and two-byte sequence through both.
// See: https://encoding.spec.whatwg.org/#indexes
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace datelined::feeds {

inline constexpr char16_t no_character = 0xFFFD;

// Bytes, as one number, that the converter does not know and the standard does. In order of the bytes.
struct Missing {
  std::uint16_t bytes;
  char32_t code_point;
};

// A character that the converter gives for what is another in the standard, or two, or none. In order of
// the given ones.
struct Other {
  char16_t given;
  char16_t meant, and_then;
};

struct Differences {
  std::span<const Missing> missing;
  std::span<const Other> other;
  bool is_closed = false;  // a C1 control or a private character from the converter is none of the standard's
};

Differences differences_of(std::string_view encoding);

}  // namespace datelined::feeds
