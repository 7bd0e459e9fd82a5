// A Traditional Chinese character as the Simplified one that is written for it.
//
// One character for one, whatever stands beside it. ICU knows the same, but takes 15 ms to get ready for it, which is
// most of what a sweep that finds little news spends on reading it.
// See: CLDR's transform Traditional-Simplified.
#pragma once

namespace datelined::feeds {

// Any other character is itself.
char32_t simplified(char32_t c);

}  // namespace datelined::feeds
