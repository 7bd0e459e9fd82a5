// Text in the one form that comparing and searching use; never shown.
//
// NFKC and case folded, Arabic and Persian letter variants as one letter, harakat and combining marks
// gone (but for Thai, Lao and Indic vowel signs), every digit ASCII, invisible characters dropped, so
// that شنہوا is شِنہوا and ي ك are ی ک.
// See: Unicode TR15 and TR44 (NFKC_Casefold).
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// Letters and digits; everything between them is one space; no space at the ends.
std::string fold(std::string_view utf8);

// Letters and digits alone: a missing space after ۔ or a no-break space changes nothing.
std::string fold_letters(std::string_view utf8);

}  // namespace datelined::feeds
