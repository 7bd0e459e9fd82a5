#include "feeds/text/date_names.hpp"

#include "feeds/text/date_words.hpp"
#include "feeds/text/fold.hpp"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>
#include <map>
#include <vector>

namespace datelined::feeds::dates {
namespace {

template <class Visit>
void for_each_part(std::string_view text, char separator, Visit visit) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    visit(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

class Lexicon {
 public:
  Lexicon() {
    for (const Language& language : languages) {
      for_each_part(language.locales, ' ',
                    [&](std::string_view locale) { add_locale(std::string(locale), language_bit(language.code)); });
    }
    for (const CalendarNames& names : calendar_names) {
      add_calendar(std::string(names.locale) + std::string(names.keyword), names.word, language_bits(names.languages));
    }
    for (const TwelveMonths& row : twelve_months) {
      std::int16_t month = 0;
      for_each_part(row.names, '|', [&](std::string_view spellings) {
        ++month;
        add_all(spellings, '/', {row.word, month, language_bits(row.languages)});
      });
    }
    for (const Words& row : words) {
      const Languages spoken_in = row.languages == "*" ? all_languages : language_bits(row.languages);
      add_all(row.words, '|', {row.word, row.value, spoken_in});
    }
  }

  std::span<const Meaning> find(std::string_view folded) const {
    const auto found = meanings_.find(folded);
    return found == meanings_.end() ? std::span<const Meaning>() : std::span<const Meaning>(found->second);
  }

  bool begins(std::string_view folded) const {
    const auto next = meanings_.lower_bound(folded);
    return next != meanings_.end() && next->first.starts_with(folded);
  }

 private:
  using Symbols = icu::DateFormatSymbols;

  void add_locale(const std::string& locale, Languages spoken_in) {
    UErrorCode error = U_ZERO_ERROR;
    // Those of the Gregorian calendar, whatever a country's own is.
    const Symbols symbols(icu::Locale(locale.c_str()), error);
    if (U_FAILURE(error)) return;
    add_months(symbols, Word::month, spoken_in);
    for_each_form([&](auto context, auto width) {
      int32_t count = 0;
      const icu::UnicodeString* names = symbols.getWeekdays(count, context, width);
      for (int32_t i = 1; i < count; ++i) add(utf8(names[i]), {Word::weekday, 0, spoken_in});
    });
  }

  // `id`: a locale with the keyword of its calendar.
  void add_calendar(const std::string& id, Word month, Languages spoken_in) {
    UErrorCode error = U_ZERO_ERROR;
    // A formatter, for the symbols alone know no calendar but the Gregorian. It costs twice as much.
    const icu::SimpleDateFormat format(icu::UnicodeString("y"), icu::Locale(id.c_str()), error);
    if (U_SUCCESS(error)) add_months(*format.getDateFormatSymbols(), month, spoken_in);
  }

  void add_months(const Symbols& symbols, Word month, Languages spoken_in) {
    for_each_form([&](auto context, auto width) {
      int32_t count = 0;
      const icu::UnicodeString* names = symbols.getMonths(count, context, width);
      for (int32_t i = 0; i < std::min(count, 12); ++i)
        add(utf8(names[i]), {month, static_cast<std::int16_t>(i + 1), spoken_in});
    });
  }

  template <class Visit>
  static void for_each_form(Visit visit) {
    for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
      for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) visit(context, width);
    }
  }

  static std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
  }

  void add_all(std::string_view words, char separator, Meaning meaning) {
    for_each_part(words, separator, [&](std::string_view word) { add(word, meaning); });
  }

  void add(std::string_view word, Meaning meaning) {
    // "1月", "tháng 1": the number is read, and the word beside it has a row of its own.
    if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; })) return;
    const std::string folded = folded_word(word);
    if (folded.empty() || folded.size() > longest_word) return;
    std::vector<Meaning>& known = meanings_[folded];
    for (Meaning& same : known) {
      if (same.word != meaning.word || same.value != meaning.value) continue;
      same.languages |= meaning.languages;
      return;
    }
    known.push_back(meaning);
  }

  std::map<std::string, std::vector<Meaning>, std::less<>> meanings_;
};

const Lexicon& lexicon() {
  static const Lexicon instance;
  return instance;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::string folded_word(std::string_view word) {
  std::string folded = fold_letters(word);
  // Letters that have no decomposition, and an apostrophe that is a letter.
  replace_all(folded, "ı", "i");
  replace_all(folded, "ł", "l");
  replace_all(folded, "ʼ", "");
  replace_all(folded, "ʻ", "");
  return folded;
}

std::span<const Meaning> meanings_of(std::string_view folded) {
  return lexicon().find(folded);
}

bool begins_word(std::string_view folded) {
  return lexicon().begins(folded);
}

}  // namespace datelined::feeds::dates
