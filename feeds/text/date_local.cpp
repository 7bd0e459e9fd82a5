#include "feeds/text/date_local.hpp"

#include "feeds/text/date_resolve.hpp"
#include "feeds/text/date_tokens.hpp"
#include "feeds/text/date_written.hpp"
#include "feeds/text/date_zones.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace datelined::feeds::dates {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t most_words_of_a_name = 4;

// Signs that may stand between the parts of a date.
bool is_separator(char32_t c) {
  return std::u32string_view(U",.;،؛、。·•|/-‐‑–—()[]<>«»\"॰।°").find(c) != std::u32string_view::npos;
}

constexpr auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };

bool is_half_of_day(Word word) {
  return word == Word::morning || word == Word::afternoon || word == Word::noon || word == Word::evening;
}

// A clock of twelve hours on one of twenty-four; nothing for what nobody says.
std::optional<int> full_hour(int hour, Word half) {
  switch (half) {
    case Word::morning:
      return hour > 12 ? std::nullopt : std::optional(hour % 12);
    case Word::afternoon:
      return hour > 12 ? hour : hour % 12 + 12;
    case Word::noon:
      if (hour >= 10 && hour <= 15) return hour;
      return hour >= 1 && hour <= 3 ? std::optional(hour + 12) : std::nullopt;
    default:  // evening: midnight and the small hours are of the day that nobody can tell
      if (hour >= 16) return hour;
      return hour >= 4 && hour <= 11 ? std::optional(hour + 12) : std::nullopt;
  }
}

// A name as it stands in the tokens: the longest that is known there.
struct Name {
  std::span<const Meaning> meanings;
  std::size_t end = 0;  // the token after it

  const Meaning* find(Word word) const {
    const auto found = std::ranges::find(meanings, word, &Meaning::word);
    return found == meanings.end() ? nullptr : &*found;
  }
  bool has(Word word) const { return find(word) != nullptr; }
  Languages languages() const {
    Languages all = 0;
    for (const Meaning& meaning : meanings) all |= meaning.languages;
    return all;
  }
};

bool is_month(const Name& name) {
  return std::ranges::any_of(name.meanings, [](const Meaning& meaning) { return is_month(meaning.word); });
}

bool binds_names(const Token& token) {
  return token.is_mark(U'.') || token.is_mark(U'-') || token.is_mark(U'॰');
}

Name name_at(const std::vector<Token>& tokens, std::size_t at) {
  Name longest{{}, at + 1};
  std::string joined;
  for (std::size_t words = 0; words < most_words_of_a_name && at < tokens.size(); ++at) {
    if (!tokens[at].is_word()) {
      if (!binds_names(tokens[at])) break;
      continue;
    }
    joined += tokens[at].text;
    ++words;
    if (joined.size() > longest_word) break;
    const std::span<const Meaning> meanings = meanings_of(joined);
    if (!meanings.empty()) longest = {meanings, at + 1};
  }
  return longest;
}

class Reader {
 public:
  Reader(std::vector<Token> tokens, std::string_view language)
      : tokens_(std::move(tokens)), tag_(language), spoken_{Locale(language)} {
    weigh_languages();
  }

  std::optional<Time> read() {
    dates_.emplace_back();
    while (at_ < tokens_.size()) {
      if (!take()) return std::nullopt;
    }
    return time();
  }

 private:
  const Token* peek(std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? &tokens_[at_ + ahead] : nullptr;
  }
  bool next_is_mark(std::size_t ahead, char32_t mark) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->is_mark(mark);
  }
  const Token* next_number(std::size_t ahead) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->is_number() ? token : nullptr;
  }
  Name next_name(std::size_t ahead) const {
    const Token* token = peek(ahead);
    return token != nullptr && token->is_word() ? name_at(tokens_, at_ + ahead) : Name{{}, at_ + ahead};
  }

  // The languages that the words agree in, the feed's own where it is one of them. The month speaks first; an
  // English word last: programs leave English weekdays between the words of every language.
  void weigh_languages() {
    constexpr Languages english = language_bit("en");
    weigh([](const Name& name) { return is_month(name); });
    weigh([](const Name& name) { return (name.languages() & english) == 0; });
    const Languages own = language_bit(spoken_.locale.language);
    if ((own & spoken_.languages) != 0) spoken_.languages = own;
    if (spoken_.languages == all_languages) weigh([](const Name&) { return true; });
  }

  template <class Counts>
  void weigh(Counts counts) {
    for (std::size_t at = 0; at < tokens_.size();) {
      if (!tokens_[at].is_word()) {
        ++at;
        continue;
      }
      const Name name = name_at(tokens_, at);
      const Languages both = name.languages() & spoken_.languages;
      if (both != 0 && counts(name)) spoken_.languages = both;
      at = name.end;
    }
  }

  bool speaks(const Meaning* meaning) const { return spoken_.has(meaning); }

  Written& date() { return dates_.back(); }

  bool take() {
    const Token& token = tokens_[at_];
    if (token.is_number()) return take_number();
    if (token.is_word()) return take_name();
    if (clock_ && !offset_ && (token.is_mark(U'+') || token.is_mark(U'-'))) {
      const bool taken = take_offset();
      if (taken || token.is_mark(U'+')) return taken;
    }
    ++at_;
    return is_separator(token.mark);
  }

  // Numbers

  bool take_number() {
    if (expected_ == Word::weekday_next) {
      expected_.reset();
      return tokens_[at_++].digits == 1;
    }
    bool is_wrong = false;
    if (!clock_ && take_clock(is_wrong)) return true;
    if (is_wrong) return false;

    const Token& number = tokens_[at_];
    Part part{Role::none, number.value, number.digits, at_};
    ++at_;
    const Name unit = next_name(0);
    if (speaks(unit.find(Word::year))) part.role = Role::year;
    if (speaks(unit.find(Word::month_number))) part.role = Role::month;
    if (speaks(unit.find(Word::day))) part.role = Role::day;
    if (part.role != Role::none) at_ = unit.end;
    if (part.role == Role::none && expected_) part.role = role_of(*expected_);
    expected_.reset();
    if (date().size() == 3) dates_.emplace_back();
    date().numbers.push_back(part);
    if (pending_era_) {
      if (date().era) return false;
      date().era = std::exchange(pending_era_, std::nullopt);
      const bool has_own_years = date().era->word == Word::minguo_era || date().era->word == Word::japanese_era;
      if (has_own_years) date().numbers.back().role = Role::year;
    }
    return date().size() <= 3 || date().is_weekday_too();
  }

  static Role role_of(Word expected) {
    switch (expected) {
      case Word::year_next:
        return Role::year;
      case Word::month_next:
        return Role::month;
      case Word::day_next:
        return Role::day;
      default:
        return Role::none;
    }
  }

  // Clocks

  // Whether a clock stood here. `is_wrong`: it is one, of no time of the day.
  bool take_clock(bool& is_wrong) {
    const Token& hour = tokens_[at_];
    if (hour.digits > 2) return false;
    if (next_is_mark(1, U':')) return take_digital(U':', is_wrong);
    const Name unit = next_name(1);
    if (speaks(unit.find(Word::hour))) return take_spoken(unit, is_wrong);
    if (is_dotted_clock()) return take_digital(U'.', is_wrong);
    const bool is_half = (unit.has(Word::morning) || unit.has(Word::afternoon)) &&
                         unit.meanings.front().languages == all_languages;  // am, pm
    if (!is_half || hour.value < 1 || hour.value > 12) return false;
    ++at_;
    clock_hour_ = hour.value;
    return finish_clock(0, 0, is_wrong);
  }

  // "15.05" is a clock after a word that announces one, before one that ends one, or when the day is complete.
  bool is_dotted_clock() const {
    const Token* minute = next_number(2);
    if (!next_is_mark(1, U'.') || minute == nullptr || minute->digits != 2 || minute->after_space) return false;
    if (tokens_[at_ + 1].after_space) return false;
    if (expects_clock_ || date().size() == 3) return true;
    const Name after = next_name(3);
    const Token* word = peek(3);
    if (word != nullptr && word->is_word() && word->letters.starts_with("WI")) return true;  // WIB, WITA, WIT
    return speaks(after.find(Word::hour));
  }
  const Written& date() const { return dates_.back(); }

  bool take_digital(char32_t colon, bool& is_wrong) {
    clock_hour_ = tokens_[at_].value;
    const Token* minute = next_number(2);
    if (minute == nullptr || minute->digits != 2) return fail(is_wrong);
    at_ += 3;
    int second = 0;
    const Token* last = next_number(1);
    if (next_is_mark(0, colon) && last != nullptr && (colon == U':' || last->digits == 2)) {
      if (last->digits != 2) return fail(is_wrong);
      second = last->value;
      at_ += 2;
      const Token* fraction = next_number(1);
      const bool has_mark = (next_is_mark(0, U'.') || next_is_mark(0, U',')) && !peek()->after_space;
      if (has_mark && fraction != nullptr && !fraction->after_space) at_ += 2;
    } else if (next_is_mark(0, U':')) {
      return fail(is_wrong);
    }
    return finish_clock(minute->value, second, is_wrong);
  }

  // "15h30", "3時5分", "15 Uhr".
  bool take_spoken(const Name& unit, bool& is_wrong) {
    clock_hour_ = tokens_[at_].value;
    at_ = unit.end;
    if (next_is_mark(0, U'.') && next_number(1) != nullptr) ++at_;  // "15 ч. 30 мин."
    int minute = 0, second = 0;
    if (const Token* number = next_number(0); number != nullptr && number->digits <= 2) {
      const Name after = next_name(1);
      const Token* next = peek(1);
      const bool ends = next == nullptr || next->is_mark(U',') || next->is_mark(U')');
      if (speaks(after.find(Word::minute))) {
        minute = number->value;
        at_ = after.end;
        const Name last = next_name(1);
        if (next_number(0) != nullptr && speaks(last.find(Word::second))) {
          second = next_number(0)->value;
          at_ = last.end;
        }
      } else if (number->digits == 2 && (ends || !number->after_space)) {
        minute = number->value;
        ++at_;
      }
    }
    return finish_clock(minute, second, is_wrong);
  }

  bool finish_clock(int minute, int second, bool& is_wrong) {
    if (clock_hour_ > 23 || minute > 59 || second > 60) return fail(is_wrong);
    clock_ = minutes(minute) + seconds(second);
    const Name unit = next_name(0);
    if (speaks(unit.find(Word::hour))) at_ = unit.end;
    clock_end_ = at_;
    expects_clock_ = false;
    return true;
  }

  static bool fail(bool& is_wrong) {
    is_wrong = true;
    return false;
  }

  // ±HHMM, ±HH:MM, ±HH; after GMT also ±H. A hyphen may also lead to a day: "15:05 - 05.01.2024".
  bool take_offset() {
    const Token* hour = next_number(1);
    const bool after_utc = utc_end_ == at_;
    if (hour == nullptr || hour->after_space || hour->digits == 3 || hour->digits > 4) return false;
    if (hour->digits == 1 && !after_utc) return false;
    const Token* minute = next_is_mark(2, U':') ? next_number(3) : nullptr;
    if (next_is_mark(2, U':') && (minute == nullptr || minute->digits != 2 || hour->digits == 4)) return false;
    const std::size_t size = minute != nullptr ? 4 : 2;
    const Token* after = peek(size);
    const bool is_more = after != nullptr && (after->is_number() || after->is_mark(U'.') || after->is_mark(U'/') ||
                                              after->is_mark(U'-') || after->is_mark(U':'));
    if (is_more || is_month(next_name(size))) return false;
    const int whole = hour->digits == 4 ? hour->value / 100 : hour->value;
    const int part = minute != nullptr ? minute->value : hour->digits == 4 ? hour->value % 100 : 0;
    if (whole > 23 || part > 59) return false;
    const minutes offset = hours(whole) + minutes(part);
    offset_ = tokens_[at_].is_mark(U'-') ? -offset : offset;
    at_ += size;
    return true;
  }

  // Words

  bool take_name() {
    const Name name = name_at(tokens_, at_);
    const bool is_right_after_clock = clock_ && clock_end_ == at_;
    const bool is_suffix = at_ > 0 && tokens_[at_ - 1].is_number() && !tokens_[at_].after_space;
    const std::size_t begin = std::exchange(at_, name.end);
    if (name.meanings.empty()) return take_zone_name(begin);
    if (is_suffix && !is_right_after_clock && name.has(Word::filler)) return true;  // 5th
    if (is_letter_too_many(begin, is_suffix, name)) return false;
    if (is_right_after_clock) {
      if (is_zone_of_capitals(tokens_[begin].letters)) return take_zone_name(begin);
      if (speaks(name.find(Word::hour))) {  // "3:05 PM Uhr"
        clock_end_ = at_;
        return true;
      }
      if (const std::optional<bool> is_taken = take_half(name)) return *is_taken;
    }
    if (const Meaning* zone = name.find(Word::zone)) return set_offset(minutes(zone->value));
    if (is_month(name)) return take_month(name);
    if (name.has(Word::month_next) && name.has(Word::weekday_next)) {
      expected_ = date().numbers.empty() ? Word::weekday_next : Word::month_next;
      return true;
    }
    for (const Word word : {Word::year_next, Word::month_next, Word::day_next, Word::weekday_next}) {
      if (!speaks(name.find(word))) continue;
      expected_ = word;
      return true;
    }
    for (const Word word : {Word::common_era, Word::buddhist_era, Word::minguo_era, Word::japanese_era, Word::hijri_era,
                            Word::jalali_era}) {
      if (speaks(name.find(word))) return take_era(*name.find(word));
    }
    if (name.has(Word::clock_next)) {
      expects_clock_ = true;
      return true;
    }
    if (name.has(Word::equals)) {
      if (!date().empty()) dates_.emplace_back();
      return true;
    }
    if (speaks(name.find(Word::weekday)) || speaks(name.find(Word::filler))) return true;
    if (const std::optional<bool> is_taken = take_half(name)) return *is_taken;
    return name.has(Word::weekday) || name.has(Word::filler);
  }

  // One letter is a weekday where the feed's language says so, and never against a number: no "2024-05-06T".
  bool is_letter_too_many(std::size_t begin, bool is_suffix, const Name& name) const {
    const Meaning* weekday = name.find(Word::weekday);
    const std::string& word = tokens_[begin].text;
    if (weekday == nullptr || word.size() != 1 || name.end != begin + 1 || speaks(name.find(Word::filler)))
      return false;
    return is_suffix || (weekday->languages & language_bit(spoken_.locale.language)) == 0;
  }

  // The half of the day; nothing when the word is none here. A word that may also say nothing, as "am" in German, is
  // taken for neither where something follows that it may lead to.
  std::optional<bool> take_half(const Name& name) {
    const auto half = std::ranges::find_if(
        name.meanings, [&](const Meaning& meaning) { return is_half_of_day(meaning.word) && speaks(&meaning); });
    if (half == name.meanings.end()) return std::nullopt;
    if (half_ || (speaks(name.find(Word::filler)) && next_number(0) != nullptr)) return false;
    half_ = half->word;
    is_english_half_ = half->languages == all_languages;
    clock_end_ = at_;
    return true;
  }

  bool take_month(const Name& name) {
    if (date().size() == 3 && date().month.empty()) dates_.emplace_back();
    const bool is_weekday_too = name.has(Word::weekday);
    if (!date().month.empty() && !date().is_weekday_too()) {
      if (is_weekday_too || is_same_month(name)) return true;
      if (date().size() != 3) return false;
      dates_.emplace_back();
    }
    date().month = name.meanings;
    date().numbers_before_month = date().numbers.size();
    return true;
  }

  // "يناير/كانون الثاني": one month by two names.
  bool is_same_month(const Name& name) const {
    const std::optional<Meaning> one = month_of(date().month, spoken_), other = month_of(name.meanings, spoken_);
    return one && other && one->word == other->word && one->value == other->value;
  }

  bool take_era(const Meaning& era) {
    const bool is_behind = !date().numbers.empty() &&
                           std::ranges::any_of(date().numbers, [](const Part& part) { return part.digits >= 3; });
    if (is_behind) {
      if (date().era) return date().era->word == era.word;
      date().era = era;
      return true;
    }
    if (pending_era_) return pending_era_->word == era.word;
    pending_era_ = era;
    return true;
  }

  bool is_zone_of_capitals(const std::string& word) const {
    return std::ranges::all_of(word, is_capital) && offset_of_zone(word, tag_) && !offset_;
  }

  // A zone's abbreviation, known or in capitals, behind the clock.
  bool take_zone_name(std::size_t begin) {
    const std::string& name = tokens_[begin].letters;
    at_ = begin + 1;
    if (!clock_ || offset_) return false;
    if (is_utc_name(name)) {
      utc_end_ = at_;
      // "GMT+8": the offset says the rest
      const Token* digits = next_number(1);
      if ((next_is_mark(0, U'+') || next_is_mark(0, U'-')) && digits != nullptr && !peek()->after_space) return true;
      return set_offset(minutes(0));
    }
    if (!std::ranges::all_of(name, is_capital) || name.size() > 5) return false;
    return set_offset(offset_of_zone(name, tag_).value_or(minutes(0)));
  }

  bool set_offset(minutes offset) {
    if (offset_) return *offset_ == offset;  // "+0800 (北京时间)"
    offset_ = offset;
    return true;
  }

  // What it all says

  std::optional<Time> time() const {
    if (pending_era_ || expected_ || (expects_clock_ && !clock_) || (offset_ && !clock_)) return std::nullopt;
    const std::optional<Day> day = gregorian_day_of(dates_, tokens_, spoken_, is_english_half_);
    if (!day) return std::nullopt;
    seconds clock(0);
    if (clock_) {
      const std::optional<int> hour = half_ ? full_hour(clock_hour_, *half_) : clock_hour_;
      if (!hour) return std::nullopt;
      clock = *clock_ + hours(*hour);
    } else if (half_) {
      return std::nullopt;
    }
    return time_of(*day, clock, offset_.value_or(minutes(0)));
  }

  std::vector<Token> tokens_;
  std::string_view tag_;
  Spoken spoken_;

  std::size_t at_ = 0;
  std::vector<Written> dates_;
  std::optional<Meaning> pending_era_;
  std::optional<Word> expected_;  // what the next number is
  bool expects_clock_ = false;
  int clock_hour_ = 0;
  std::optional<seconds> clock_;  // after the full hour
  std::size_t clock_end_ = std::string_view::npos, utc_end_ = std::string_view::npos;
  std::optional<Word> half_;
  bool is_english_half_ = false;
  std::optional<minutes> offset_;
};

}  // namespace

std::optional<Time> read_local(std::string_view text, std::string_view language) {
  std::vector<Token> tokens = tokens_of(text);
  if (tokens.empty()) return std::nullopt;
  return Reader(std::move(tokens), language).read();
}

}  // namespace datelined::feeds::dates
