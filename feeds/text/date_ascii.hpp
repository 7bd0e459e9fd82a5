// Dates as the standards have them and their English drift: no tables, no allocation, no ICU, but for a zone that a
// place names.
//
// See: RFC 5322 §3.3 and §4.3; RFC 3339; RFC 9557; ISO 8601; W3C-DTF; asctime.
#pragma once

#include "feeds/text/date_scan.hpp"

#include <optional>
#include <string_view>

namespace datelined::feeds::dates {

struct AsciiDate {
  std::optional<Day> day;  // as written: of whatever calendar
  std::chrono::seconds clock{0};
  std::chrono::minutes offset{0};
  bool is_numeric = false;  // year, month and day in digits
  bool has_month = false;   // more than a year was said
  bool knows_zone = true;   // false: UTC because nobody knows the name of the zone
};

// `text` is trimmed. `day` is missing when it is no such date.
AsciiDate read_ascii(std::string_view text, std::string_view language);

}  // namespace datelined::feeds::dates
