// The languages whose dates are read, as a set that fits one number.
//
// See: BCP 47 for tags; Unicode CLDR for the locales that hold a language's spellings.
#pragma once

#include "feeds/text/characters.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace datelined::feeds::dates {

// A set of languages: one bit each, in the order of `languages`.
using Languages = std::uint64_t;

struct Language {
  std::string_view code;
  std::string_view locales;  // CLDR's, where the language is spelled in more ways than one
};

inline constexpr Language languages[] = {
    {"en", "en"},         {"ar", "ar ar_LB ar_MA ar_TN"},
    {"fa", "fa fa_AF"},   {"ps", "ps"},
    {"ur", "ur"},         {"ckb", "ckb"},
    {"he", "he"},         {"hi", "hi"},
    {"bn", "bn"},         {"ne", "ne"},
    {"mr", "mr"},         {"ta", "ta"},
    {"zh", "zh zh_Hant"}, {"ja", "ja"},
    {"ko", "ko"},         {"ru", "ru"},
    {"uk", "uk"},         {"be", "be"},
    {"bg", "bg"},         {"sr", "sr sr_Latn"},
    {"el", "el"},         {"tr", "tr"},
    {"az", "az"},         {"es", "es es_UY"},
    {"pt", "pt"},         {"fr", "fr fr_CA"},
    {"de", "de de_AT"},   {"it", "it"},
    {"pl", "pl"},         {"cs", "cs"},
    {"sk", "sk"},         {"sl", "sl"},
    {"hr", "hr"},         {"hu", "hu"},
    {"fi", "fi"},         {"et", "et"},
    {"lv", "lv"},         {"lt", "lt"},
    {"nl", "nl"},         {"sv", "sv"},
    {"nb", "nb"},         {"da", "da"},
    {"id", "id"},         {"ms", "ms"},
    {"th", "th"},         {"vi", "vi"},
    {"ro", "ro"},         {"ca", "ca"},
    {"gu", "gu"},         {"pa", "pa"},
    {"te", "te"},         {"kn", "kn"},
    {"ml", "ml"},         {"si", "si"},
    {"my", "my"},         {"km", "km"},
    {"lo", "lo"},         {"ka", "ka"},
    {"hy", "hy"},         {"kk", "kk"},
    {"mk", "mk"},         {"sq", "sq"},
    {"gl", "gl"},         {"is", "is"},
};
static_assert(std::size(languages) <= 64);

inline constexpr Languages all_languages = ~Languages{0};

constexpr Languages language_bit(std::string_view code) {
  for (std::size_t i = 0; i < std::size(languages); ++i) {
    if (languages[i].code == code) return Languages{1} << i;
  }
  return 0;
}

// Codes apart by spaces.
constexpr Languages language_bits(std::string_view codes) {
  Languages bits = 0;
  for (std::size_t begin = 0; begin < codes.size();) {
    const std::size_t end = std::min(codes.find(' ', begin), codes.size());
    bits |= language_bit(codes.substr(begin, end - begin));
    begin = end + 1;
  }
  return bits;
}

// The two subtags of a tag that dates depend on: language in small letters, region in capitals, or empty.
struct Locale {
  std::string language, region;

  explicit Locale(std::string_view tag) {
    tag = trimmed(tag);
    bool is_first = true;
    for (std::size_t begin = 0; begin <= tag.size();) {
      const std::size_t end = std::min(tag.find_first_of("-_", begin), tag.size());
      std::string subtag = ascii_lower(tag.substr(begin, end - begin));
      begin = end + 1;
      if (subtag.size() == 1) break;  // an extension: what follows is no region
      if (is_first) {
        language = current_code(std::move(subtag));
      } else if (subtag.size() == 2 && region.empty()) {
        for (char& c : subtag) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        region = std::move(subtag);
      } else if (subtag == "hant" || subtag == "hans") {
        script = std::move(subtag);
      }
      is_first = false;
    }
  }

  std::string script;  // hant, hans

 private:
  // Old codes, and languages that date as their sisters do.
  static std::string current_code(std::string code) {
    if (code == "iw") return "he";
    if (code == "in") return "id";
    if (code == "no" || code == "nn") return "nb";
    if (code == "prs" || code == "pes") return "fa";
    return code;
  }
};

}  // namespace datelined::feeds::dates
