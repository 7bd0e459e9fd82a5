#include "feeds/text/date_resolve.hpp"

#include "feeds/text/date_calendars.hpp"
#include "feeds/text/date_order.hpp"

#include <algorithm>

namespace datelined::feeds::dates {
namespace {

struct Resolved {
  Calendar calendar;
  Day day;
};

class Resolver {
 public:
  Resolver(const std::vector<Token>& tokens, const Spoken& spoken, bool has_english_half)
      : tokens_(tokens), spoken_(spoken), has_english_half_(has_english_half) {}

  // One date, or one day in several calendars, of which the Gregorian is sure.
  std::optional<Day> day_of(const std::vector<Written>& dates) const {
    std::optional<Day> found;
    std::size_t others = 0, written = 0;
    std::optional<Day> other;
    for (const Written& date : dates) {
      if (date.empty()) continue;
      ++written;
      const std::optional<Resolved> resolved = resolve(date);
      if (!resolved) return std::nullopt;
      if (resolved->calendar == Calendar::gregorian) {
        if (found) return std::nullopt;
        found = resolved->day;
      } else {
        ++others;
        if (is_sure(resolved->calendar)) other = gregorian_day(resolved->calendar, resolved->day);
      }
    }
    if (written > 3 || written == 0) return std::nullopt;
    return found ? found : others == 1 ? other : std::nullopt;
  }

 private:
  // The months of the moon begin when they are seen: only Arabia's almanac is known ahead.
  bool is_sure(Calendar calendar) const {
    return calendar != Calendar::hijri || (spoken_.languages & language_bit("ar")) != 0;
  }

  std::optional<Resolved> resolve(const Written& date) const {
    if (date.month.empty() || (date.is_weekday_too() && date.numbers.size() == 3)) return resolve_numbers(date);
    const std::optional<Meaning> month = month_of(date.month, spoken_);
    if (!month || date.numbers.size() != 2) return std::nullopt;
    const Calendar calendar = month->word == Word::jalali_month  ? Calendar::jalali
                              : month->word == Word::hijri_month ? Calendar::hijri
                                                                 : Calendar::gregorian;
    std::size_t year = 0;
    if (!find_year(date, year)) return std::nullopt;
    const Part& day = date.numbers[1 - year];
    if (day.digits > 2 || day.role == Role::month || day.role == Role::year) return std::nullopt;
    return with_year(date, date.numbers[year], calendar, month->value, day.value);
  }

  // Which of two numbers is the year. One of two digits stands last, behind a month in the middle, and where
  // no other calendar is written so.
  bool find_year(const Written& date, std::size_t& year) const {
    for (std::size_t i = 0; i < 2; ++i) {
      const Part& part = date.numbers[i];
      const bool is_year = part.role == Role::year || (part.role == Role::none && part.digits == 4);
      if (!is_year) continue;
      year = i;
      return true;
    }
    const bool is_short = date.numbers[1].digits == 2 && date.numbers[1].role == Role::none &&
                          date.numbers[0].role == Role::none && date.numbers_before_month == 1 && !date.era;
    constexpr Languages others = language_bits("th fa ps ckb hu lt zh ja ko");
    year = 1;
    return is_short && (spoken_.languages & ~others) != 0 &&
           std::ranges::any_of(date.month, [&](const Meaning& meaning) {
             return meaning.word == Word::month && (meaning.languages & ~others) != 0;
           });
  }

  std::optional<Resolved> resolve_numbers(const Written& date) const {
    if (date.numbers.size() != 3) return std::nullopt;
    const Part &first = date.numbers[0], &second = date.numbers[1], &third = date.numbers[2];
    if (const auto by_role = by_roles(date)) return by_role;
    const bool has_era_year =
        date.era && first.role == Role::year && second.role == Role::none && third.role == Role::none;
    const bool is_day_said = first.role == Role::day && third.digits == 4;  // "ngày 05/01/2024"
    const bool has_roles =
        (first.role != Role::none && !is_day_said) || second.role != Role::none || third.role != Role::none;
    if (has_roles && !has_era_year) return std::nullopt;
    if (second.digits > 2) return std::nullopt;
    const std::optional<char32_t> separator = separator_of(date);
    if (!separator) return std::nullopt;
    const bool is_minguo = first.digits == 3 && spoken_.locale.language == "zh" &&
                           (spoken_.locale.region == "TW" || spoken_.locale.script == "hant");
    if (first.digits == 4 || has_era_year || is_minguo) {
      if (third.digits > 2) return std::nullopt;
      return with_year(date, first, Calendar::gregorian, second.value, third.value);
    }
    if (third.digits != 4 || first.digits > 2) return std::nullopt;
    const bool is_month_first = second.value > 12;
    if (is_day_said) return with_year(date, third, Calendar::gregorian, second.value, first.value);
    const bool is_plain = is_month_first || first.value > 12 || first.value == second.value;
    if (!is_plain) {
      const Order order = order_of_day_and_month(spoken_.locale, spoken_.languages, has_english_half_);
      if (order == Order::unknown) return std::nullopt;
      if (order == Order::month_first) return with_year(date, third, Calendar::gregorian, first.value, second.value);
    }
    if (is_month_first) return with_year(date, third, Calendar::gregorian, first.value, second.value);
    return with_year(date, third, Calendar::gregorian, second.value, first.value);
  }

  // 2024年1月5日; "05 1月 2024" and "5 tháng 1, 2024", where the month alone is named.
  std::optional<Resolved> by_roles(const Written& date) const {
    const auto in_role = [&](Role role) { return std::ranges::find(date.numbers, role, &Part::role); };
    const auto month = in_role(Role::month);
    if (month == date.numbers.end() || month->digits > 2) return std::nullopt;
    const Part *year = nullptr, *day = nullptr;
    for (const Part& part : date.numbers) {
      if (&part == &*month) continue;
      const bool is_year = part.role == Role::year || (part.role == Role::none && part.digits == 4);
      (is_year ? year : day) = &part;
    }
    if (year == nullptr || day == nullptr || day->digits > 2 || day->role == Role::month) return std::nullopt;
    return with_year(date, *year, Calendar::gregorian, month->value, day->value);
  }

  // The one mark between three numbers.
  std::optional<char32_t> separator_of(const Written& date) const {
    const std::size_t first = date.numbers[0].token, second = date.numbers[1].token, third = date.numbers[2].token;
    if (second != first + 2 || third != second + 2) return std::nullopt;
    const char32_t mark = tokens_[first + 1].mark;
    if (mark != U'.' && mark != U'/' && mark != U'-') return std::nullopt;
    return tokens_[second + 1].is_mark(mark) ? std::optional(mark) : std::nullopt;
  }

  // Years count from where the era, the names of the months or the feed's language say; a year that none of
  // them makes one of our time is none.
  std::optional<Resolved> with_year(const Written& date, const Part& year, Calendar calendar, int month,
                                    int day) const {
    Day written{year.value, month, day};
    const Word era = date.era ? date.era->word : Word::filler;
    const bool is_numeric = calendar == Calendar::gregorian && date.month.empty();
    switch (era) {
      case Word::japanese_era:
        written.year += date.era->value;
        break;
      case Word::minguo_era:
        written.year = year_of_minguo(written.year);
        break;
      case Word::buddhist_era:
        written.year = year_of_buddhist(written.year);
        break;
      case Word::hijri_era:
        if (calendar != Calendar::hijri && !is_numeric) return std::nullopt;
        calendar = Calendar::hijri;
        break;
      case Word::jalali_era:
        if (calendar != Calendar::jalali && !is_numeric) return std::nullopt;
        calendar = Calendar::jalali;
        break;
      case Word::common_era:
        if (calendar != Calendar::gregorian) return std::nullopt;
        break;
      default:
        if (calendar != Calendar::gregorian) break;
        if (year.digits == 2 && year.role == Role::none) {
          written.year = year_of_two_digits(written.year);
        } else if (year.digits == 3 && spoken_.locale.language == "zh" && written.year >= 100 && written.year < 200) {
          written.year = year_of_minguo(written.year);
        } else if (spoken_.is_only("th") && written.year >= 2400 && written.year < 2700) {
          written.year = year_of_buddhist(written.year);
        } else if (is_numeric && spoken_.is_only("fa ps") && written.year >= 1300 && written.year < 1500) {
          calendar = Calendar::jalali;
        }
    }
    if (calendar == Calendar::gregorian) {
      if (written.year < 1600 || written.year >= 2400) return std::nullopt;
    } else if (written.year < 1210 || written.year > 1500) {
      return std::nullopt;
    }
    return Resolved{calendar, written};
  }

  const std::vector<Token>& tokens_;
  const Spoken& spoken_;
  bool has_english_half_;
};

}  // namespace

std::optional<Day> gregorian_day_of(const std::vector<Written>& dates, const std::vector<Token>& tokens,
                                    const Spoken& spoken, bool has_english_half) {
  return Resolver(tokens, spoken, has_english_half).day_of(dates);
}

}  // namespace datelined::feeds::dates
