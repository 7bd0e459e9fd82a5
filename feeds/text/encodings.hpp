// The names that documents give encodings, and ICU's converters for them.
//
// See: https://encoding.spec.whatwg.org/#names-and-labels. UTF-32 is ours: RFC 7303 has it, the web has not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

struct Encoding {
  std::string_view name;       // of the standard, lower case
  const char* converter;       // ICU's; nullptr where ICU has none
};

// nullptr when nobody knows the label. Letter case and blanks around it do not count.
const Encoding* find_encoding(std::string_view label);

// Strictly: nullopt when a byte sequence is none of the encoding's.
std::optional<std::string> convert(const Encoding& encoding, std::string_view bytes);

// With U+FFFD for what is none of the encoding's.
std::string convert_leniently(const Encoding& encoding, std::string_view bytes);

}  // namespace datelined::feeds
