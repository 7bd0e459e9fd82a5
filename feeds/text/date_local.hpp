// Dates in the words of any language.
//
// In:  a text with a day of a month in names or numbers, a year, a clock or none, a zone or none, in whatever
//      order the language has them, with the small words it puts between.
// Bad: nullopt as soon as one word or sign is not understood, a part is there twice, or a name means
//      different months and neither the feed's language nor the other words decide.
#pragma once

#include "feeds/time.hpp"

#include <optional>
#include <string_view>

namespace datelined::feeds::dates {

// `language` is a BCP 47 tag or empty.
std::optional<Time> read_local(std::string_view text, std::string_view language);

}  // namespace datelined::feeds::dates
