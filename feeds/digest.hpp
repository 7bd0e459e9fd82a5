// Whether an entry is, to the letter, what it was in the document before, where its element alone does not tell that
// (Parsed::standings).
//
// The digest covers all that parsing found, and nothing that comes of it later: equal means that whatever is made of
// the entry (revision, signature, sketch) has been made already. It lies where an entry changed in nothing that a
// reader reads; revision.hpp tells that. It changes with what this program reads of a document.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/identity.hpp"

#include <cstdint>
#include <vector>

namespace datelined::feeds {

// `keys`: its names, which depend on the document's other entries too.
std::uint64_t digest(const Entry& entry, const std::vector<Key>& keys);

}  // namespace datelined::feeds
