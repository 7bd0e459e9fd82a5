#include "feeds/dateline.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/dateline_words.hpp"
#include "feeds/signal.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date_names.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/letters.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

namespace datelined::feeds {
namespace {

using Text = std::u32string_view;

// Characters. No dateline is longer, nor is what stands in front of its agency, nor an agency.
constexpr std::size_t longest = 120, longest_opening = 70, longest_agency = 30, longest_place = 50;
// "LAHORE (Xinhua) HAMBANTOTA (Sports Desk)": who takes a wire's copy over leaves the wire's own standing.
constexpr int most_in_a_row = 3;
// What stands in front of the text: captions, the page's own headline and date.
constexpr int most_lines = 8;
constexpr std::size_t furthest_line = 1200;  // bytes

// Bytes. Of a text as short as a headline every word tells.
constexpr std::size_t least_left = 120;

// How far a dateline goes: what is shown of it, and what belongs to it.
struct Match {
  std::size_t text = 0, end = 0;
};
using Matched = std::optional<Match>;

bool is_dash(char32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D;
}
bool is_comma(char32_t c) {
  return c == ',' || c == U'،' || c == U'、' || c == U'，';
}
bool is_full_stop(char32_t c) {
  return c == '.' || c == U'۔' || c == U'।' || c == U'。';
}
bool is_colon(char32_t c) {
  return c == ':' || c == U'：';
}
bool is_equals(char32_t c) {
  return c == '=' || c == U'＝';
}
bool is_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
         (c >= 0x966 && c <= 0x96F) || (c >= 0x9E6 && c <= 0x9EF) || (c >= 0xE50 && c <= 0xE59) ||
         (c >= 0xFF10 && c <= 0xFF19);
}
bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}
bool is_east_asian(char32_t c) {
  return c >= 0x2E80 && c < 0xFB00;
}
bool has_case(char32_t c) {
  return is_upper(c) || is_lower(c);
}

char32_t closing(char32_t open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case U'（':
      return U'）';
    case U'【':
      return U'】';
    case U'［':
      return U'］';
    case U'〔':
      return U'〕';
    default:
      return 0;
  }
}

std::string utf8(Text text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

Text trim(Text text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// Phrases of a table, folded. East Asian ones have no blanks round them.
class Phrases {
 public:
  explicit Phrases(std::span<const std::string_view> rows) {
    for (const std::string_view row : rows) {
      std::string phrase = fold(row);
      if (is_bare(phrase)) bare_.push_back(phrase);
      all_.insert(std::move(phrase));
    }
  }

  bool in(Text text) const {
    const std::string folded = fold(utf8(text));
    const std::vector<std::string_view> words = words_of(folded);
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::size_t n = 1; n <= most_words && i + n <= words.size(); ++n) {
        const char* end = words[i + n - 1].data() + words[i + n - 1].size();
        if (all_.contains(std::string(words[i].data(), end))) return true;
      }
    }
    return std::ranges::any_of(bare_, [&](const std::string& phrase) { return folded.find(phrase) != folded.npos; });
  }

  bool is(Text text) const { return all_.contains(fold(utf8(text))); }

 private:
  static constexpr std::size_t most_words = 4;
  static bool is_bare(std::string_view phrase) {
    std::size_t at = 0;
    return !phrase.empty() && is_east_asian(next_code_point(phrase, at));
  }
  std::unordered_set<std::string> all_;
  std::vector<std::string> bare_;
};

// "KOMPAS.com", "INTERFAX.RU"
bool is_site(Text word) {
  const std::size_t dot = word.rfind(U'.');
  return dot != word.npos && dot > 2 && word.size() - dot >= 3 && word.size() - dot <= 5 &&
         std::ranges::all_of(word.substr(dot + 1), [](char32_t c) { return c < 0x80 && is_letter(c); });
}

bool names_agency(Text text) {
  static const Phrases phrases(agencies);
  return !text.empty() && (is_site(text) || phrases.in(text));
}

bool names_kind_of_agency(Text text) {
  static const Phrases phrases(kinds_of_agency);
  return phrases.in(text);
}

bool is_heading(Text text) {
  static const Phrases phrases(headings);
  return phrases.in(text) || !label_of(utf8(text)).empty();
}

// What ends a dateline.
struct Ending {
  std::size_t end = 0;
  bool dash = false, colon = false, full_stop = false;
  bool any() const { return dash || colon || full_stop; }
};

Ending ending(Text text, std::size_t at) {
  constexpr std::size_t most = 8;
  Ending found;
  for (found.end = at; found.end < text.size() && found.end < at + most; ++found.end) {
    const char32_t c = text[found.end];
    if (is_dash(c) || is_equals(c)) {
      found.dash = true;
    } else if (is_colon(c)) {
      found.colon = true;
    } else if (is_full_stop(c)) {
      found.full_stop = true;
    } else if (!is_blank(c) && !is_comma(c)) {
      break;
    }
  }
  return found;
}

// Where the bracket that opens at `at` closes; npos: too far, or empty.
std::size_t bracket_end(Text text, std::size_t at, std::size_t longest_content = longest_agency) {
  const char32_t close = closing(text[at]);
  const std::size_t end = text.substr(0, at + 2 + longest_content).find(close, at + 1);
  return end == text.npos || trim(text.substr(at + 1, end - at - 1)).empty() ? text.npos : end;
}

// A word of the head, and what stands between it and the one before: ' ', ',' or '.'.
struct Word {
  Text text;
  char32_t before = ' ';
  std::size_t end = 0;
};

bool is_joint(Text text, std::size_t at) {
  constexpr Text joints = U".-/'’ʼ‐‑";
  return joints.find(text[at]) != joints.npos && at + 1 < text.size() && is_word_character(text[at + 1]);
}

std::size_t word_end(Text text, std::size_t at) {
  while (at < text.size() && (is_word_character(text[at]) || is_joint(text, at))) ++at;
  return at;
}

// The words up to the bracket, slash, dash or colon that may be a dateline's.
struct Opening {
  std::vector<Word> words;
  std::size_t stop = Text::npos;  // npos: nothing of the kind stands there
};

Opening read_opening(Text text) {
  constexpr std::size_t most_words = 12;
  Opening opening;
  char32_t before = ' ';
  for (std::size_t at = 0; at < std::min(text.size(), longest_opening);) {
    const char32_t c = text[at];
    if (is_word_character(c)) {
      if (opening.words.size() == most_words) return opening;
      const std::size_t end = word_end(text, at);
      opening.words.push_back({text.substr(at, end - at), before, end});
      before = ' ';
      at = end;
    } else if (is_blank(c) || is_comma(c) || is_full_stop(c)) {
      if (!is_blank(c)) before = is_comma(c) ? ',' : '.';
      ++at;
    } else {
      if (closing(c) != 0 || c == '/' || is_dash(c) || is_colon(c)) opening.stop = at;
      return opening;
    }
  }
  return opening;
}

bool has_digit(Text word) {
  return std::ranges::any_of(word, is_digit);
}

// "25/11/2026", "25.11."
bool is_numeric_date(Text word) {
  std::size_t groups = 0;
  for (std::size_t i = 0; i < word.size(); ++i) groups += is_digit(word[i]) && (i == 0 || !is_digit(word[i - 1]));
  return groups >= 2;
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

bool is_month(Text word) {
  return means(word, [](dates::Word meaning) {
    return meaning == dates::Word::month || meaning == dates::Word::month_number ||
           meaning == dates::Word::jalali_month || meaning == dates::Word::hijri_month;
  });
}

bool is_weekday(Text word) {
  return means(word, [](dates::Word meaning) { return meaning == dates::Word::weekday; });
}

using Words = std::span<const Word>;

Text text_of(Words words) {
  if (words.empty()) return {};
  const char32_t* begin = words.front().text.data();
  return {begin, static_cast<std::size_t>(words.back().text.data() + words.back().text.size() - begin)};
}

// A head's words, told apart: PLACE [DATE] [AGENCY].
struct Parts {
  bool good = false;
  bool cased = false;     // its script has two cases
  bool capitals = false;  // and the place is in large letters
  bool date = false, agency = false;
  std::size_t place_words = 0;
};

bool is_place(Words words, bool cased) {
  constexpr std::size_t most_words = 6, most_uncased_words = 4, longest_small_word = 4, longest_abbreviation = 5;
  if (words.empty() || words.size() > (cased ? most_words : most_uncased_words)) return false;
  if (text_of(words).size() > longest_place || names_kind_of_agency(text_of(words))) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Text word = words[i].text;
    if (cased && !is_upper(word.front()) && (i == 0 || word.size() > longest_small_word)) return false;
    const bool ends_sentence = i > 0 && words[i].before == '.';
    if (ends_sentence && (!cased || words[i - 1].text.size() > longest_abbreviation)) return false;
  }
  return !is_weekday(words.front().text);
}

bool has_capitals_alone(Words words) {
  std::size_t letters = 0;
  for (const Word& word : words) {
    if (word.before == ',') break;  // "FOSTER CITY, Calif."
    for (const char32_t c : word.text) {
      if (is_lower(c)) return false;
      letters += is_upper(c);
    }
  }
  return letters >= 2;
}

// The words behind the place: whether they are a date, and where an agency without brackets begins in them.
struct Behind {
  bool good = false, date = false;
  std::size_t agency = 0;
};

Behind read_behind(Words words, bool cased) {
  constexpr std::size_t most_words = 6;
  Behind behind;
  bool digits = false, month = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Text word = words[i].text;
    const bool is_name = is_month(word) || is_weekday(word);
    if (has_digit(word) || is_name) behind.agency = i + 1;
    digits |= has_digit(word);
    month |= is_name || is_numeric_date(word);
  }
  behind.date = month && (digits || !cased);
  const Words rest = words.subspan(behind.agency);
  const bool is_short = rest.size() == 1 && rest[0].text.size() <= 2;  // "2026 г."
  behind.good = words.size() <= most_words + rest.size() &&
                (rest.empty() || is_short || (rest.size() <= 3 && names_agency(text_of(rest))));
  if (is_short && !names_agency(text_of(rest))) behind.agency = words.size();
  return behind;
}

Parts read_parts(Words words) {
  Parts parts;
  if (words.empty()) return parts;
  parts.cased = has_case(words.front().text.front());
  std::size_t place = 1;
  while (place < words.size() && !has_digit(words[place].text) && !is_month(words[place].text)) ++place;
  // "کیف۔ یکم جولائی": the day is a word.
  if (place > 1 && place < words.size() && words[place - 1].before != ' ' && is_month(words[place].text)) --place;
  const Behind behind = read_behind(words.subspan(place), parts.cased);
  if (place < words.size() && !(behind.good && behind.date)) return parts;
  parts.date = behind.date;
  parts.agency = place < words.size() && place + behind.agency < words.size();
  // "Paris, AFP –", "JAKARTA, KOMPAS.com -"
  for (std::size_t i = 1; place == words.size() && i < words.size(); ++i) {
    if (words[i].before != ',' || words.size() - i > 3 || !names_agency(text_of(words.subspan(i)))) continue;
    parts.agency = true;
    place = i;
  }
  parts.place_words = place;
  parts.good = !has_digit(words.front().text) && is_place(words.first(place), parts.cased);
  parts.capitals = parts.cased && has_capitals_alone(words.first(place));
  return parts;
}

// PLACE [DATE] (AGENCY) [-]
Matched before_bracket(Text text, const Opening& opening) {
  const std::size_t close = bracket_end(text, opening.stop);
  if (close == text.npos) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  if (!parts.good) return std::nullopt;
  const Text agency = trim(text.substr(opening.stop + 1, close - opening.stop - 1));
  if (is_digit(agency.front()) || is_weekday(agency) || is_month(agency)) return std::nullopt;
  const Ending end = ending(text, close + 1);
  const bool known = names_agency(agency);
  const auto words = std::ranges::count_if(agency, is_blank) + 1;
  bool good = false;
  if (parts.date) {
    good = known || end.any() || parts.capitals || !parts.cased;
  } else if (parts.cased) {
    good = known ? end.dash || end.colon || parts.capitals : parts.capitals && end.dash && words <= 3;
  } else {
    good = known ? parts.place_words <= 3 || end.dash : end.dash && parts.place_words <= 3 && words <= 3;
  }
  if (!good) return std::nullopt;
  return Match{close + 1, end.end};
}

// PLACE, DATE. /AGENCY/
Matched before_slash(Text text, const Opening& opening) {
  const std::size_t close = text.substr(0, opening.stop + 2 + longest_agency).find(U'/', opening.stop + 1);
  if (close == text.npos || close == opening.stop + 1) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  const Text agency = text.substr(opening.stop + 1, close - opening.stop - 1);
  const Ending end = ending(text, close + 1);
  const bool good = parts.good && (parts.date || (names_agency(agency) && (parts.capitals || end.any())));
  if (!good) return std::nullopt;
  return Match{close + 1, end.end};
}

// "- РИА Новости." behind place and date, "- باريس:" behind an agency: a few words between two marks.
Matched phrase_between(Text text, std::size_t from) {
  std::size_t at = from, words = 0;
  for (; at < text.size() && words <= 3;) {
    if (is_blank(text[at])) {
      ++at;
    } else if (is_word_character(text[at])) {
      at = word_end(text, at);
      ++words;
    } else {
      break;
    }
  }
  if (words == 0 || words > 3 || at >= text.size()) return std::nullopt;
  const Ending end = ending(text, at);
  if (!end.any()) return std::nullopt;
  return Match{at, end.end};
}

bool goes_on_as_a_sentence(Text text, std::size_t at) {
  const Text rest = text.substr(at, 30);
  return !rest.empty() && is_upper(rest.front()) && std::ranges::any_of(rest, is_lower);
}

// PLACE, DATE - [AGENCY.]   PLACE - AGENCY:   PLACE, AGENCY -   PLACE —
Matched before_dash(Text text, const Opening& opening, bool first_line) {
  const Ending end = ending(text, opening.stop);
  if (end.end >= text.size() || is_digit(text[end.end])) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  if (!parts.good) return std::nullopt;
  const std::size_t stop = opening.words.back().end;
  const Match whole{stop, end.end};
  const Matched phrase = phrase_between(text, end.end);
  const Text said = phrase ? text.substr(end.end, phrase->text - end.end) : Text();
  if (parts.date) {
    if (phrase && names_agency(said)) return phrase;
    if (parts.agency || parts.capitals || (!parts.cased && parts.place_words <= 3)) return whole;
    return std::nullopt;
  }
  if (parts.agency) return whole;
  if (phrase && parts.place_words <= 3 && !parts.cased) {
    const Ending last = ending(text, phrase->text);
    const bool names_one = names_agency(said) || names_agency(text_of(opening.words));
    if ((last.dash || last.colon) && names_one) return phrase;
  }
  // A place alone: in large letters, and the dash a long one.
  const bool is_long = text[opening.stop] != '-' || (end.end > opening.stop + 1 && text[opening.stop + 1] == '-');
  const Text place = text_of(opening.words);
  const bool stands_alone = first_line && parts.capitals && is_long && place.size() >= 4 && parts.place_words <= 4;
  if (stands_alone && goes_on_as_a_sentence(text, end.end) && !is_heading(place)) return whole;
  return std::nullopt;
}

// PLACE. DATE. AGENCY.
Matched with_full_stops(Text text, const Opening& opening) {
  for (std::size_t i = 2; i < opening.words.size(); ++i) {
    const bool ends = i + 1 < opening.words.size() && opening.words[i + 1].before == '.';
    if (!ends) continue;
    const Parts parts = read_parts(Words(opening.words).first(i + 1));
    if (!parts.good || !parts.date || !parts.agency) continue;
    const std::size_t stop = opening.words[i].end;
    return Match{stop, ending(text, stop).end};
  }
  return std::nullopt;
}

Matched after_opening(Text text, bool first_line) {
  const Opening opening = read_opening(text);
  if (opening.words.empty()) return std::nullopt;
  if (opening.stop != text.npos) {
    const char32_t c = text[opening.stop];
    const Matched found = closing(c) != 0 ? before_bracket(text, opening)
                          : c == '/'      ? before_slash(text, opening)
                          : is_dash(c)    ? before_dash(text, opening, first_line)
                                          : std::nullopt;
    if (found) return found;
  }
  return with_full_stops(text, opening);
}

// 新华社北京11月25日电, 本报讯, 央视网消息: how many characters it takes; 0: it is none.
struct Filed {
  std::size_t end = 0;
  bool dated = false;
};

Filed filed_in_han(Text text) {
  constexpr std::size_t longest_filed = 32, longest_undated = 12;
  constexpr Text reports = U"电電讯訊", publishers = U"报報网網社台臺刊视視线線";
  std::size_t han = 0;
  for (std::size_t at = 0; at < std::min(text.size(), longest_filed); ++at) {
    const char32_t c = text[at];
    if (is_han(c)) {
      ++han;
    } else if (!is_digit(c) && !is_blank(c) && c != '/' && c != U'、' && c != U'·') {
      return {};
    }
    const bool is_last = at + 1 == text.size() || !is_east_asian(text[at + 1]) || closing(text[at + 1]) != 0;
    if (han < 3 || !is_last) continue;
    const bool is_news = text.substr(0, at + 1).ends_with(U"消息");
    if (reports.find(c) == reports.npos && !is_news) continue;
    const Text before = trim(text.substr(0, at + 1 - (is_news ? 2 : 1)));
    if (before.ends_with(U'日') && std::ranges::any_of(before, is_digit)) return {at + 1, true};
    if (at < longest_undated && publishers.find(before.back()) != publishers.npos) return {at + 1, false};
  }
  return {};
}

Matched in_han(Text text) {
  const Filed filed = filed_in_han(text);
  if (filed.end == 0) return std::nullopt;
  std::size_t stop = filed.end;
  // （记者李明）
  if (stop < text.size() && closing(text[stop]) != 0) {
    if (const std::size_t close = bracket_end(text, stop); close != text.npos) stop = close + 1;
  }
  const Ending end = ending(text, stop);
  if (!filed.dated && !end.any() && stop == filed.end && end.end == stop) return std::nullopt;
  return Match{stop, end.end};
}

// "(서울=연합뉴스) 홍길동 기자 =": the reporter's name behind the bracket.
std::size_t reporter_end(Text text, std::size_t at) {
  constexpr std::size_t longest_name = 24;
  const Text rest = text.substr(at, longest_name);
  const auto stop = std::ranges::find_if(rest, is_equals);
  if (stop == rest.end()) return at;
  const Text name = rest.substr(0, static_cast<std::size_t>(stop - rest.begin()));
  const bool is_name = name.find(U"기자") != name.npos || name.find(U"특파원") != name.npos;
  return is_name ? at + name.size() : at;
}

// 【ワシントン共同】, (서울=연합뉴스), （中央社台北25日電）, (ANSA) -
Matched in_brackets(Text text) {
  if (text.empty() || closing(text.front()) == 0) return std::nullopt;
  const std::size_t close = bracket_end(text, 0);
  if (close == text.npos) return std::nullopt;
  const Text inside = trim(text.substr(1, close - 1));
  const Ending end = ending(text, close + 1);
  const auto equals = std::ranges::find_if(inside, is_equals);
  if (equals != inside.begin() && equals != inside.end() && is_east_asian(inside.front())) {
    const std::size_t stop = reporter_end(text, close + 1);
    const Ending last = ending(text, stop);
    return Match{stop == close + 1 ? close + 1 : std::size_t(trim(text.substr(0, stop)).size()), last.end};
  }
  if (const Filed filed = filed_in_han(inside); filed.end == inside.size()) return Match{close + 1, end.end};
  const bool is_round = text.front() == '(' || text.front() == U'（';
  static const Phrases phrases(agencies);
  if (is_round ? end.dash && phrases.is(inside) : names_agency(inside)) return Match{close + 1, end.end};
  return std::nullopt;
}

Matched read_one(Text text, bool first_line) {
  if (const Matched found = in_brackets(text)) return found;
  if (const Matched found = in_han(text)) return found;
  return after_opening(text, first_line);
}

// A line as characters, and at which byte each begins.
struct Line {
  std::u32string characters;
  std::vector<std::size_t> bytes;
};

Line read_line(std::string_view text) {
  Line line;
  std::size_t at = 0;
  while (at < text.size() && line.characters.size() < longest) {
    line.bytes.push_back(at);
    line.characters += next_code_point(text, at);
  }
  line.bytes.push_back(at);
  return line;
}

Dateline in_line(std::string_view text, bool first_line) {
  const Line line = read_line(text);
  const Text all = line.characters;
  Match whole;
  for (int i = 0; i < most_in_a_row; ++i) {
    const Matched found = read_one(all.substr(whole.end), first_line);
    if (!found || found->end == 0) break;
    whole = {whole.end + found->text, whole.end + found->end};
  }
  if (whole.end == 0) return {};
  return {trim_blanks(text.substr(0, line.bytes[whole.text])), 0, line.bytes[whole.end]};
}

}  // namespace

Dateline read_dateline(std::string_view text) {
  int lines = 0;
  for (std::size_t at = 0; at < text.size() && at < furthest_line && lines < most_lines;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (const std::string_view words = trim_blanks(line); !words.empty()) {
      const auto begin = static_cast<std::size_t>(words.data() - text.data());
      const Dateline found = in_line(words, lines++ == 0);
      if (!found.text.empty()) return {found.text, begin, begin + found.end};
    }
    at = end + 1;
  }
  return {};
}

std::string without_dateline(std::string text) {
  const Dateline found = read_dateline(text);
  if (text.size() < found.end - found.begin + least_left) return text;
  text.erase(found.begin, found.end - found.begin);
  return text;
}

std::string dateline_of(const Entry& entry) {
  if (const Boxed<Wire>& wire = entry.extension.wire; wire && !wire->dateline.empty()) return wire->dateline;
  return std::string(read_dateline(plain_content(entry)).text);
}

}  // namespace datelined::feeds
