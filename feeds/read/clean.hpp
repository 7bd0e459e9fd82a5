// Whether a document may go to the XML parser as it is.
//
// pugixml refuses mismatched tags and truncation by itself, but takes undefined entities, stray '&',
// forbidden characters and text around the root in silence, and expands no entity. Only those are
// looked for, in one pass.
#pragma once

#include <string_view>

namespace datelined::feeds::read {

bool is_clean(std::string_view text);

}  // namespace datelined::feeds::read
