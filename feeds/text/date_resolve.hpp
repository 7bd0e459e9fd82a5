// Which day it is that a date says.
//
// Bad: nullopt for a day that may be two, for one that its calendar does not have, and where two calendars are
//      given of which neither is the Gregorian.
#pragma once

#include "feeds/text/date_scan.hpp"
#include "feeds/text/date_tokens.hpp"
#include "feeds/text/date_written.hpp"

#include <optional>
#include <vector>

namespace datelined::feeds::dates {

// `dates` say the same day in one calendar each; their parts count the `tokens`. `has_english_half`: an AM or PM
// stands with them.
std::optional<Day> gregorian_day_of(const std::vector<Written>& dates, const std::vector<Token>& tokens,
                                    const Spoken& spoken, bool has_english_half);

}  // namespace datelined::feeds::dates
