#include "feeds/dateline_opening.hpp"

#include "feeds/dateline_agencies.hpp"
#include "feeds/text/date_names.hpp"

#include <algorithm>

namespace datelined::feeds::datelines {
namespace {

// Characters.
constexpr std::size_t longest_opening = 70, longest_place = 50, longest_dense_place = 8;

bool is_joint(Text text, std::size_t at) {
  constexpr Text joints = U".-/'’ʼ‐‑";
  return joints.find(text[at]) != joints.npos && at + 1 < text.size() && is_word_character(text[at + 1]);
}

// Whether a slash opens what another one closes: "/ТАСС/", not "Washington/ Baghdad".
bool closes(Text text, std::size_t slash) {
  const std::size_t close = text.substr(0, slash + 2 + longest_agency).find(U'/', slash + 1);
  return close != text.npos && close > slash + 1;
}

}  // namespace

std::size_t word_end(Text text, std::size_t at) {
  while (at < text.size() && (is_word_character(text[at]) || is_joint(text, at))) ++at;
  return at;
}

Opening read_opening(Text text) {
  constexpr std::size_t most_words = 12;
  Opening opening;
  opening.words.reserve(most_words);
  char32_t before = ' ';
  for (std::size_t at = 0; at < std::min(text.size(), longest_opening);) {
    const char32_t c = text[at];
    if (is_word_character(c)) {
      if (opening.words.size() == most_words) return opening;
      const std::size_t end = word_end(text, at);
      opening.words.push_back({text.substr(at, end - at), before, end});
      before = ' ';
      at = end;
    } else if (is_blank(c) || is_comma(c) || is_full_stop(c) || c == '+' || (c == '/' && !closes(text, at))) {
      if (!is_blank(c)) before = is_full_stop(c) ? '.' : ',';
      ++at;
    } else {
      if (closing(c) != 0 || c == '/' || is_dash(c) || is_colon(c)) opening.stop = at;
      return opening;
    }
  }
  return opening;
}

Text text_of(Words words) {
  if (words.empty()) return {};
  const char32_t* begin = words.front().text.data();
  return {begin, static_cast<std::size_t>(words.back().text.data() + words.back().text.size() - begin)};
}

namespace {

bool has_digit(Text word) {
  return std::ranges::any_of(word, is_digit);
}

// "25/11/2026", "25.11."
bool is_numeric_date(Text word) {
  std::size_t groups = 0;
  for (std::size_t i = 0; i < word.size(); ++i) groups += is_digit(word[i]) && (i == 0 || !is_digit(word[i - 1]));
  return groups >= 2 && std::ranges::none_of(word, is_letter);
}

// "25", "25th", "15اکتوبر", "یکم": up to two digits in front, or the first of a month in letters.
bool is_day(Text word) {
  const auto end = std::ranges::find_if_not(word, is_digit);
  const auto digits = end - word.begin();
  return (digits >= 1 && digits <= 2 && std::none_of(end, word.end(), is_digit)) || word == U"یکم";
}

// Whether its letters mean such a thing in any language: "Nov", "15اکتوبر", "11월".
template <typename Is>
bool means(Text word, Is is) {
  const auto one = [&](Text letters) {
    const std::string folded = dates::folded_word(utf8(letters));
    return std::ranges::any_of(dates::meanings_of(folded), [&](const dates::Meaning& m) { return is(m.word); });
  };
  if (one(word)) return true;  // "ก.ค."
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at;
    while (end < word.size() && is_word_character(word[end]) && !is_digit(word[end])) ++end;
    if (end > at && end - at < word.size() && one(word.substr(at, end - at))) return true;
    at = std::max(end, at + 1);
  }
  return false;
}

}  // namespace

bool is_month(Text word) {
  return means(word, [](dates::Word meaning) {
    return meaning == dates::Word::month || meaning == dates::Word::month_number ||
           meaning == dates::Word::jalali_month || meaning == dates::Word::hijri_month;
  });
}

bool is_weekday(Text word) {
  return means(word, [](dates::Word meaning) { return meaning == dates::Word::weekday; });
}

bool is_date_for_sure(const Parts& parts) {
  if (parts.date.empty() || (parts.place.size() == 1 && is_weekday(parts.place.front().text))) return false;
  return std::ranges::any_of(parts.date,
                             [](const Word& word) { return is_numeric_date(word.text) || is_month(word.text); });
}

namespace {

bool is_place(Words words, bool cased) {
  constexpr std::size_t most_words = 6, longest_small_word = 4, longest_abbreviation = 5;
  if (words.empty() || words.size() > most_words) return false;
  // Without blanks a word is a sentence.
  const bool is_dense = is_east_asian(words.front().text.front());
  if (text_of(words).size() > (is_dense ? longest_dense_place : longest_place)) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Text word = words[i].text;
    if (has_digit(word)) return false;
    const bool may_be_small = i > 0 && i + 1 < words.size() && word.size() <= longest_small_word;
    if (cased && !is_upper(word.front()) && !may_be_small) return false;
    const bool ends_sentence = i > 0 && words[i].before == '.';
    if (ends_sentence && (!cased || words[i - 1].text.size() > longest_abbreviation)) return false;
  }
  return true;
}

bool has_capitals_alone(Words words) {
  std::size_t letters = 0;
  for (const Word& word : words) {
    if (word.before == ',') break;  // "FOSTER CITY, Calif."
    for (const char32_t c : word.text) {
      if (is_letter(c) && !is_upper(c)) return false;
      letters += is_upper(c);
    }
  }
  return letters >= 2;
}

// Where in the words a date begins and ends; an empty range: there is none.
struct Range {
  std::size_t begin = 0, end = 0;
};

Range find_date(Words words) {
  constexpr std::size_t most_words = 10, longest_small_word = 3;  // two calendars may stand there
  const auto is_number = [](const Word& word) { return has_digit(word.text) || is_day(word.text); };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(words, is_number) - words.begin());
  if (first == 0 || first == words.size()) return {};
  std::size_t last = words.size() - 1;
  while (!is_number(words[last])) --last;
  if (last - first >= most_words) return {};
  Range date{first, last + 1};
  const Text number = words[first].text;
  if (is_numeric_date(number)) return date;
  const bool has_letters = !std::ranges::all_of(number, is_digit);
  // "Nov 25", behind a comma or by its name
  if (first > 1 && (words[first - 1].before != ' ' || (!has_letters && is_month(words[first - 1].text)))) {
    --date.begin;
    return date;
  }
  if (!is_day(number)) return {};
  if (last > first) return date;  // "25 Nov 2026"
  // "25 Nov", "25 de nov"
  const Words rest = words.subspan(date.end);
  if (rest.empty() || rest[0].before != ' ') return number.size() > 3 ? date : Range{};  // "15اکتوبر"
  date.end += rest.size() > 1 && rest[0].text.size() <= longest_small_word && rest[1].before == ' ' ? 2 : 1;
  return date;
}

}  // namespace

Parts read_parts(Words words) {
  Parts parts;
  if (words.empty()) return parts;
  parts.cased = has_case(words.front().text.front());
  const Range date = find_date(words);
  std::size_t place = words.size();
  Words agency;
  if (date.end > 0) {
    place = date.begin;
    parts.date = words.subspan(date.begin, date.end - date.begin);
    agency = words.subspan(date.end);
    if (agency.size() == 1 && agency[0].text.size() <= 2) agency = {};  // "2026 г."
  } else {
    // "Paris, AFP –", "JAKARTA, KOMPAS.com -"
    std::size_t comma = words.size() - 1;
    while (comma > 0 && words[comma].before != ',') --comma;
    const bool agency_first = comma > 0 && names_agency(text_of(words.first(comma)));  // "KABAR.com, Jakarta -"
    if (agency_first || (comma > 0 && names_agency(text_of(words.subspan(comma))))) place = comma;
    agency = words.subspan(place);
    if (agency_first) agency = words.first(place);
  }
  parts.agency = !agency.empty() && agency.size() <= 3 && names_agency(text_of(agency));
  parts.stranger = !agency.empty() && !parts.agency;
  // "Astana. 25 November. Steppe Wire -"
  if (parts.stranger && (agency.size() > 2 || agency.front().before == ' ')) return parts;
  parts.place = agency.data() == words.data() && !agency.empty() ? words.subspan(place) : words.first(place);
  for (const Word& word : parts.place) parts.place_words = word.before == ' ' ? parts.place_words + 1 : 1;
  parts.good = is_place(parts.place, parts.cased);
  if (parts.good && parts.date.empty()) parts.good = !names_kind_of_agency(text_of(parts.place));
  parts.capitals = parts.cased && has_capitals_alone(parts.place);
  return parts;
}

}  // namespace datelined::feeds::datelines
