// What a document has in common with the one before: the entries it shares, and those that are news.
//
// A document is remembered as a fingerprint an entry, 24 bits in four characters: enough to tell a few
// hundred entries apart. Pure.
#pragma once

#include "schema/records.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

// Of the youngest entries; `entries` stand oldest first.
std::string fingerprints(std::span<const schema::SignedEntry> entries);
std::size_t count_fingerprints(std::string_view shown);

struct Overlap {
  std::vector<const schema::SignedEntry*> news;  // of the youngest; not what stood in the last document
  std::size_t shared = 0;                        // of all
};
Overlap compare(std::string_view shown, std::span<const schema::SignedEntry> entries);

// Of these, what is not among the fingerprints.
std::vector<const schema::SignedEntry*> unknown_to(std::string_view fingerprints,
                                                   const std::vector<const schema::SignedEntry*>& entries);

// Both documents had several entries, and not one is in both: there may have been others in between.
bool is_possible_gap(std::string_view shown, std::span<const schema::SignedEntry> entries, const Overlap& overlap);

// What is shown after a document that brought only what is new to it (RFC 3229).
std::string merged(std::string_view shown, std::string_view delta);

}  // namespace datelined
