// What the readers of dates share: a text taken apart from its front, a day and a clock made into a time.
#pragma once

#include "feeds/text/characters.hpp"
#include "feeds/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

namespace datelined::feeds::dates {

// Objects, so that what is given one of them is compiled for it.
inline constexpr auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
inline constexpr auto is_letter = [](char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; };
inline constexpr auto is_space = [](char c) { return is_ascii_space(c); };

// A take that fails leaves the text as it was.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_any(std::string_view of) {
    return !rest_.empty() && of.find(rest_.front()) != std::string_view::npos && take(rest_.front());
  }

  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t size = 0;
    int value = 0;
    for (; size < most && size < rest_.size() && is_digit(rest_[size]); ++size)
      value = value * 10 + (rest_[size] - '0');
    if (size < least) return std::nullopt;
    rest_.remove_prefix(size);
    return value;
  }

  template <class IsPart>
  std::string_view run_of(IsPart is_part) {
    const auto* end = std::find_if_not(rest_.begin(), rest_.end(), is_part);
    const std::string_view run(rest_.begin(), end);
    rest_.remove_prefix(run.size());
    return run;
  }

 private:
  std::string_view rest_;
};

// In the proleptic Gregorian calendar.
struct Day {
  int year = 0;
  int month = 1;
  int day = 1;
};

// Nothing for a day that the calendar does not have, or a year without four digits in UTC.
inline std::optional<Time> time_of(const Day& day, std::chrono::seconds clock, std::chrono::minutes offset) {
  const std::chrono::year_month_day date{std::chrono::year(day.year),
                                         std::chrono::month(static_cast<unsigned>(day.month)),
                                         std::chrono::day(static_cast<unsigned>(day.day))};
  if (!date.ok()) return std::nullopt;
  const Time time = std::chrono::sys_days(date) + clock - offset;
  constexpr Time first = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
  constexpr Time end = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  return time >= first && time < end ? std::optional(time) : std::nullopt;
}

// Years of two digits are those from 1969 to 2068.
constexpr int year_of_two_digits(int year) {
  return year < 69 ? year + 2000 : year + 1900;
}

}  // namespace datelined::feeds::dates
