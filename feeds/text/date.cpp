#include "feeds/text/date.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace datelined::feeds {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

// Takes a text apart from its front. A take that fails leaves the text as it was.
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

  std::string_view run_of(bool (*is_part)(char)) {
    const auto* end = std::find_if_not(rest_.begin(), rest_.end(), is_part);
    const std::string_view run(rest_.begin(), end);
    rest_.remove_prefix(run.size());
    return run;
  }

 private:
  std::string_view rest_;
};

struct Date {
  int year = 0;
  int month = 1;
  int day = 1;
};

// The index from 1 of the name that a word of three letters or more begins; 0 for none.
template <std::size_t size>
int index_of(std::string_view word, const std::array<std::string_view, size>& names) {
  if (word.size() < 3) return 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (equal_ignoring_case(names[i].substr(0, word.size()), word)) return static_cast<int>(i) + 1;
  }
  return 0;
}

int month_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                    "may",       "june",     "july",     "august",
                                                    "september", "october",  "november", "december"};
  return equal_ignoring_case(word, "sept") ? 9 : index_of(word, months);
}

bool is_weekday(std::string_view word) {
  constexpr std::array<std::string_view, 7> days{"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
  return index_of(word, days) != 0;
}

// A name nobody knows stands for UTC, as RFC 5322 §4.3 has it for zones without agreed meaning.
minutes offset_of_zone(std::string_view name) {
  struct Zone {
    std::string_view name;
    int minutes;
  };
  constexpr Zone zones[] = {
      {"AKDT", -480}, {"AKST", -540}, {"AT", -240},  {"ADT", -180}, {"AST", -240}, {"ACDT", 630}, {"ACST", 570},
      {"AEDT", 660},  {"AEST", 600},  {"AWST", 480}, {"BST", 60},   {"CAT", 120},  {"CDT", -300}, {"CEST", 120},
      {"CET", 60},    {"CST", -360},  {"CT", -360},  {"EAT", 180},  {"EDT", -240}, {"EEST", 180}, {"EET", 120},
      {"EST", -300},  {"ET", -300},   {"HKT", 480},  {"HST", -600}, {"ICT", 420},  {"IDT", 180},  {"JST", 540},
      {"KST", 540},   {"MDT", -360},  {"MEST", 120}, {"MESZ", 120}, {"MET", 60},   {"MEZ", 60},   {"MSK", 180},
      {"MST", -420},  {"MT", -420},   {"NDT", -150}, {"NPT", 345},  {"NST", -210}, {"NZDT", 780}, {"NZST", 720},
      {"PDT", -420},  {"PKT", 300},   {"PST", -480}, {"PT", -480},  {"SAST", 120}, {"SGT", 480},  {"TRT", 180},
      {"WAT", 60},    {"WEST", 60},   {"WIB", 420},
  };
  const auto* zone = std::find_if(std::begin(zones), std::end(zones),
                                  [&](const Zone& known) { return equal_ignoring_case(name, known.name); });
  return minutes(zone == std::end(zones) ? 0 : zone->minutes);
}

// ±HH, ±HHMM, ±HH:MM; after a name also ±H.
std::optional<minutes> read_offset(Scanner& in, std::size_t least_digits) {
  const bool west = in.peek() == '-';
  if (!in.take_any("+-")) return std::nullopt;
  const std::optional<int> hour = in.number(least_digits, 2);
  if (!hour || *hour > 23) return std::nullopt;
  std::optional<int> minute = 0;
  if (in.take(':') || is_digit(in.peek())) minute = in.number(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

// "Z", "+0200", "EDT", "GMT-8", "Etc/GMT"; the whole of it.
std::optional<minutes> read_zone(std::string_view text) {
  Scanner in(text);
  const std::string_view name = in.run_of([](char c) { return is_letter(c) || c == '/' || c == '_'; });
  if (equal_ignoring_case(name, "AM") || equal_ignoring_case(name, "PM")) return std::nullopt;
  if (in.done() && !name.empty()) return offset_of_zone(name);
  const bool is_utc =
      equal_ignoring_case(name, "GMT") || equal_ignoring_case(name, "UTC") || equal_ignoring_case(name, "UT");
  if (!name.empty() && !is_utc) return std::nullopt;
  const std::optional<minutes> offset = read_offset(in, name.empty() ? 2 : 1);
  return in.done() ? offset : std::nullopt;
}

// H:MM[:SS[.fraction]], or HHMM[SS] where it is basic.
std::optional<seconds> read_clock(Scanner& in) {
  const std::optional<int> hour = in.number(1, 2);
  const bool basic = in.peek() != ':';
  if (!basic) in.take(':');
  const std::optional<int> minute = in.number(2, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  if (basic ? is_digit(in.peek()) : in.take(':')) {
    const std::optional<int> read = in.number(2, 2);
    if (!read || *read > 60) return std::nullopt;
    second = *read;
    if (in.take_any(".,") && in.run_of(is_digit).empty()) return std::nullopt;
  }
  return hours(*hour) + minutes(*minute) + seconds(second);
}

std::optional<Time> time_of(const Date& date, seconds clock, minutes offset) {
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day))};
  if (!day.ok()) return std::nullopt;
  const Time time = std::chrono::sys_days(day) + clock - offset;
  const std::chrono::year_month_day utc(std::chrono::floor<std::chrono::days>(time));
  const bool has_four_digits = utc.year() > std::chrono::year(0) && utc.year() < std::chrono::year(10000);
  return has_four_digits ? std::optional(time) : std::nullopt;
}

// YYYY, YYYY-MM, YYYY-MM-DD, YYYY/MM/DD, YYYYMMDD
std::optional<Date> read_numeric_date(Scanner& in) {
  const std::optional<int> year = in.number(4, 4);
  if (!year) return std::nullopt;
  Date date{*year};
  const char separator = in.peek();
  const bool separated = in.take_any("-/");
  if (!separated && !is_digit(separator)) return date;
  const std::optional<int> month = in.number(2, 2);
  if (!month) return std::nullopt;
  date.month = *month;
  if (separated && !in.take(separator)) return date;
  const std::optional<int> day = in.number(2, 2);
  if (!day) return std::nullopt;
  date.day = *day;
  return date;
}

// RFC 3339, ISO 8601, W3C-DTF.
std::optional<Time> read_iso(std::string_view text) {
  Scanner in(text);
  const std::optional<Date> date = read_numeric_date(in);
  if (!date) return std::nullopt;
  if (in.done()) return time_of(*date, seconds(0), minutes(0));
  if (!in.take_any("Tt") && in.run_of(is_ascii_space).empty()) return std::nullopt;
  const std::optional<seconds> clock = read_clock(in);
  if (!clock) return std::nullopt;
  in.run_of(is_ascii_space);
  const std::optional<minutes> offset = in.done() ? minutes(0) : read_zone(in.rest());
  return offset ? time_of(*date, *clock, *offset) : std::nullopt;
}

bool is_gap(char c) {
  return is_ascii_space(c) || c == ',' || c == '-' || c == '.';
}

bool at_clock(Scanner in) {
  return in.number(1, 2) && in.peek() == ':';
}

// Years of two digits are those from 1969 to 2068.
std::optional<int> read_year(Scanner& in) {
  const std::string_view digits = in.run_of(is_digit);
  const std::optional<int> year = Scanner(digits).number(2, 4);
  if (digits.size() == 4) return year;
  if (digits.size() != 2) return std::nullopt;
  return *year < 69 ? *year + 2000 : *year + 1900;
}

std::optional<int> read_month(Scanner& in) {
  const int month = month_of(in.run_of(is_letter));
  return month == 0 ? std::nullopt : std::optional(month);
}

// The year may come last, as in asctime: "Jan 4 16:29:06 +0000 2004".
std::optional<Time> read_clock_then_year(Scanner& in, Date date) {
  const std::optional<seconds> clock = read_clock(in);
  if (!clock) return std::nullopt;
  const std::string_view rest = trimmed(in.rest());
  const std::size_t last_word = rest.find_last_of(" \t") + 1;  // npos + 1 is 0
  Scanner last(rest.substr(last_word));
  const std::optional<int> year = read_year(last);
  const std::string_view zone = trimmed(rest.substr(0, last_word));
  const std::optional<minutes> offset = zone.empty() ? minutes(0) : read_zone(zone);
  if (!year || !last.done() || !offset) return std::nullopt;
  date.year = *year;
  return time_of(date, *clock, *offset);
}

// RFC 5322 §3.3 and its drift: "Mon, 26 January 2004 16:31 ET", "Thu Aug 30 2012 17:26:16 +0200".
std::optional<Time> read_named_month(Scanner& in) {
  Date date;
  const bool day_first = is_digit(in.peek());
  std::optional<int> month = day_first ? std::nullopt : read_month(in);
  in.run_of(is_gap);
  const std::optional<int> day = in.number(1, 2);
  in.run_of(is_gap);
  if (day_first) month = read_month(in);
  if (!day || !month) return std::nullopt;
  date.day = *day;
  date.month = *month;
  in.run_of(is_gap);
  if (at_clock(in)) return read_clock_then_year(in, date);

  const std::optional<int> year = read_year(in);
  if (!year) return std::nullopt;
  date.year = *year;
  in.run_of([](char c) { return is_ascii_space(c) || c == ','; });
  if (in.done()) return time_of(date, seconds(0), minutes(0));
  if (!at_clock(in)) return std::nullopt;
  const std::optional<seconds> clock = read_clock(in);
  in.run_of(is_ascii_space);
  const std::optional<minutes> offset = in.done() ? minutes(0) : read_zone(in.rest());
  return clock && offset ? time_of(date, *clock, *offset) : std::nullopt;
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

std::optional<Time> read_date(std::string_view text) {
  text = trimmed(text.substr(0, text.find('(')));  // a comment names the zone again: "+0000 (UTC)"
  Scanner in(text);
  Scanner weekday(text);
  if (is_weekday(weekday.run_of(is_letter))) {
    weekday.run_of(is_gap);
    in = weekday;
  }
  const bool year_first = Scanner(in).number(4, 4).has_value();
  return year_first ? read_iso(in.rest()) : read_named_month(in);
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
