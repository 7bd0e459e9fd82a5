// What stands in front of a dateline's bracket, slash or dash: a place, a date, an agency.
#pragma once

#include "feeds/dateline_marks.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace datelined::feeds::datelines {

// A word of the head, and what stands between it and the one before: ' ', ',' or '.'.
struct Word {
  Text text;
  char32_t before = ' ';
  std::size_t end = 0;
};

// Where the word that begins at `at` ends.
std::size_t word_end(Text text, std::size_t at);

// The words up to the bracket, slash, dash or colon that may be a dateline's.
struct Opening {
  std::vector<Word> words;
  std::size_t stop = Text::npos;  // npos: nothing of the kind stands there
};

Opening read_opening(Text text);

using Words = std::span<const Word>;

Text text_of(Words words);

bool is_month(Text word);
bool is_weekday(Text word);

// A head's words, told apart: PLACE [DATE] [AGENCY].
struct Parts {
  bool good = false;
  bool cased = false;           // its script has two cases
  bool capitals = false;        // and the place is in large letters
  Words place, date;            // the date by its form alone: a number beside a word
  bool agency = false;          // one that is known, without brackets
  bool stranger = false;        // there is a word that may be one
  std::size_t place_words = 0;  // of the last place, where commas stand between several
};

Parts read_parts(Words words);

// With an agency that is known the form of a date will do. Without one its words have to be a date's.
bool is_date_for_sure(const Parts& parts);

}  // namespace datelined::feeds::datelines
