// A document read, and its entries signed: with all that the writer needs to place them.
//
// In:  the bytes, decoded; what stood in the document before, to the letter, is read no further than to its names.
// Out: entries, oldest first. Pure.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "daemon/poll/schedule.hpp"
#include "daemon/poll/unchanged.hpp"
#include "feeds/identity.hpp"
#include "feeds/parse.hpp"
#include "schema/records.hpp"

#include <string_view>
#include <vector>

namespace datelined {

// A document read, and its entries named.
struct Read {
  feeds::Parsed parsed;
  std::vector<std::vector<feeds::Key>> keys;  // of each entry
};

feeds::Result<Read> read_entries(std::string_view bytes, const Fetched& answer, const Terms& terms,
                                 const Unchanged& unchanged);

// What is unchanged is named alone.
std::vector<schema::SignedEntry> sign_all(Read read, const Terms& terms, Unchanged& unchanged, feeds::Time now);

// The same of a document that need not be the feed's latest.
std::vector<schema::SignedEntry> sign_maybe_older(Read read, const Terms& terms, feeds::Time now);

// The revision of an entry that is younger stands later. What has no date came just now.
feeds::Time moment_of(const feeds::Entry& entry, feeds::Time now);

}  // namespace datelined
