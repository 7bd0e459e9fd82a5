#include "feeds/text/date.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/date_ascii.hpp"
#include "feeds/text/date_calendars.hpp"
#include "feeds/text/date_languages.hpp"
#include "feeds/text/date_local.hpp"
#include "feeds/text/date_tokens.hpp"

#include <algorithm>
#include <array>

namespace datelined::feeds {
namespace {

using dates::AsciiDate;

constexpr std::size_t longest_date = 256;  // bytes; nobody writes one of half as many

// A comment names the zone again: "+0000 (UTC)". What goes on behind it is none: "05(Fri) 10:00".
std::string_view without_comment(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.find(')', std::min(open, text.size()));
  if (close != text.npos && close + 1 < text.size()) return {};
  return trimmed(text.substr(0, open));
}

// Programs write the years of their own calendar into the forms of the standards.
std::optional<Time> time_of(const AsciiDate& date, std::string_view language) {
  dates::Day day = *date.day;
  const bool is_near = day.year >= 1600 && day.year < 2400;
  if (!is_near && !language.empty()) {
    const std::string own = dates::Locale(language).language;
    const bool is_moon_or_sun = date.is_numeric && date.has_month && day.year >= 1300 && day.year < 1500;
    if (own == "th" && day.year >= 2400 && day.year < 2700) {
      day.year = dates::year_of_buddhist(day.year);
    } else if (is_moon_or_sun && (own == "fa" || own == "ps")) {
      const std::optional<dates::Day> jalali = dates::gregorian_day(dates::Calendar::jalali, day);
      if (!jalali) return std::nullopt;
      day = *jalali;
    } else if (is_moon_or_sun && (own == "ar" || own == "ur" || own == "ckb")) {
      return std::nullopt;
    }
  }
  return dates::time_of(day, date.clock, date.offset);
}

std::optional<Time> in_words(std::string_view text, std::string_view language) {
  if (text.size() > longest_date) return std::nullopt;
  const std::string plain = dates::plain_digits(text);
  if (plain != text) {
    const AsciiDate date = dates::read_ascii(without_comment(plain), language);
    const bool is_of_our_time = date.day && date.day->year >= 1600;
    if (is_of_our_time && date.knows_zone) return time_of(date, language);
  }
  if (const auto time = dates::read_local(plain, language)) return time;
  const std::size_t open = plain.rfind('(');
  if (open == plain.npos || !plain.ends_with(')')) return std::nullopt;
  return dates::read_local(trimmed(std::string_view(plain).substr(0, open)), language);
}

std::string two_digits(unsigned number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::string four_digits(int number) {
  const auto positive = static_cast<unsigned>(number);
  return two_digits(positive / 100 % 100) + two_digits(positive % 100);
}

std::string clock_of(Time time) {
  const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  const auto digits = [](auto duration) { return two_digits(static_cast<unsigned>(duration.count())); };
  return digits(clock.hours()) + ':' + digits(clock.minutes()) + ':' + digits(clock.seconds());
}

// The names are English whatever the locale.
std::string mail_date(Time time) {
  constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  return std::string(weekdays[std::chrono::weekday(day).c_encoding()]) + ", " +
         two_digits(static_cast<unsigned>(date.day())) + ' ' + months[static_cast<unsigned>(date.month()) - 1] + ' ' +
         four_digits(static_cast<int>(date.year())) + ' ' + clock_of(time);
}

}  // namespace

std::optional<Time> read_date(std::string_view text, std::string_view language) {
  text = trimmed(text);
  const AsciiDate date = dates::read_ascii(without_comment(text), language);
  if (date.day && date.knows_zone) return time_of(date, language);
  // The name of a zone that nobody knows may be a word: "3:05 em" is afternoon in Swedish.
  if (const auto time = in_words(text, language)) return time;
  return date.day ? time_of(date, language) : std::nullopt;
}

std::string rfc3339(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return four_digits(static_cast<int>(date.year())) + '-' + two_digits(static_cast<unsigned>(date.month())) + '-' +
         two_digits(static_cast<unsigned>(date.day())) + 'T' + clock_of(time) + 'Z';
}

std::string rfc5322(Time time) {
  return mail_date(time) + " +0000";
}

std::string http_date(Time time) {
  return mail_date(time) + " GMT";
}

}  // namespace datelined::feeds
