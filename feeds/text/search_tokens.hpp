// Text as search sees it: folded (feeds/text/fold.hpp) and cut into tokens, with one space between them.
//
// Where a script puts spaces between words, a token is a word. Han, kana, Hangul, Thai, Lao, Khmer and their like put
// none, or write particles onto the words: there every two neighbouring characters are a token, and the last of a run
// one more, alone. So a run has a token for each of its characters, and any part of it, be it one character, is found
// by its pairs in a row, whatever dictionary would have cut it otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace datelined::feeds {

std::string search_tokens(std::string_view text);

// The same for what is looked for: a run at the end stands for any longer one as well.
struct SoughtTokens {
  std::string tokens;      // empty: there is nothing to look for in it
  bool is_prefix = false;  // the last token is the beginning of one
};

SoughtTokens sought_tokens(std::string_view text);

// Changes when the tokens of some text do, with a new form of folding or a new Unicode.
std::int64_t search_form();

}  // namespace datelined::feeds
