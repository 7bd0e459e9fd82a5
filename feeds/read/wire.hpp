// What a news agency says of a story beside it, in whichever of its vocabularies: feeds/entry.hpp's Wire.
//
// In:  an entry's children; the agency's elements stand among them, in a container of its own
//      (apcm:ContentMetadata, newsItem), or in a content that is a NITF or NewsML-G2 document.
// See: AP's Content API (apcm, apnm); NewsML-G2 and NITF 3 (IPTC); PRISM 3 basic; DCMI terms; schema.org.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

Boxed<Wire> wire_of(const Children& children, const std::vector<Category>& categories);

}  // namespace datelined::feeds::read
