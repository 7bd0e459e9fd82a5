// Links: Atom's `link` with its relations, RSS's `link` that is its text.
// See: RFC 4287 §4.2.7; RFC 8288 §2.1 (relation types ignore case).
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <string_view>
#include <vector>

namespace datelined::feeds::read {

// In document order, exact duplicates dropped; no rel is "alternate".
std::vector<Link> links_of(const Children& children);

bool has_rel(const Link& link, std::string_view rel);
bool is_html_type(std::string_view media_type);
bool is_feed_type(std::string_view media_type);

// The first of this relation; for "alternate" one that is HTML, or may be, before others. nullptr: none.
const Link* find_link(const std::vector<Link>& links, std::string_view rel);

}  // namespace datelined::feeds::read
