// ISO-8859-16, "Latin-10", for Romanian: the one encoding of the WHATWG standard that ICU does not know.
//
// See: https://encoding.spec.whatwg.org/index-iso-8859-16.txt
#pragma once

namespace datelined::feeds {

// Every byte is a character of it.
char16_t iso_8859_16(unsigned char byte);

}  // namespace datelined::feeds
