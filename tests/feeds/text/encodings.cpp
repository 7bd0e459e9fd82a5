#include "feeds/text/encodings.hpp"
#include "feeds/text/encodings_convert.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace datelined::feeds;
using namespace std::string_view_literals;

namespace {

Converted read(std::string_view label, std::string_view bytes) {
  const auto encoding = find_encoding(label);
  REQUIRE(encoding);
  return convert(*encoding, bytes);
}

std::string name_of(std::string_view label) {
  const auto encoding = find_encoding(label);
  return encoding ? std::string(encoding->name) : "none";
}

}  // namespace

TEST_SUITE("feeds/text/encodings") {
  TEST_CASE("every label of the Encoding Standard means what it means there") {
    struct Row {
      std::string name, labels;
    };
    const std::vector<Row> rows = {
        {"utf-8", "unicode-1-1-utf-8 utf-8 utf8"},
        {"ibm866", "866 cp866 csibm866 ibm866"},
        {"iso-8859-2", "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
        {"iso-8859-3", "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
        {"iso-8859-4", "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
        {"iso-8859-5",
         "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988"},
        {"iso-8859-6",
         "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i "
         "iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
        {"iso-8859-7",
         "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
         "iso_8859-7:1987 sun_eu_greek"},
        {"iso-8859-8",
         "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
         "iso_8859-8:1988 visual"},
        {"iso-8859-8-i", "csiso88598i iso-8859-8-i logical"},
        {"iso-8859-10", "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
        {"iso-8859-13", "iso-8859-13 iso8859-13 iso885913"},
        {"iso-8859-14", "iso-8859-14 iso8859-14 iso885914"},
        {"iso-8859-15", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
        {"iso-8859-16", "iso-8859-16"},
        {"koi8-r", "cskoi8r koi koi8 koi8-r koi8_r"},
        {"koi8-u", "koi8-ru koi8-u"},
        {"macintosh", "csmacintosh mac macintosh x-mac-roman"},
        {"windows-874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
        {"windows-1250", "cp1250 windows-1250 x-cp1250"},
        {"windows-1251", "cp1251 windows-1251 x-cp1251"},
        {"windows-1252",
         "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
         "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"},
        {"windows-1253", "cp1253 windows-1253 x-cp1253"},
        {"windows-1254",
         "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
         "windows-1254 x-cp1254"},
        {"windows-1255", "cp1255 windows-1255 x-cp1255"},
        {"windows-1256", "cp1256 windows-1256 x-cp1256"},
        {"windows-1257", "cp1257 windows-1257 x-cp1257"},
        {"windows-1258", "cp1258 windows-1258 x-cp1258"},
        {"x-mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian"},
        {"gbk", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"},
        {"gb18030", "gb18030"},
        {"big5", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
        {"euc-jp", "cseucpkdfmtjapanese euc-jp x-euc-jp"},
        {"iso-2022-jp", "csiso2022jp iso-2022-jp"},
        {"shift_jis", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis"},
        {"euc-kr",
         "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"},
        {"utf-16be", "utf-16be"},
        {"utf-16le", "utf-16 utf-16le"},
        {"x-user-defined", "x-user-defined"},
        {"iso-2022-kr", "iso-2022-kr csiso2022kr"},
        {"iso-2022-cn", "iso-2022-cn iso-2022-cn-ext"},
        {"hz-gb-2312", "hz-gb-2312"},
    };
    for (const Row& row : rows) {
      std::istringstream labels(row.labels);
      for (std::string label; labels >> label;) {
        CAPTURE(label);
        CHECK(name_of(label) == row.name);
      }
    }
  }

  TEST_CASE("labels are read as people write them") {
    struct Row {
      std::string_view label, name;
    };
    const std::vector<Row> rows = {
        {"UTF8", "utf-8"},
        {" Utf-8\t", "utf-8"},
        {"utf_8", "utf-8"},
        {"utf8mb4", "utf-8"},
        {"cp65001", "utf-8"},
        {"UTF-16-LE", "utf-16le"},
        {"utf_16", "utf-16le"},
        {"UTF-32BE", "utf-32be"},
        {"ISO 8859-1", "windows-1252"},
        {"iso_8859_1", "windows-1252"},
        {"8859_1", "windows-1252"},
        {"win-1251", "windows-1251"},
        {"windows1251", "windows-1251"},
        {"CP-1256", "windows-1256"},
        {"cp949", "euc-kr"},
        {"MS932", "shift_jis"},
        {"eucJP", "euc-jp"},
        {"ISO2022JP", "iso-2022-jp"},
        {"GB-18030", "gb18030"},
        {"437", "IBM437"},
        {"cp850", "IBM850"},
        {"cp1125", "cp1125"},
        {"ebcdic-cp-us", "IBM037"},
        {"1251", "windows-1251"},
        {"864", "IBM864"},
        {"mac_cyrillic", "x-mac-cyrillic"},
        {"macgreek", "x-mac-greek"},
        {"mac_latin2", "x-mac-centraleurroman"},
        {"ms-arab", "windows-1256"},
        {"iso_8859_16", "iso-8859-16"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.label);
      CHECK(name_of(row.label) == row.name);
    }
  }

  TEST_CASE("what names no encoding of documents is none") {
    for (const std::string_view label :
         {""sv, " "sv, "none"sv, "0"sv, "99999999999999999999"sv, "macaroni"sv, "binary"sv, "unknown"sv, "x-martian"sv,
          "utf-7"sv, "SCSU"sv, "BOCU-1"sv, "imap-mailbox-name"sv, "LMBCS-1"sv, "utf-8,version=1"sv, "gb2312\0x"sv,
          "ütf-8"sv}) {
      CAPTURE(label);
      CHECK(name_of(label) == "none");
    }
    CHECK(name_of(std::string(100'000, 'u')) == "none");
  }

  TEST_CASE("bytes are what the indexes of the standard have, not what the old tables had") {
    struct Row {
      std::string_view label, bytes, text;
    };
    const std::vector<Row> rows = {
        {"gbk", "\x80", "€"},
        {"gb18030", "\x80\xA2\xE3", "€€"},
        {"gb18030", "\xA3\xA0", "\u3000"},
        {"gb18030", "\x81\x30\x81\x30\x90\x30\x81\x30", "\u0080\U00010000"},
        {"gb2312", "\xD6\xD0\x84\x40", "中凘"},
        {"big5", "\xA3\xE1\xA3\xC0", "€␀"},
        {"big5", "\x88\x62\x88\x40", "Ê̄㇀"},
        {"big5-hkscs", "\x87\xA4\xFB\xFD", "龗廴"},
        {"shift_jis", "\x87\x40\xFA\x55\x80\x5C\x7E", "①￤\u0080\\~"},
        {"shift_jis", "\x81\x60\x81\x7C", "～－"},
        {"euc-jp", "\x8F\xB0\xA1\xAD\xA1", "丂①"},
        {"iso-2022-jp", "\x1B$B\x46\x7C\x1B(B", "日"},
        {"euc-kr", "\x81\x41\xB0\xA1", "갂가"},
        {"koi8-u", "\xAE\xBE\xA4", "ўЎє"},
        {"koi8-r", "\xA3\xC0", "ёю"},
        {"windows-874", "\x80\xA1", "€ก"},
        {"tis-620", "\xE0\xA1", "เก"},
        {"windows-1252", "\x80\x81", "€\u0081"},
        {"windows-1253", "\xA2\x80", "Ά€"},
        {"windows-1255", "\xCA\xE0", "\u05BAא"},
        {"windows-1256", "\x81\x8D\x90\xC0", "پچگہ"},
        {"windows-1258", "\xC3\xCC", "Ă\u0300"},
        {"iso-8859-8-i", "\xE0", "א"},
        {"iso-8859-9", "\xFD\x80", "ı€"},
        {"iso-8859-10", "\xBD", "―"},
        {"iso-8859-11", "\xA1", "ก"},
        {"iso-8859-16", "\xAA\xA4", "Ș€"},
        {"macintosh", "\xDB\xF0", "€\uF8FF"},
        {"x-mac-cyrillic", "\xFF\xA2", "€Ґ"},
        {"x-user-defined", "a\x80\xFF", "a\uF780\uF7FF"},
        {"ibm866", "\x8C\xFC\x7F", "М№\x7F"},
        {"utf-16le", "\x3D\xD8\x00\xDE"sv, "😀"},
        {"utf-32be", "\x00\x01\xF6\x00"sv, "😀"},
        {"hz-gb-2312", "~{VP9z~}", "中国"},
        {"437", "\x80", "Ç"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.label);
      CAPTURE(row.text);
      const Converted converted = read(row.label, row.bytes);
      CHECK(converted.text == row.text);
      CHECK(converted.faults == 0);
    }
  }

  TEST_CASE("bytes that are none of the encoding's are told, and never those of another") {
    struct Row {
      std::string_view label, bytes, text;
    };
    const std::vector<Row> rows = {
        {"windows-1253", "\xE1\xAA\xE2", "α\uFFFDβ"},
        {"windows-874", "\xDB", "\uFFFD"},
        {"iso-8859-6", "\xA1\xC7", "\uFFFDا"},
        {"gbk", "\x81<", "\uFFFD<"},
        {"gbk", "\xFF<", "\uFFFD<"},
        {"gb18030", "\x81<a>", "\uFFFD<a>"},
        {"big5", "\xA4<", "\uFFFD<"},
        {"euc-jp", "\xA4<", "\uFFFD<"},
        {"euc-jp", "\x8F\xA1<", "\uFFFD\uFFFD<"},
        {"euc-jp", "\x93<", "\uFFFD<"},
        {"shift_jis", "\x81<", "\uFFFD<"},
        {"euc-kr", "\xB0<", "\uFFFD<"},
        {"euc-kr", "\x80<", "\uFFFD<"},
        {"utf-16le", "\x3D\xD8<\0"sv, "\uFFFD<"},
        {"utf-32le", "\0\xD8\0\0<\0\0\0"sv, "\uFFFD<"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.label);
      CAPTURE(row.text);
      const Converted converted = read(row.label, row.bytes);
      CHECK(converted.text == row.text);
      CHECK(converted.faults > 0);
    }
  }

  TEST_CASE("a character cut off by the end is told apart from a fault") {
    for (const std::string_view label : {"gbk", "big5", "euc-jp", "euc-kr", "utf-16le"}) {
      CAPTURE(label);
      const Converted converted = read(label, label == "utf-16le" ? "a\0\x2D"sv : "a\xB1"sv);
      CHECK(converted.text == "a\uFFFD");
      CHECK(converted.faults == 0);
      CHECK(converted.cut_off);
    }
  }

  TEST_CASE("a long text and a short one read the same") {
    for (const std::string_view label :
         {"windows-1256", "windows-1253", "koi8-u", "ibm866", "iso-8859-16", "macintosh", "ibm037"}) {
      CAPTURE(label);
      std::string all;
      for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
      const Converted once = read(label, all);
      std::string many, expected;
      for (int i = 0; i < 100; ++i) {
        many += all;
        expected += once.text;
      }
      const Converted hundredfold = read(label, many);
      CHECK(hundredfold.text == expected);
      CHECK(hundredfold.faults == 100 * once.faults);
    }
  }
}
