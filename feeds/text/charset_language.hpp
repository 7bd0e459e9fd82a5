// What a document's language says about bytes that are no UTF-8 and of which nobody says what they are.
//
// In:  the bytes; whether hardly any of them is UTF-8. A third of Japanese letters in EUC-JP is, by chance,
//      while in encodings of one byte a character what is UTF-8 is meant to be.
// Out: the encoding in which people write that language, if all bytes fit it and are letters of its script.
// Bad: nullopt: no language, one that windows-1252 has the letters of, or bytes that fit none.
#pragma once

#include "feeds/text/encodings.hpp"
#include "feeds/text/encodings_convert.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

struct Reading {
  Encoding encoding;
  std::string text;
};

std::optional<Reading> read_by_language(std::string_view bytes, bool hardly_any_utf8);

}  // namespace datelined::feeds
