// Which comes first in 05/01/2024, the day or the month.
//
// The day in: ar az be bg bn ca cs da de el es et fi fr he hi hr id it lv mr ms nb ne nl pl pt ro ru sk sl sr ta
// th tr uk ur vi, but not in Canada, the United States, Puerto Rico and Panama; in English in AU GB IE IN NZ. The
// month in English in the US. Nobody knows elsewhere, nor where a clock says AM or PM in a language that does
// not: there a program wrote it that knew no language.
// See: Unicode CLDR, dateFormats "short".
#pragma once

#include "feeds/text/date_languages.hpp"

namespace datelined::feeds::dates {

enum class Order { unknown, day_first, month_first };

// `spoken` are the languages that the words of the date leave possible.
Order order_of_day_and_month(const Locale& feed, Languages spoken, bool has_english_half);

}  // namespace datelined::feeds::dates
