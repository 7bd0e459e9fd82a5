// Entries that a feed took back: at:deleted-entry, and at:delete-entry, as some write it.
//
// See: RFC 6721.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <vector>

namespace datelined::feeds::read {

std::vector<DeletedEntry> deleted_entries_of(const Children& children);

}  // namespace datelined::feeds::read
