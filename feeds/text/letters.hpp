// What a character is in a word: a letter, of a case in the scripts that have cases.
//
// See: Unicode, General_Category and the derived properties Alphabetic, Uppercase and Lowercase.
#pragma once

namespace datelined::feeds {

bool is_letter(char32_t c);
bool is_upper(char32_t c);
bool is_lower(char32_t c);

// Letters, their marks, digits, and the joiners that shape the letters between them.
bool is_word_character(char32_t c);

}  // namespace datelined::feeds
