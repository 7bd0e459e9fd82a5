// Characters as documents give them, brought to what may be shown: valid UTF-8, NFC, nothing that XML forbids.
//
// See: XML 1.0 §2.2 (Char), §2.11 (line ends); Unicode UAX #15 (NFC); the WHATWG HTML Standard, "Numeric
// character reference end state" (128 to 159 mean windows-1252).
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// Line ends become \n, U+0080 to U+009F what windows-1252 has there, bytes that are no UTF-8 become
// U+FFFD, characters that XML forbids are dropped, and what is left is in NFC.
std::string clean_text(std::string utf8);
bool is_clean_text(std::string_view utf8);  // it would stay as it is

// The windows-1252 reading of U+0080 to U+009F; every other code point is itself.
char32_t without_c1(char32_t code_point);

void append_utf8(std::string& out, char32_t code_point);

// As HTML counts: tab, LF, FF, CR, space.
constexpr bool is_ascii_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string ascii_lower(std::string_view text);

// Runs of ASCII white space become one space, none at the ends.
std::string collapsed(std::string text);
bool is_collapsed(std::string_view text);  // it would stay as it is

// Without ASCII white space at its ends. Here for speed, as is the next: names and values all go through them.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

// Without the byte order mark that editors put before a text in UTF-8.
constexpr std::string_view without_mark(std::string_view utf8) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (utf8.starts_with(mark)) utf8.remove_prefix(mark.size());
  return utf8;
}

// ASCII case.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

}  // namespace datelined::feeds
