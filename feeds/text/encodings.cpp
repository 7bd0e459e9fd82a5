#include "feeds/text/encodings.hpp"

#include "feeds/text/characters.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace datelined::feeds {
namespace {

constexpr auto encodings = std::to_array<Encoding>({
    {"utf-8", "UTF-8", false},
    {"ibm866", "ibm-866_P100-1995", true},
    {"iso-8859-2", "ibm-912_P100-1995", true},
    {"iso-8859-3", "ibm-913_P100-2000", true},
    {"iso-8859-4", "ibm-914_P100-1995", true},
    {"iso-8859-5", "ibm-915_P100-1995", true},
    {"iso-8859-6", "ibm-1089_P100-1995", true},
    {"iso-8859-7", "ibm-9005_X110-2007", true},
    {"iso-8859-8", "ibm-5012_P100-1999", true},
    {"iso-8859-10", "iso-8859_10-1998", true},
    {"iso-8859-13", "ibm-921_P100-1995", true},
    {"iso-8859-14", "iso-8859_14-1998", true},
    {"iso-8859-15", "ibm-923_P100-1998", true},
    {"koi8-r", "ibm-878_P100-1996", true},
    {"koi8-u", "ibm-1168_P100-2002", true},
    {"macintosh", "macos-0_2-10.2", true},
    {"windows-874", "windows-874-2000", true},
    {"windows-1250", "ibm-5346_P100-1998", true},
    {"windows-1251", "ibm-5347_P100-1998", true},
    {"windows-1252", "ibm-5348_P100-1997", true},
    {"windows-1253", "ibm-5349_P100-1998", true},
    {"windows-1254", "ibm-5350_P100-1998", true},
    {"windows-1255", "ibm-9447_P100-2002", true},
    {"windows-1256", "ibm-9448_X100-2005", true},
    {"windows-1257", "ibm-9449_P100-2002", true},
    {"windows-1258", "ibm-5354_P100-1998", true},
    {"x-mac-cyrillic", "macos-7_3-10.2", true},
    {"gbk", "gb18030", false},
    {"gb18030", "gb18030", false},
    {"big5", "ibm-1375_P100-2008", false},
    {"euc-jp", "euc-jp-2007", false},
    {"iso-2022-jp", "ISO-2022-JP", false},
    {"shift_jis", "ibm-943_P15A-2003", false},
    {"euc-kr", "windows-949-2000", false},
    {"utf-16be", "UTF-16BE", false},
    {"utf-16le", "UTF-16LE", false},
    {"utf-32be", "UTF-32BE", false},
    {"utf-32le", "UTF-32LE", false},
    {"iso-8859-16", nullptr, true},  // ICU has none of the two: see encodings_convert.cpp
    {"x-user-defined", nullptr, true},
    {"iso-8859-8-i", "ibm-5012_P100-1999", true},
    // The standard answers these with U+FFFD, since a browser may be led to take ASCII for markup that it
    // is not. Here text is judged after it is decoded, and a reader wants to read it.
    {"iso-2022-kr", "ISO-2022-KR", false},
    {"iso-2022-cn", "ISO-2022-CN", false},
    {"hz-gb-2312", "HZ", false},
});

struct Label {
  std::string_view label;
  std::size_t encoding;  // index above
};

// Sorted by label. Some are not of the standard, but of documents: cp949, latin-1, utf_16, win-1251.
constexpr auto labels = std::to_array<Label>({
    {"866", 1},
    {"8859", 19},
    {"ansi", 19},
    {"ansi_x3.4-1968", 19},
    {"arabic", 6},
    {"ascii", 19},
    {"asmo-708", 6},
    {"big5", 29},
    {"big5-hkscs", 29},
    {"big5-tw", 29},
    {"chinese", 27},
    {"cn-big5", 29},
    {"cp1250", 17},
    {"cp1251", 18},
    {"cp1252", 19},
    {"cp1253", 20},
    {"cp1254", 21},
    {"cp1255", 22},
    {"cp1256", 23},
    {"cp1257", 24},
    {"cp1258", 25},
    {"cp65001", 0},
    {"cp819", 19},
    {"cp866", 1},
    {"cp932", 32},
    {"cp936", 27},
    {"cp949", 33},
    {"cp950", 29},
    {"csbig5", 29},
    {"cseuckr", 33},
    {"cseucpkdfmtjapanese", 30},
    {"csgb2312", 27},
    {"csibm866", 1},
    {"csiso2022jp", 31},
    {"csiso2022kr", 41},
    {"csiso58gb231280", 27},
    {"csiso88596e", 6},
    {"csiso88596i", 6},
    {"csiso88598e", 8},
    {"csiso88598i", 40},
    {"csisolatin1", 19},
    {"csisolatin2", 2},
    {"csisolatin3", 3},
    {"csisolatin4", 4},
    {"csisolatin5", 21},
    {"csisolatin6", 9},
    {"csisolatin9", 12},
    {"csisolatinarabic", 6},
    {"csisolatincyrillic", 5},
    {"csisolatingreek", 7},
    {"csisolatinhebrew", 8},
    {"cskoi8r", 13},
    {"csksc56011987", 33},
    {"csmacintosh", 15},
    {"csshiftjis", 32},
    {"csunicode", 35},
    {"cyrillic", 5},
    {"dos-874", 16},
    {"ecma-114", 6},
    {"ecma-118", 7},
    {"elot_928", 7},
    {"euc-jis-2004", 30},
    {"euc-jisx0213", 30},
    {"euc-jp", 30},
    {"euc-kr", 33},
    {"eucgb2312-cn", 27},
    {"gb18030", 28},
    {"gb18030-2000", 28},
    {"gb2312", 27},
    {"gb_2312", 27},
    {"gb_2312-80", 27},
    {"gbk", 27},
    {"greek", 7},
    {"greek8", 7},
    {"hebrew", 8},
    {"hkscs", 29},
    {"hz", 43},
    {"hz-gb-2312", 43},
    {"ibm819", 19},
    {"ibm866", 1},
    {"iso-10646-ucs-2", 35},
    {"iso-10646-ucs-4", 36},
    {"iso-2022-cn", 42},
    {"iso-2022-cn-ext", 42},
    {"iso-2022-jp", 31},
    {"iso-2022-jp-2004", 31},
    {"iso-2022-jp-3", 31},
    {"iso-2022-jp-ext", 31},
    {"iso-2022-kr", 41},
    {"iso-8859", 19},
    {"iso-8859-1", 19},
    {"iso-8859-10", 9},
    {"iso-8859-11", 16},
    {"iso-8859-13", 10},
    {"iso-8859-14", 11},
    {"iso-8859-15", 12},
    {"iso-8859-16", 38},
    {"iso-8859-16-2001", 38},
    {"iso-8859-2", 2},
    {"iso-8859-3", 3},
    {"iso-8859-4", 4},
    {"iso-8859-5", 5},
    {"iso-8859-6", 6},
    {"iso-8859-6-e", 6},
    {"iso-8859-6-i", 6},
    {"iso-8859-7", 7},
    {"iso-8859-8", 8},
    {"iso-8859-8-e", 8},
    {"iso-8859-8-i", 40},
    {"iso-8859-9", 21},
    {"iso-ir-100", 19},
    {"iso-ir-101", 2},
    {"iso-ir-109", 3},
    {"iso-ir-110", 4},
    {"iso-ir-126", 7},
    {"iso-ir-127", 6},
    {"iso-ir-138", 8},
    {"iso-ir-144", 5},
    {"iso-ir-148", 21},
    {"iso-ir-149", 33},
    {"iso-ir-157", 9},
    {"iso-ir-166", 16},
    {"iso-ir-226", 38},
    {"iso-ir-58", 27},
    {"iso8859", 19},
    {"iso8859-1", 19},
    {"iso8859-10", 9},
    {"iso8859-11", 16},
    {"iso8859-13", 10},
    {"iso8859-14", 11},
    {"iso8859-15", 12},
    {"iso8859-16", 38},
    {"iso8859-2", 2},
    {"iso8859-3", 3},
    {"iso8859-4", 4},
    {"iso8859-5", 5},
    {"iso8859-6", 6},
    {"iso8859-7", 7},
    {"iso8859-8", 8},
    {"iso8859-8-i", 40},
    {"iso8859-9", 21},
    {"iso88591", 19},
    {"iso885910", 9},
    {"iso885911", 16},
    {"iso885913", 10},
    {"iso885914", 11},
    {"iso885915", 12},
    {"iso88592", 2},
    {"iso88593", 3},
    {"iso88594", 4},
    {"iso88595", 5},
    {"iso88596", 6},
    {"iso88597", 7},
    {"iso88598", 8},
    {"iso88599", 21},
    {"iso_8859-1", 19},
    {"iso_8859-15", 12},
    {"iso_8859-1:1987", 19},
    {"iso_8859-2", 2},
    {"iso_8859-2:1987", 2},
    {"iso_8859-3", 3},
    {"iso_8859-3:1988", 3},
    {"iso_8859-4", 4},
    {"iso_8859-4:1988", 4},
    {"iso_8859-5", 5},
    {"iso_8859-5:1988", 5},
    {"iso_8859-6", 6},
    {"iso_8859-6:1987", 6},
    {"iso_8859-7", 7},
    {"iso_8859-7:1987", 7},
    {"iso_8859-8", 8},
    {"iso_8859-8:1988", 8},
    {"iso_8859-9", 21},
    {"iso_8859-9:1989", 21},
    {"koi", 13},
    {"koi8", 13},
    {"koi8-r", 13},
    {"koi8-ru", 14},
    {"koi8-u", 14},
    {"koi8_r", 13},
    {"korean", 33},
    {"ks-x-1001", 33},
    {"ks_c_5601-1987", 33},
    {"ks_c_5601-1989", 33},
    {"ksc5601", 33},
    {"ksc_5601", 33},
    {"ksx1001", 33},
    {"l1", 19},
    {"l10", 38},
    {"l2", 2},
    {"l3", 3},
    {"l4", 4},
    {"l5", 21},
    {"l6", 9},
    {"l7", 10},
    {"l9", 12},
    {"latin", 19},
    {"latin-1", 19},
    {"latin1", 19},
    {"latin10", 38},
    {"latin2", 2},
    {"latin3", 3},
    {"latin4", 4},
    {"latin5", 21},
    {"latin6", 9},
    {"latin7", 10},
    {"latin9", 12},
    {"logical", 40},
    {"mac", 15},
    {"mac-cyrillic", 26},
    {"mac-roman", 15},
    {"maccyrillic", 26},
    {"macintosh", 15},
    {"macroman", 15},
    {"ms-ansi", 19},
    {"ms-arab", 23},
    {"ms-cyrl", 18},
    {"ms-ee", 17},
    {"ms-greek", 20},
    {"ms-hebr", 22},
    {"ms-turk", 21},
    {"ms932", 32},
    {"ms_kanji", 32},
    {"shift-jis", 32},
    {"shift-jis-2004", 32},
    {"shift-jisx0213", 32},
    {"shift_jis", 32},
    {"sjis", 32},
    {"sjis-2004", 32},
    {"sjisx0213", 32},
    {"sun_eu_greek", 7},
    {"thai", 16},
    {"tis-620", 16},
    {"u16", 35},
    {"u32", 37},
    {"u8", 0},
    {"ucs-2", 35},
    {"ucs-4", 36},
    {"uhc", 33},
    {"unicode", 35},
    {"unicode-1-1-utf-8", 0},
    {"unicode-utf-8", 0},
    {"unicode11utf8", 0},
    {"unicode20utf8", 0},
    {"unicodefeff", 35},
    {"unicodefffe", 34},
    {"us-ascii", 19},
    {"utf", 0},
    {"utf-16", 35},
    {"utf-16be", 34},
    {"utf-16le", 35},
    {"utf-32", 37},
    {"utf-32be", 36},
    {"utf-32le", 37},
    {"utf-8", 0},
    {"utf-8-sig", 0},
    {"utf-8mb4", 0},
    {"utf-8n", 0},
    {"utf16", 35},
    {"utf32", 37},
    {"utf8", 0},
    {"utf8mb4", 0},
    {"utf8n", 0},
    {"utf_16", 35},
    {"utf_32", 37},
    {"utf_8", 0},
    {"visual", 8},
    {"win-1250", 17},
    {"win-1251", 18},
    {"win-1252", 19},
    {"win-1253", 20},
    {"win-1254", 21},
    {"win-1255", 22},
    {"win-1256", 23},
    {"win-1257", 24},
    {"win-1258", 25},
    {"win1250", 17},
    {"win1251", 18},
    {"win1252", 19},
    {"win1253", 20},
    {"win1254", 21},
    {"win1255", 22},
    {"win1256", 23},
    {"win1257", 24},
    {"win1258", 25},
    {"winbaltrim", 24},
    {"windows-1250", 17},
    {"windows-1251", 18},
    {"windows-1252", 19},
    {"windows-1253", 20},
    {"windows-1254", 21},
    {"windows-1255", 22},
    {"windows-1256", 23},
    {"windows-1257", 24},
    {"windows-1258", 25},
    {"windows-31j", 32},
    {"windows-874", 16},
    {"windows-949", 33},
    {"x-cp1250", 17},
    {"x-cp1251", 18},
    {"x-cp1252", 19},
    {"x-cp1253", 20},
    {"x-cp1254", 21},
    {"x-cp1255", 22},
    {"x-cp1256", 23},
    {"x-cp1257", 24},
    {"x-cp1258", 25},
    {"x-euc-jp", 30},
    {"x-gbk", 27},
    {"x-mac-cyrillic", 26},
    {"x-mac-roman", 15},
    {"x-mac-ukrainian", 26},
    {"x-sjis", 32},
    {"x-unicode20utf8", 0},
    {"x-user-defined", 39},
    {"x-x-big5", 29},
});
static_assert(std::is_sorted(labels.begin(), labels.end(),
                             [](const Label& a, const Label& b) { return a.label < b.label; }));

const Encoding* find_by_label(std::string_view label) {
  const auto* place = std::ranges::lower_bound(labels, label, {}, &Label::label);
  return place == labels.end() || place->label != label ? nullptr : &encodings[place->encoding];
}

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

const Encoding* find_by_converter(std::string_view converter) {
  const auto* known = std::ranges::find_if(
      encodings, [&](const Encoding& row) { return row.converter != nullptr && row.converter == converter; });
  return known == encodings.end() ? nullptr : known;
}

// The IANA's, or one like "cp1125" or "x-mac-greek", or ICU's own. All are constants of ICU's.
const char* name_of(const char* converter) {
  UErrorCode error = U_ZERO_ERROR;
  if (const char* name = ucnv_getStandardName(converter, "IANA", &error); name != nullptr) return name;
  error = U_ZERO_ERROR;
  for (std::uint16_t i = 0; i < ucnv_countAliases(converter, &error) && U_SUCCESS(error); ++i) {
    const char* alias = ucnv_getAlias(converter, i, &error);
    if (std::string_view(alias).starts_with("cp") || std::string_view(alias).starts_with("x-mac")) return alias;
  }
  return converter;
}

// What the standard leaves out, the old code pages of DOS and of mainframes most of all, and other ways of
// writing what it has.
std::optional<Encoding> find_in_icu(const std::string& label) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, Close> converter(ucnv_open(label.c_str(), &error));
  const char* canonical = U_SUCCESS(error) ? ucnv_getAlias(label.c_str(), 0, &error) : nullptr;
  if (U_FAILURE(error) || canonical == nullptr) return std::nullopt;
  const char* name = name_of(canonical);
  if (const Encoding* known = find_by_label(ascii_lower(std::string_view(name)))) return *known;
  if (const Encoding* known = find_by_converter(canonical)) return *known;
  switch (ucnv_getType(converter.get())) {
    case UCNV_SBCS:
      return Encoding{name, canonical, true};
    case UCNV_DBCS:
    case UCNV_MBCS:
    case UCNV_EBCDIC_STATEFUL:
    case UCNV_ISO_2022:
      return Encoding{name, canonical, false};
    default:  // compressed and mail-only ones, which no document is in
      return std::nullopt;
  }
}

std::optional<Encoding> find_by_key(const std::string& key) {
  if (const Encoding* known = find_by_label(key)) return *known;
  return find_in_icu(key);
}

// What else may be meant: "1251" is a code page, "mac_greek" Apple's. ICU passes over hyphens.
std::string other_spelling(const std::string& key) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (std::ranges::all_of(key, is_digit)) return std::string("cp").append(key);
  if (key == "maclatin2" || key == "mac-latin2" || key == "maccentraleurope") return "x-mac-ce";
  return key.starts_with("mac") ? std::string("x-").append(key) : std::string{};
}

}  // namespace

std::optional<Encoding> find_encoding(std::string_view label) {
  constexpr std::size_t longest = 60;  // ICU takes no longer name
  std::string key;
  for (const char c : label) {
    if (is_ascii_space(c)) continue;
    if (c <= ' ' || c > '~' || c == ',' || key.size() == longest) return std::nullopt;  // ICU's options follow a comma
    key += ascii_lower(c);
  }
  if (key.empty()) return std::nullopt;
  if (const auto found = find_by_key(key)) return found;
  std::ranges::replace(key, '_', '-');
  if (const Encoding* known = find_by_label(key)) return *known;
  key = other_spelling(key);
  return key.empty() ? std::nullopt : find_by_key(key);
}

}  // namespace datelined::feeds
