// Bytes of any encoding into UTF-8, through ICU's converters and as the WHATWG Encoding Standard has it.
//
// In:  bytes without byte order mark.
// Out: valid UTF-8. U+FFFD stands for what is none of the encoding's, and never for '<' or '&': a broken
//      character does not swallow the markup behind it.
#pragma once

#include "feeds/text/encodings.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

struct Converted {
  std::string text;
  std::size_t faults = 0;  // byte sequences that are none of the encoding's
  bool cut_off = false;    // the bytes end inside a character
};

Converted convert(const Encoding& encoding, std::string_view bytes);

}  // namespace datelined::feeds
