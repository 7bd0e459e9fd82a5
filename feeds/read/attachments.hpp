// What comes with an entry: enclosures, links of that relation, and media with an address of their own.
// See: RSS 2.0 "enclosure"; RFC 4287 §4.2.7.2; https://www.iana.org/assignments/media-types
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <vector>

namespace datelined::feeds::read {

// One per URL, in document order.
std::vector<Attachment> attachments_of(const Children& children, const Number& itunes_duration);

// The type as given, else by the suffix of the URL, else application/octet-stream.
std::string media_type_of(std::string_view given, std::string_view url);

}  // namespace datelined::feeds::read
