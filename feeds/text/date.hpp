// Dates as feeds write them, read into UTC, and written as the formats want them.
//
// In:  the text of pubDate, updated, dc:date, date_published, as it came: RFC 5322 and RFC 3339 with their
//      drift, and the same day in the names, digits, orders, small words and calendars of any language;
//      the language that the feed or entry says it is in, or none.
// Out: whole seconds since 1970, UTC. A leap second is the second after it. Fractions are dropped. No clock is
//      midnight, no zone UTC; the weekday says nothing, even if it is wrong.
// Bad: nullopt. No date is better than a wrong one:
//      - every word must be understood, and day, month and year be there once; a year of two digits only
//        behind a month's name, and not where other calendars are in use;
//      - a name that means two months (lis: November in Polish, October in Croatian) needs the feed's language
//        or other words of the date to decide;
//      - 05/01/2024 needs a language that decides (date_order); 25/12/2024 and 12/25/2024 need none;
//      - years of the Buddha, of the Minguo and of Japan's eras need their sign, or a Thai date of the 25th
//        century, a Taiwanese one of three digits; Jalali years a Jalali month, their sign, or a numeric date
//        of the 14th or 15th century in Persian or Pashto; Hijri years a Hijri month or their sign, in Arabic
//        alone, for elsewhere months begin by sighting.
// See: RFC 3339; RFC 5322 §3.3 and §4.3 (old zones, years of two digits); RFC 9110 §5.6.7; Unicode CLDR for names;
//      date_zones for what an abbreviation means where.
#pragma once

#include "feeds/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

// `language` is a BCP 47 tag, or empty. ASCII dates of the standards cost no allocation and no table.
std::optional<Time> read_date(std::string_view text, std::string_view language = {});

std::string rfc3339(Time time);    // 2023-11-24T18:28:36Z
std::string rfc5322(Time time);    // Fri, 24 Nov 2023 18:28:36 +0000: RSS
std::string http_date(Time time);  // Fri, 24 Nov 2023 18:28:36 GMT

}  // namespace datelined::feeds
