#include "feeds/text/date_calendars.hpp"

#include <unicode/calendar.h>
#include <unicode/locid.h>

#include <cmath>
#include <memory>

namespace datelined::feeds::dates {
namespace {

// Where a year cannot be meant otherwise, and ICU's tables hold.
struct Bounds {
  const char* locale;
  int first, last;
};

constexpr Bounds jalali{"en@calendar=persian", 1210, 1497};
constexpr Bounds hijri{"en@calendar=islamic-umalqura", 1300, 1500};

std::optional<Day> by_icu(const Bounds& bounds, const Day& day) {
  if (day.year < bounds.first || day.year > bounds.last) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(icu::TimeZone::getGMT()->clone(), icu::Locale(bounds.locale), error));
  if (U_FAILURE(error)) return std::nullopt;
  calendar->clear();
  calendar->setLenient(0);
  calendar->set(UCAL_EXTENDED_YEAR, day.year);
  calendar->set(UCAL_MONTH, day.month - 1);
  calendar->set(UCAL_DATE, day.day);
  const UDate milliseconds = calendar->getTime(error);
  if (U_FAILURE(error)) return std::nullopt;
  constexpr double a_day = 24.0 * 60 * 60 * 1000;
  const std::chrono::sys_days days{std::chrono::days(static_cast<int>(std::floor(milliseconds / a_day)))};
  const std::chrono::year_month_day date(days);
  return Day{int(date.year()), static_cast<int>(unsigned(date.month())), static_cast<int>(unsigned(date.day()))};
}

}  // namespace

std::optional<Day> gregorian_day(Calendar calendar, const Day& day) {
  if (calendar == Calendar::gregorian) return day;
  return by_icu(calendar == Calendar::jalali ? jalali : hijri, day);
}

}  // namespace datelined::feeds::dates
