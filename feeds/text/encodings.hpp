// The names that documents give encodings, and ICU's converters for them.
//
// In:  a label as documents and headers have it. Letter case and blanks do not count.
// Out: the encoding that the WHATWG standard means by it, else the one that ICU means.
// Bad: nullopt when nobody knows the label.
// See: https://encoding.spec.whatwg.org/#names-and-labels. UTF-32 is ours: RFC 7303 has it, the web has not.
#pragma once

#include <optional>
#include <string_view>

namespace datelined::feeds {

struct Encoding {
  std::string_view name;  // of the standard, lower case; else the IANA's as it writes it
  const char* converter;  // ICU's; nullptr where ICU has none
  bool single_byte;

  bool operator==(const Encoding& other) const { return name == other.name; }
};

std::optional<Encoding> find_encoding(std::string_view label);

}  // namespace datelined::feeds
