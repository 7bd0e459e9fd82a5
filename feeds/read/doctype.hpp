// The document type declaration: only its internal general entities mean anything to a feed.
// Nothing external is ever read.
// See: XML 1.0 §2.8, §4.2.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace datelined::feeds::read {

// Name to replacement text; an external entity has an empty one.
using Entities = std::map<std::string, std::string, std::less<>>;

// `text[at]` begins "<!". Gives the place behind the declaration; one without an end is passed over alone.
std::size_t read_doctype(std::string_view text, std::size_t at, Entities& entities);

}  // namespace datelined::feeds::read
