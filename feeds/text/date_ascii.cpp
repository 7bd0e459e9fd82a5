#include "feeds/text/date_ascii.hpp"

#include "feeds/text/date_zones.hpp"

#include <array>

namespace datelined::feeds::dates {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint32_t three_letters(std::string_view word) {
  std::uint32_t key = 0;
  for (const char c : word.substr(0, 3)) key = key << 8 | static_cast<unsigned char>(ascii_lower(c));
  return key;
}

// The index from 1 of the name that a word of three letters or more begins; 0 for none.
template <std::size_t size>
int index_of(std::string_view word, const std::array<std::string_view, size>& names,
             const std::array<std::uint32_t, size>& keys) {
  if (word.size() < 3) return 0;
  const std::uint32_t key = three_letters(word);
  for (std::size_t i = 0; i < size; ++i) {
    if (keys[i] != key) continue;
    return word.size() == 3 || equal_ignoring_case(names[i].substr(0, word.size()), word) ? static_cast<int>(i) + 1 : 0;
  }
  return 0;
}

template <std::size_t size>
constexpr std::array<std::uint32_t, size> keys_of(const std::array<std::string_view, size>& names) {
  std::array<std::uint32_t, size> keys{};
  for (std::size_t i = 0; i < size; ++i) keys[i] = three_letters(names[i]);
  return keys;
}

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
constexpr auto month_keys = keys_of(months);
constexpr auto weekday_keys = keys_of(weekdays);

int month_of(std::string_view word) {
  return equal_ignoring_case(word, "sept") ? 9 : index_of(word, months, month_keys);
}

bool is_weekday(std::string_view word) {
  return index_of(word, weekdays, weekday_keys) != 0;
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

constexpr auto is_gap = [](char c) { return is_ascii_space(c) || c == ',' || c == '-' || c == '.'; };

bool at_clock(Scanner in) {
  return in.number(1, 2) && in.peek() == ':';
}

std::optional<int> read_year(Scanner& in) {
  const std::string_view digits = in.run_of(is_digit);
  const std::optional<int> year = Scanner(digits).number(2, 4);
  if (digits.size() == 4) return year;
  if (digits.size() != 2) return std::nullopt;
  return year_of_two_digits(*year);
}

std::optional<int> read_month(Scanner& in) {
  const int month = month_of(in.run_of(is_letter));
  return month == 0 ? std::nullopt : std::optional(month);
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view language) : in_(text), language_(language) {}

  AsciiDate read() {
    Scanner weekday(in_);
    if (is_letter(in_.peek()) && is_weekday(weekday.run_of(is_letter))) {
      weekday.run_of(is_gap);
      in_ = weekday;
    }
    const bool year_first = Scanner(in_).number(4, 4).has_value();
    date_.is_numeric = year_first;
    date_.has_month = true;
    if (year_first ? read_iso() : read_named_month()) date_.day = day_;
    return date_;
  }

 private:
  // RFC 3339, ISO 8601, W3C-DTF.
  bool read_iso() {
    if (!read_numeric_day()) return false;
    if (in_.done()) return true;
    if (!in_.take_any("Tt") && in_.run_of(is_space).empty()) return false;
    return take_clock() && read_zone_to_end();
  }

  // YYYY, YYYY-MM, YYYY-MM-DD, YYYY/MM/DD, YYYYMMDD
  bool read_numeric_day() {
    day_.year = *in_.number(4, 4);
    const char separator = in_.peek();
    const bool separated = in_.take_any("-/");
    if (!separated && !is_digit(separator)) {
      date_.has_month = false;
      return true;
    }
    const std::optional<int> month = in_.number(2, 2);
    if (!month) return false;
    day_.month = *month;
    if (separated && !in_.take(separator)) return true;
    const std::optional<int> day = in_.number(2, 2);
    if (!day) return false;
    day_.day = *day;
    return true;
  }

  // RFC 5322 §3.3 and its drift: "Mon, 26 January 2004 16:31 ET", "Thu Aug 30 2012 17:26:16 +0200".
  bool read_named_month() {
    const bool day_first = is_digit(in_.peek());
    std::optional<int> month = day_first ? std::nullopt : read_month(in_);
    in_.run_of(is_gap);
    const std::optional<int> day = in_.number(1, 2);
    in_.run_of(is_gap);
    if (day_first) month = read_month(in_);
    if (!day || !month) return false;
    day_.day = *day;
    day_.month = *month;
    const std::string_view gap = in_.run_of(is_gap);
    const bool is_negative = gap.size() > 1 && gap.ends_with('-') && is_space(gap[gap.size() - 2]);
    if (is_negative) return false;  // "30 Nov -0001": what PHP makes of no date
    if (at_clock(in_)) return read_clock_then_year();

    const std::optional<int> year = read_year(in_);
    if (!year) return false;
    day_.year = *year;
    in_.run_of([](char c) { return is_ascii_space(c) || c == ','; });
    if (in_.done()) return true;
    return at_clock(in_) && take_clock() && read_zone_to_end();
  }

  // The year may come last, as in asctime: "Jan 4 16:29:06 +0000 2004".
  bool read_clock_then_year() {
    if (!take_clock()) return false;
    const std::string_view rest = trimmed(in_.rest());
    const std::size_t last_word = rest.find_last_of(" \t") + 1;  // npos + 1 is 0
    Scanner last(rest.substr(last_word));
    const std::optional<int> year = read_year(last);
    if (!year || !last.done()) return false;
    day_.year = *year;
    const std::string_view zone = trimmed(rest.substr(0, last_word));
    return zone.empty() || read_zone(zone);
  }

  bool take_clock() {
    const std::optional<seconds> clock = read_clock(in_);
    if (clock) date_.clock = *clock;
    return clock.has_value();
  }

  bool read_zone_to_end() {
    in_.run_of(is_space);
    return in_.done() || read_zone(without_annotation(in_.rest()));
  }

  // RFC 9557 names the place behind the offset: "+02:00[Europe/Paris]". Alone it is none.
  static std::string_view without_annotation(std::string_view zone) {
    const std::size_t open = zone.ends_with(']') ? zone.find('[') : 0;
    return open == 0 ? zone : zone.substr(0, open);
  }

  // "Z", "+0200", "EDT", "GMT-8", "Etc/GMT"; the whole of it. A name nobody knows stands for UTC, as
  // RFC 5322 §4.3 has it for zones without agreed meaning.
  bool read_zone(std::string_view text) {
    Scanner in(text);
    const std::string_view name = in.run_of([](char c) { return is_letter(c) || c == '/' || c == '_'; });
    if (equal_ignoring_case(name, "AM") || equal_ignoring_case(name, "PM")) return false;
    if (in.done() && !name.empty()) {
      std::optional<minutes> offset = offset_of_zone(name, language_);
      if (!offset && name.find('/') != name.npos) offset = offset_at_place(name, day_, date_.clock);
      date_.knows_zone = offset.has_value();
      date_.offset = offset.value_or(minutes(0));
      return true;
    }
    if (!name.empty() && !is_utc_name(name)) return false;
    const std::optional<minutes> offset = read_offset(in, name.empty() ? 2 : 1);
    date_.offset = offset.value_or(minutes(0));
    return offset && (in.done() || is_said_again(in));
  }

  // Go and strftime's %z %Z write the zone's name behind its offset, "+0800 CST", or the offset twice, "-0300 -03".
  static bool is_said_again(Scanner in) {
    if (in.run_of(is_space).empty()) return false;
    if (read_offset(in, 2)) return in.done();
    const std::string_view name = in.run_of([](char c) { return c >= 'A' && c <= 'Z'; });
    return in.done() && name.size() >= 2 && name.size() <= 5 && name != "AM" && name != "PM";
  }

  Scanner in_;
  std::string_view language_;
  AsciiDate date_;
  Day day_;
};

}  // namespace

AsciiDate read_ascii(std::string_view text, std::string_view language) {
  return Reader(text, language).read();
}

}  // namespace datelined::feeds::dates
