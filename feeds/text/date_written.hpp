// What a text says of the day, read but not yet understood, and who may be speaking.
#pragma once

#include "feeds/text/date_languages.hpp"
#include "feeds/text/date_names.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace datelined::feeds::dates {

enum class Role { none, year, month, day };

struct Part {
  Role role = Role::none;
  int value = 0, digits = 0;
  std::size_t token = 0;
};

// What one date says of the day. A text may say the same day in two calendars.
struct Written {
  std::vector<Part> numbers;
  std::span<const Meaning> month;  // what its name may mean; empty when there is no name
  std::size_t numbers_before_month = 0;
  std::optional<Meaning> era;

  bool is_weekday_too() const {
    return std::ranges::any_of(month, [](const Meaning& meaning) { return meaning.word == Word::weekday; });
  }
  std::size_t size() const { return numbers.size() + (month.empty() ? 0 : 1); }
  bool empty() const { return size() == 0 && !era; }
};

// The feed's own language, and those that the words of the date leave possible.
struct Spoken {
  Locale locale;
  Languages languages = all_languages;

  bool has(const Meaning* meaning) const { return meaning != nullptr && (meaning->languages & languages) != 0; }
  bool is_only(std::string_view codes) const { return (languages & ~language_bits(codes)) == 0; }
};

constexpr bool is_month(Word word) {
  return word == Word::month || word == Word::jalali_month || word == Word::hijri_month;
}

// The one month that a name means to those who speak its language.
inline std::optional<Meaning> month_of(std::span<const Meaning> meanings, const Spoken& spoken) {
  std::optional<Meaning> month;
  for (const Meaning& meaning : meanings) {
    if (!is_month(meaning.word) || !spoken.has(&meaning)) continue;
    if (month) return std::nullopt;
    month = meaning;
  }
  return month;
}

}  // namespace datelined::feeds::dates
