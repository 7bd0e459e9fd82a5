// An item of RSS or an entry of Atom, with whatever modules stand in it.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/parse.hpp"
#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

Entry read_entry(const Element& element);

// What every format does for an entry whose document gave it no id: its URL, its first attachment's, or a
// hash of what it says.
std::string derived_id(const Entry& entry);

// False when the document has given as many entries as one of its size may; that is noted once.
bool may_hold_another(Parsed& parsed, std::size_t document_size);

}  // namespace datelined::feeds::read
