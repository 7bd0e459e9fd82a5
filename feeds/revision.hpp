// Did this entry change in what a reader reads: the second level of sameness.
//
// The hash covers title, text, the addresses of links and pictures in it, summary, url without its
// tracking, authors, language, attachments and categories; white space, attributes, dates, the order
// of categories, counters and relative times ("1,234 views", "5 minutes ago") and what an address says of a
// picture's size are noise.
#pragma once

#include "feeds/comparable.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace datelined::feeds {

std::uint64_t revision_hash(const Comparable& entry);

// What of this differs: title, text, summary, url, language, links, authors, attachments, tags. Empty: nothing
// that a reader reads.
std::vector<std::string_view> differences(const Comparable& before, const Comparable& after);

// Whether texts that differ do so in their numbers alone, as counters do that nobody has named so.
bool differ_in_numbers(const Comparable& before, const Comparable& after);

}  // namespace datelined::feeds
