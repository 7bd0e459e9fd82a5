// A feed's head: what a channel, a `feed` or a `source` says of itself.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <string>

namespace datelined::feeds::read {

// `owner` is the element the children belong to; its xml:lang is the feed's.
Feed read_head(const Element& owner, const Children& children);

// Whether it says fh:complete.
bool is_complete(const Children& children);

// Where the document says it lives or belongs: an absolute rel="self", else an absolute home page.
std::string address_in(const Children& children);

// The language that the feed's own elements say, unnoted: dates are read by it before it is known for sure.
std::string language_in(const Children& children);

// Rights and licence, which feeds and entries have alike.
std::string rights_of(const Children& children);
std::string license_of(const Element& owner, const Children& children, const std::vector<Link>& links);

}  // namespace datelined::feeds::read
