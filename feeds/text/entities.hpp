// Character references: &eacute; &#233; &#xE9;.
//
// A named one counts only with its semicolon, so that the query ?a=1&copy=2 stays what it is; a numeric
// one with or without, 128 to 159 meaning windows-1252.
// See: the WHATWG HTML Standard, "Character reference state".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

// What HTML calls by this name, without & and ;, as UTF-8; empty when nothing.
std::string_view named_reference(std::string_view name);

// The reference that text begins with (at its '&'): appended as UTF-8. Out: its length; 0 for none.
std::size_t append_reference(std::string& out, std::string_view text);

void append_decoded(std::string& out, std::string_view text);  // with the references resolved
std::string decode_references(std::string_view text);

}  // namespace datelined::feeds
