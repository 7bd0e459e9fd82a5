// A content that is a news document of its own, NITF or NewsML-G2: where in it the story stands.
//
// Around the story such a document tells the desk what is not for the reader: notes, codes, the headline again.
// See: NITF 3 (body.content); NewsML-G2 (contentSet, inlineXML).
#pragma once

#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

// The element whose children are the story; false when `content` holds no news document, or one without a story.
Element story_in(const Element& content);

}  // namespace datelined::feeds::read
