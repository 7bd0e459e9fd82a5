// Days of other calendars, as days of the Gregorian one.
//
// Bad: nullopt for a day that the calendar does not have.
// See: ICU's calendars: persian (the 33-year rule, right from 1206 to 1497), islamic-umalqura (Saudi Arabia's
// almanac; where months begin by sighting the day may differ, so that only Arabic dates are read by it).
#pragma once

#include "feeds/text/date_scan.hpp"

#include <cstdint>
#include <optional>

namespace datelined::feeds::dates {

enum class Calendar : std::uint8_t { gregorian, jalali, hijri };

std::optional<Day> gregorian_day(Calendar calendar, const Day& day);

// A year as its era counts it: the Gregorian year.
constexpr int year_of_buddhist(int year) {
  return year - 543;
}
constexpr int year_of_minguo(int year) {
  return year + 1911;
}

}  // namespace datelined::feeds::dates
