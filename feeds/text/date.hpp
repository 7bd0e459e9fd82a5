// Dates as feeds write them, read into UTC, and written as the formats want them.
//
// In:  the text of pubDate, updated, dc:date, date_published, as it came.
// Out: whole seconds since 1970, UTC. A leap second is the second after it. Fractions are dropped.
// Bad: nullopt. No date is better than a wrong one.
// See: RFC 3339; RFC 5322 §3.3 and §4.3 (old zones, years of two digits); RFC 9110 §5.6.7.
#pragma once

#include "feeds/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

std::optional<Time> read_date(std::string_view text);

std::string rfc3339(Time time);    // 2023-11-24T18:28:36Z
std::string rfc5322(Time time);    // Fri, 24 Nov 2023 18:28:36 +0000: RSS
std::string http_date(Time time);  // Fri, 24 Nov 2023 18:28:36 GMT

}  // namespace datelined::feeds
