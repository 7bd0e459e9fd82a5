// An item of RSS or an entry of Atom, with whatever modules stand in it.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/parse.hpp"
#include "feeds/read/xml.hpp"

#include <cstdint>

namespace datelined::feeds::read {

// What reading an element's entries depends on beside theirs, as a hash.
std::uint64_t context_of(const Element& parent);

// Reads one into `parsed`; false where the document has given as many as it may.
bool add_entry(const Element& element, std::uint64_t context, const Document& document, Parsed& parsed);

// What every format does for an entry whose document gave it no id: its URL, its first attachment's, or a
// hash of what it says.
std::string derived_id(const Entry& entry);

// False when the document has given as many entries as one of its size may; that is noted once.
bool may_hold_another(Parsed& parsed, std::size_t document_size);

}  // namespace datelined::feeds::read
