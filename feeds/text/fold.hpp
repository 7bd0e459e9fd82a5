// Text in the one form that comparing and searching use; never shown.
//
// NFKC and case folded, Arabic and Persian letter variants as one letter, Traditional Chinese characters
// as Simplified ones, harakat and combining marks gone (but for Thai, Lao and Indic vowel signs), every
// digit ASCII, invisible characters dropped, so that شنہوا is شِنہوا and ي ك are ی ک.
// See: Unicode TR15 and TR44 (NFKC_Casefold); CLDR's transform Traditional-Simplified.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// Letters and digits; everything between them is one space; no space at the ends.
std::string fold(std::string_view utf8);

// Letters and digits alone: a missing space after ۔ or a no-break space changes nothing.
std::string fold_letters(std::string_view utf8);

// As fold(), a code point each. Each character becomes the same wherever it stands, but for the spaces.
std::u32string fold_to_code_points(std::string_view utf8);

// Whether a character becomes a digit, or holds one: ٣, ३, ３, ½.
bool folds_to_digit(char32_t c);

// What fold_letters() gives, of text that is folded already.
std::string letters_of(std::u32string_view folded);

}  // namespace datelined::feeds
