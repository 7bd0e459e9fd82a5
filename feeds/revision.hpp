// Did this entry change in what a reader reads: the second level of sameness.
//
// The hash covers title, text, the addresses of links and pictures in it, summary, url without its
// tracking, authors, language, attachments and categories; white space, attributes, dates and the order
// of categories are noise.
#pragma once

#include "feeds/entry.hpp"

#include <cstdint>

namespace datelined::feeds {

std::uint64_t revision_hash(const Entry& entry);

}  // namespace datelined::feeds
