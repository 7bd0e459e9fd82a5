// Bytes of a document into UTF-8.
//
// In:  the bytes, and the Content-Type they came with, of which only the charset counts.
// Out: the encoding is chosen by byte order mark, then the charset of Content-Type, then the XML
//      declaration, then the byte pattern of "<?xml" or "<" in UTF-16/32 or EBCDIC, then UTF-8; names and
//      their supersets are those of the WHATWG Encoding Standard (ISO-8859-1 is windows-1252). JSON is
//      UTF-8 or, by its byte pattern, UTF-16 or UTF-32.
// Bad: bytes that do not fit. In UTF-8 the stray bytes alone are read as windows-1252; but if they are more
//      than what is UTF-8, another encoding that was declared, or one of the document's language, is taken if
//      all bytes fit it. In others the next candidate that fits, at worst U+FFFD. Bytes that are said to be
//      something else, and are UTF-8 from beginning to end, are UTF-8.
// See: RFC 7303 §3, RFC 8259 §8.1, XML 1.0 appendix F, https://encoding.spec.whatwg.org/
#pragma once

#include "feeds/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

struct Decoded {
  std::string text;         // valid UTF-8 without byte order mark
  std::string encoding;     // the WHATWG name of what was used, lower case
  std::vector<Note> notes;  // bad-encoding, encoding-mismatch, unknown-encoding
};

Decoded decode(std::string_view bytes, std::string_view content_type);

}  // namespace datelined::feeds
