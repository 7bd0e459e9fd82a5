// ISO-8859-16, "Latin-10", for Romanian: the one encoding of the WHATWG standard that ICU does not know.
//
// See: https://encoding.spec.whatwg.org/index-iso-8859-16.txt
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// Every byte is a character of it.
std::string from_iso_8859_16(std::string_view bytes);

}  // namespace datelined::feeds
