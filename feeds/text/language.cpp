#include "feeds/text/language.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>

namespace datelined::feeds {
namespace {

bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

// RFC 5646 §2.1 in outline: subtags of one to eight letters and digits, the first of letters alone.
bool is_tag(std::string_view tag) {
  bool is_first = true;
  for (std::size_t begin = 0; begin <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', begin), tag.size());
    const std::string_view subtag = tag.substr(begin, end - begin);
    if (subtag.empty() || subtag.size() > 8) return false;
    if (!std::all_of(subtag.begin(), subtag.end(), is_first ? is_letter : is_letter_or_digit)) return false;
    is_first = false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

std::string language_tag(std::string_view text) {
  std::string tag(trimmed(text));
  std::replace(tag.begin(), tag.end(), '_', '-');
  return is_tag(tag) ? tag : std::string{};
}

std::string_view language_direction(std::string_view tag) {
  if (tag.empty()) return {};
  std::array<char, ULOC_FULLNAME_CAPACITY> locale{}, full{};
  std::array<char, ULOC_SCRIPT_CAPACITY> script{};
  UErrorCode error = U_ZERO_ERROR;
  uloc_forLanguageTag(std::string(tag).c_str(), locale.data(), int32_t{locale.size()}, nullptr, &error);
  uloc_addLikelySubtags(locale.data(), full.data(), int32_t{full.size()}, &error);
  uloc_getScript(full.data(), script.data(), int32_t{script.size()}, &error);
  if (U_FAILURE(error) || script[0] == '\0') return {};
  const auto code = static_cast<UScriptCode>(u_getPropertyValueEnum(UCHAR_SCRIPT, script.data()));
  return uscript_isRightToLeft(code) ? "rtl" : "ltr";
}

std::string_view text_direction(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    switch (u_charDirection(static_cast<UChar32>(next_code_point(text, at)))) {
      case U_LEFT_TO_RIGHT:
        return "ltr";
      case U_RIGHT_TO_LEFT:
      case U_RIGHT_TO_LEFT_ARABIC:
        return "rtl";
      default:
        break;
    }
  }
  return "ltr";
}

bool language_matches(std::string_view range, std::string_view tag) {
  if (range == "*") return !tag.empty();
  if (range.empty() || tag.size() < range.size()) return false;
  const auto same = [](char a, char b) { return ascii_lower(a) == ascii_lower(b); };
  if (!std::equal(range.begin(), range.end(), tag.begin(), same)) return false;
  return tag.size() == range.size() || tag[range.size()] == '-';
}

}  // namespace datelined::feeds
