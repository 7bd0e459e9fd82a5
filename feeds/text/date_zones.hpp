// Zones as dates name them: abbreviations, and offsets from UTC.
//
// Where two countries use one abbreviation the region of the feed's language decides, else the language, else
// the zone is that of most who write it: IST is India's, CST, EST, PST and AST are North America's, BST is
// Britain's, AMT Amazonia's, GST the Gulf's, SST Samoa's, MST Denver's.
// See: RFC 5322 §4.3; the IANA time zone database for the abbreviations.
#pragma once

#include "feeds/text/date_scan.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace datelined::feeds::dates {

// Any case; `language` is a BCP 47 tag or empty. Nothing for a name nobody knows.
std::optional<std::chrono::minutes> offset_of_zone(std::string_view name, std::string_view language);

// At a place of the IANA time zone database, "Europe/Paris", on a day and by a clock that are its own; an hour that its
// clocks show twice is the later one. Nothing for a place that it does not have.
std::optional<std::chrono::minutes> offset_at_place(std::string_view name, const Day& day, std::chrono::seconds clock);

bool is_utc_name(std::string_view name);  // GMT, UTC, UT

// ±HH, ±HHMM, ±HH:MM; with `least_digits` 1 also ±H. Moves past it.
std::optional<std::chrono::minutes> read_offset(Scanner& in, std::size_t least_digits);

}  // namespace datelined::feeds::dates
