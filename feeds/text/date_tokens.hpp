// A date in any script as numbers, words and marks.
//
// Digits of every script are numbers, so are Han numerals before 年 月 日 and their like; letters are words,
// folded, and apart where a script writes them without spaces; what nobody sees is dropped.
// See: Unicode UAX #44 (general categories, numeric values).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds::dates {

struct Token {
  enum class Kind { number, word, mark };

  Kind kind;
  bool after_space = false;
  int value = 0, digits = 0;  // of a number
  std::string text;           // of a word: folded
  std::string letters;        // of a word: as written
  char32_t mark = 0;

  bool is_number() const { return kind == Kind::number; }
  bool is_word() const { return kind == Kind::word; }
  bool is_mark(char32_t wanted) const { return kind == Kind::mark && mark == wanted; }
};

// NFKC, digits ASCII, every space one ASCII space, no invisible characters.
std::string plain_digits(std::string_view text);

inline constexpr std::size_t most_tokens = 64;  // of a day told twice, in two calendars, there are 30

// Of a text that plain_digits gave. Empty when there is more, or a longer number, than a date has.
std::vector<Token> tokens_of(std::string_view text);

}  // namespace datelined::feeds::dates
