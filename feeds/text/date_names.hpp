// The words of dates in every language, and what each may mean.
//
// Months and weekdays come from ICU (CLDR) in all widths, formatted and standing alone; what wires write
// besides, and the small words between, stand in tables here. Made once, when a date first needs it.
// Words are compared folded: no case, no accents, no marks of vowels, no full stops; Turkish ı is i.
#pragma once

#include "feeds/text/date_languages.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace datelined::feeds::dates {

enum class Word : std::uint8_t {
  month,         // of the Gregorian calendar, 1 to 12
  jalali_month,  // 1 to 12
  hijri_month,   // 1 to 12
  weekday,
  filler,      // says nothing: "de", "kl.", "th"
  clock_next,  // a clock follows: "klo", "Uhr"
  // after the number that it says the meaning of
  year,
  month_number,
  day,
  hour,
  minute,
  second,
  // before the number
  year_next,
  month_next,
  day_next,
  weekday_next,
  // the half of the day that a clock of twelve hours is in
  morning,
  afternoon,
  noon,
  evening,
  // how years are counted
  common_era,
  buddhist_era,
  minguo_era,
  japanese_era,  // the Gregorian year before its first
  hijri_era,
  jalali_era,
  // the same day in another calendar follows
  equals,
  zone,  // minutes east of UTC
};

struct Meaning {
  Word word;
  std::int16_t value;
  Languages languages;
};

// A word as it is looked up.
std::string folded_word(std::string_view word);

// What a folded word may mean, apart from languages; empty when nobody knows it.
std::span<const Meaning> meanings_of(std::string_view folded);

// Whether a known word begins so.
bool begins_word(std::string_view folded);

inline constexpr std::size_t longest_word = 64;  // bytes of the longest that is known, folded

}  // namespace datelined::feeds::dates
