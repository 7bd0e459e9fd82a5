#include "feeds/text/charset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace datelined::feeds;
using namespace std::string_view_literals;

namespace {

bool has(const Decoded& decoded, std::string_view code) {
  return std::any_of(decoded.notes.begin(), decoded.notes.end(), [&](const Note& note) { return note.code == code; });
}

std::string wide(std::string_view ascii, bool big, std::size_t width) {
  std::string out;
  for (const char c : ascii) {
    std::string unit(width, '\0');
    unit[big ? width - 1 : 0] = c;
    out += unit;
  }
  return out;
}

}  // namespace

TEST_SUITE("feeds/text/charset") {
  TEST_CASE("the declaration says how to read the bytes") {
    struct Row {
      std::string_view label, bytes, text, name;
    };
    const std::vector<Row> rows = {
        {"windows-1251", "\xCC\xEE\xF1\xEA\xE2\xE0", "Москва", "windows-1251"},
        {"KOI8-R", "\xED\xCF\xD3\xCB\xD7\xC1", "Москва", "koi8-r"},
        {"GB2312", "\xD6\xD0\xB9\xFA", "中国", "gbk"},
        {"gb18030", "\xD6\xD0\xB9\xFA\x95\x32\x82\x36", "中国𠀀", "gb18030"},
        {"Big5", "\xA4\xA4\xB0\xEA", "中國", "big5"},
        {"Shift_JIS", "\x93\xFA\x96\x7B", "日本", "shift_jis"},
        {"euc-jp", "\xC6\xFC\xCB\xDC", "日本", "euc-jp"},
        {"euc-kr", "\xC7\xD1\xB1\xB9", "한국", "euc-kr"},
        {"windows-1256", "\xC8\xED\xCC\xED\xE4\xD0", "بيجينذ", "windows-1256"},
        {"ISO-8859-1",
         "\x93"
         "d\xE9j\xE0\x94 \x80",
         "“déjà” €", "windows-1252"},
        {"us-ascii", "caf\xE9", "café", "windows-1252"},
        {"ISO-8859-16", "\xAA\xFE i \xBA\xE9", "Șț i șé", "iso-8859-16"},
        {"cp949", "\xC7\xD1\xB1\xB9", "한국", "euc-kr"},
        {"utf-8", "caf\xC3\xA9", "café", "utf-8"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.label);
      const std::string head = "<?xml version='1.0' encoding='" + std::string(row.label) + "'?>";
      const Decoded decoded = decode(head + std::string(row.bytes), "");
      CHECK(decoded.text == head + std::string(row.text));
      CHECK(decoded.encoding == row.name);
      CHECK(decoded.notes.empty());
    }
  }

  TEST_CASE("the header's charset comes before the declaration, a byte order mark before both") {
    const std::string document = "<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xCC</a>";
    CHECK(decode(document, "text/xml; charset = 'windows-1251'").encoding == "windows-1251");
    const Decoded marked = decode("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>é</a>", "");
    CHECK(marked.encoding == "utf-8");
    CHECK(marked.text.starts_with("<?xml"));
    CHECK(has(marked, "encoding-mismatch"));
  }

  TEST_CASE("without a word said it is UTF-8, text/xml or not") {
    const Decoded decoded = decode("<a>é</a>", "text/xml");
    CHECK(decoded.encoding == "utf-8");
    CHECK(decoded.notes.empty());
  }

  TEST_CASE("wide encodings are known by their marks and their pattern") {
    for (const bool big : {false, true}) {
      for (const std::size_t width : {std::size_t{2}, std::size_t{4}}) {
        CAPTURE(big);
        CAPTURE(width);
        const Decoded decoded = decode(wide("<?xml version='1.0' encoding='utf-16'?><a>x</a>", big, width), "");
        CHECK(decoded.text.ends_with("<a>x</a>"));
        CHECK(decoded.encoding == (width == 2 ? "utf-16" : "utf-32") + std::string(big ? "be" : "le"));
      }
    }
    CHECK(decode("\xFF\xFE<\0a\0/\0>\0"sv, "").text == "<a/>");
  }

  TEST_CASE("a document one can read as ASCII is not UTF-16, whatever it says") {
    const Decoded decoded = decode("<?xml version='1.0' encoding='utf-16'?><a>é</a>", "");
    CHECK(decoded.encoding == "utf-8");
    CHECK(has(decoded, "encoding-mismatch"));
  }

  TEST_CASE("a stray byte costs no neighbour") {
    const Decoded decoded = decode("<a>na\xEFve — caf\xC3\xA9</a>", "");
    CHECK(decoded.text == "<a>naïve — café</a>");
    CHECK(decoded.encoding == "utf-8");
    CHECK(has(decoded, "bad-encoding"));
  }

  TEST_CASE("a header that lies gives way to a declaration that fits") {
    const Decoded decoded = decode("<?xml version='1.0' encoding='windows-1251'?><a>\xCC\xEE\xF1\xEA\xE2\xE0</a>",
                                   "text/xml; charset=utf-8");
    CHECK(decoded.encoding == "windows-1251");
    CHECK(decoded.text.ends_with("<a>Москва</a>"));
    CHECK(has(decoded, "bad-encoding"));
  }

  TEST_CASE("a name nobody knows is said, and the rest is tried") {
    const Decoded decoded = decode("<?xml version='1.0' encoding='x-martian'?><a>é</a>", "");
    CHECK(has(decoded, "unknown-encoding"));
    CHECK(decoded.text.ends_with("<a>é</a>"));
  }

  TEST_CASE("the charset of a Content-Type is found however it is written") {
    struct Row {
      std::string_view content_type, name;
    };
    const std::vector<Row> rows = {
        {"text/xml; charset=koi8-r", "koi8-r"},
        {"text/xml;CHARSET=KOI8-R", "koi8-r"},
        {"text/xml; charset = \"koi8-r\"", "koi8-r"},
        {"text/xml; charset='koi8-r'; version=1", "koi8-r"},
        {"text/xml; charset=\" koi8-r \"", "koi8-r"},
        {"text/xml; charset=\"koi8-r", "koi8-r"},
        {"text/xml; charset=koi8-r\"", "koi8-r"},
        {"text/xml; charset=\"koi8-r; version=1", "koi8-r"},
        {"text/xml; charset=koi8-r; charset=windows-1251", "koi8-r"},
        {"text/xml; charset=koi8-r, text/xml; charset=utf-8", "koi8-r"},
        {"text/xml; charset=; charset=koi8-r", "koi8-r"},
        {"text/xml; charset=\"\"; charset=koi8-r", "koi8-r"},
        {"charset=koi8-r", "koi8-r"},
        {"; charset=koi8-r", "koi8-r"},
        {"text/xml; x-charset=utf-8; charset=koi8-r", "koi8-r"},
        {"text/xml; charset:koi8-r", "windows-1251"},
        {"text/xml; charset", "windows-1251"},
        {"text/xml; charset=", "windows-1251"},
        {"text/xml;", "windows-1251"},
        {"", "windows-1251"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.content_type);
      const Decoded decoded =
          decode("<?xml version='1.0' encoding='windows-1251'?><a>\xD4\xC5\xD3\xD4</a>", row.content_type);
      CHECK(decoded.encoding == row.name);
      CHECK(decoded.notes.empty());
    }
  }

  TEST_CASE("a declaration is found however it is written") {
    for (const std::string_view declaration : {
             "<?xml version='1.0' encoding='windows-1251'?>"sv,
             "<?xml encoding = \"windows-1251\" version='1.0'?>"sv,
             "<?xml version=1.0 encoding=windows-1251?>"sv,
             "<?xml version='1.0' encoding='Windows-1251\"?>"sv,
             "<?XML VERSION='1.0' ENCODING='WINDOWS-1251'?>"sv,
             "<?xml version='1.0'\r\n\tencoding='windows-1251'\r\n?>"sv,
             "\n\n<?xml version='1.0' encoding='windows-1251'?>"sv,
             "<!-- stray --><?xml version='1.0' encoding='windows-1251'?>"sv,
             "<?xml version='1.0' my-encoding='utf-8' encoding='windows-1251'?>"sv,
             "<?xml version='1.0' encoding='windows-1251'>"sv,
         }) {
      CAPTURE(declaration);
      const Decoded decoded = decode(std::string(declaration) + "<a>\xCC\xEE\xF1\xEA\xE2\xE0</a>", "");
      CHECK(decoded.encoding == "windows-1251");
      CHECK(decoded.text.ends_with("<a>Москва</a>"));
      CHECK(decoded.notes.empty());
    }
  }

  TEST_CASE("where bytes, mark, header and declaration contradict each other, one right reading is found") {
    struct Row {
      std::string_view what, bytes, content_type, name, end, code;
    };
    const std::vector<Row> rows = {
        {"a mark against the header", "\xEF\xBB\xBF<a>é</a>", "text/xml; charset=iso-8859-1", "utf-8", "<a>é</a>",
         "encoding-mismatch"},
        {"a mark agrees", "\xEF\xBB\xBF<a>é</a>", "text/xml; charset=utf-8", "utf-8", "<a>é</a>", ""},
        {"a mark twice", "\xEF\xBB\xBF\xEF\xBB\xBF<a>é</a>", "", "utf-8", "<a>é</a>", ""},
        {"a mark put before a legacy text",
         "\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1251'?><a>\xCC\xEE\xF1\xEA\xE2\xE0</a>", "", "windows-1251",
         "<a>Москва</a>", "bad-encoding"},
        {"a wide mark before ASCII", "\xFF\xFE<?xml version='1.0'?><a>é</a>", "", "utf-8", "<a>é</a>",
         "encoding-mismatch"},
        {"a wide mark against a declaration", "\xFE\xFF\0<\0a\0>\0\xE9\0<\0/\0a\0>"sv, "text/xml; charset=utf-8",
         "utf-16be", "<a>é</a>", "encoding-mismatch"},
        {"a wide header over ASCII", "<a>é</a>", "text/xml; charset=utf-16", "utf-8", "<a>é</a>", "encoding-mismatch"},
        {"a wide header over ASCII behind a blank", "\n <a>é</a>", "text/xml; charset=utf-16", "utf-8", "<a>é</a>",
         "encoding-mismatch"},
        {"a wide declaration behind stray text", "stray\n<?xml version='1.0' encoding='unicode'?><a>é</a>", "", "utf-8",
         "<a>é</a>", "encoding-mismatch"},
        {"a mainframe's name over ASCII", "<?xml version='1.0' encoding='ebcdic-cp-us'?><a>é</a>", "", "utf-8",
         "<a>é</a>", "encoding-mismatch"},
        {"the pattern behind a blank", "\n\0<\0a\0>\0-N<\0/\0a\0>\0"sv, "", "utf-16le", "<a>中</a>", ""},
        {"the pattern against a header", "<\0a\0>\0-N<\0/\0a\0>\0"sv, "text/xml; charset=utf-8", "utf-16le",
         "<a>中</a>", "encoding-mismatch"},
        {"the header over the declaration", "<?xml version='1.0' encoding='utf-8'?><a>\xCC\xEE\xF1\xEA\xE2\xE0</a>",
         "text/xml; charset=windows-1251", "windows-1251", "<a>Москва</a>", ""},
        {"the declaration, the header does not fit", "<?xml version='1.0' encoding='gbk'?><a>\xD6\xD0\xB9\xFA</a>",
         "text/xml; charset=utf-8", "gbk", "<a>中国</a>", "bad-encoding"},
        {"the header, a declared UTF-8 does not fit", "<?xml version='1.0' encoding='utf-8'?><a>\x93\xFA\x96\x7B</a>",
         "text/xml; charset=shift_jis", "shift_jis", "<a>日本</a>", ""},
        {"EUC-JP said of Shift_JIS", "<?xml version='1.0' encoding='shift_jis'?><a>\x93\xFA\x96\x7B\x8C\xEA</a>",
         "text/xml; charset=euc-jp", "shift_jis", "<a>日本語</a>", "bad-encoding"},
        {"Latin-1 said of UTF-8", "<a>déjà, 中国</a>", "text/xml; charset=iso-8859-1", "utf-8", "<a>déjà, 中国</a>",
         "encoding-mismatch"},
        {"GBK said of UTF-8", "<?xml version='1.0' encoding='gbk'?><a>国务院总理在发布会</a>", "", "utf-8",
         "<a>国务院总理在发布会</a>", "encoding-mismatch"},
        {"Latin-1 said of UTF-8 with a stray byte", "<a>déjà, où, être, façon, Noël, naïve, dû \xE9</a>",
         "text/xml; charset=iso-8859-1", "utf-8", "<a>déjà, où, être, façon, Noël, naïve, dû é</a>",
         "encoding-mismatch"},
        {"Latin-1 said of UTF-8 cut off inside a character", "<a>déjà \xC3", "text/xml; charset=iso-8859-1", "utf-8",
         "<a>déjà ", "encoding-mismatch"},
        {"a few words of UTF-8 in Latin-1",
         "<a>d\xE9j\xE0, o\xF9, \xEAtre, fa\xE7on, No\xEBl, na\xEFve: déjà, où, être, façon</a>",
         "text/xml; charset=iso-8859-1", "windows-1252", "fa\u00C3\u00A7on</a>", ""},
        {"one pair of letters is no proof", "<?xml version='1.0' encoding='windows-1252'?><a>Spa\xDF\xBB</a>", "",
         "windows-1252", "<a>Spaß»</a>", ""},
        {"two words of GBK are no proof", "<?xml version='1.0' encoding='gbk'?><a>\xCD\xA8\xCD\xA8</a>", "", "gbk",
         "<a>通通</a>", ""},
        {"a single stray byte of GBK",
         "<?xml version='1.0' encoding='iso-8859-1'?><a>\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA"
         "\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\xFF</a>",
         "text/xml; charset=gbk", "gbk", "<a>中国中国中国中国中国中国中国中国\uFFFD</a>", "bad-encoding"},
        {"Japanese in escapes, UTF-8 said", "<?xml version='1.0' encoding='utf-8'?><a>\x1B$B\x46\x7C\x4B\x5C\x1B(B</a>",
         "", "iso-2022-jp", "<a>日本</a>", "bad-encoding"},
        {"an escape alone", "<a>x\x1By</a>", "", "utf-8", "<a>x\x1By</a>", ""},
        {"surrogates in three bytes each", "<a>\xED\xA0\xBD\xED\xB8\x80 é</a>", "", "utf-8", "<a>😀 é</a>",
         "bad-encoding"},
        {"half a pair", "<a>\xED\xA0\xBD é</a>", "", "utf-8", "<a>í\u00A0½ é</a>", "bad-encoding"},
        {"each piece another charset", "<a>caf\xE9 café 中 \x93x\x94</a>", "", "utf-8", "<a>café café 中 “x”</a>",
         "bad-encoding"},
        {"a text cut off inside a character", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xD6\xD0\xB9\xFA\xD6",
         "text/xml; charset=gbk", "gbk", "<a>中国\uFFFD", "bad-encoding"},
        {"UTF-16 cut off", "\xFF\xFE<\0a\0>\0-N\x01"sv, "", "utf-16le", "<a>中\uFFFD", "bad-encoding"},
        {"half a surrogate pair in UTF-16", "\xFF\xFE<\0a\0>\0\x3D\xD8<\0/\0a\0>\0"sv, "", "utf-16le", "<a>\uFFFD</a>",
         "bad-encoding"},
        {"bytes that windows-1252 leaves open", "<a>\x81\x8D</a>", "text/xml; charset=windows-1252", "windows-1252",
         "<a>\u0081\u008D</a>", ""},
        {"bytes that windows-1253 leaves open", "<a>\xE1\xAA</a>", "text/xml; charset=windows-1253", "windows-1253",
         "<a>α\uFFFD</a>", "bad-encoding"},
        {"zeros here and there", "<a>x\0y\0</a>"sv, "", "utf-8", "<a>x\0y\0</a>"sv, ""},
        {"zeros in front", "\0\0\0<a>é</a><a>of several letters</a>"sv, "", "utf-8", "</a>", ""},
        {"a zero behind the first bracket", "<\0?xml version='1.0' encoding='utf-8'?><a>é</a>"sv, "", "utf-8",
         "<a>é</a>", ""},
        {"a header that agrees with the bytes overrules the declaration",
         "\xFF\xFE<\0?\0x\0m\0l\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0u\0t\0f\0-\0"
         "8\0?\0>\0<\0a\0/\0>\0"sv,
         "text/xml; charset=utf-16", "utf-16le", "<a/>", ""},
        {"transcoded on its way, and said so", "<?xml version='1.0' encoding='utf-16'?><a>é</a>",
         "text/xml; charset=utf-8", "utf-8", "<a>é</a>", ""},
        {"a zero in front", "\0<a>é</a>"sv, "", "utf-8", "\0<a>é</a>"sv, ""},
        {"nothing but a name nobody knows", "<a>é</a>", "text/xml; charset=none", "utf-8", "<a>é</a>",
         "unknown-encoding"},
        {"an unknown name, a known one behind it", "<?xml version='1.0' encoding='koi8-r'?><a>\xED\xCF</a>",
         "text/xml; charset=binary", "koi8-r", "<a>Мо</a>", "unknown-encoding"},
        {"nothing at all", "", "", "utf-8", "", ""},
        {"a mark alone", "\xEF\xBB\xBF", "", "utf-8", "", ""},
        {"a wide mark alone", "\xFF\xFE", "", "utf-16le", "", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      const Decoded decoded = decode(row.bytes, row.content_type);
      CHECK(decoded.encoding == row.name);
      CHECK(decoded.text.ends_with(row.end));
      if (row.code.empty()) {
        CHECK(decoded.notes.empty());
      } else {
        CHECK(has(decoded, row.code));
      }
    }
  }

  TEST_CASE("JSON is UTF-8 whatever its header says, unless its bytes are not") {
    const std::string text = "{\"title\": \"é\"}";
    for (const std::string_view type :
         {"", "application/json; charset=iso-8859-1", "application/json; charset=martian"}) {
      CAPTURE(type);
      CHECK(decode(text, type).text == text);
      CHECK(decode(text, type).encoding == "utf-8");
    }
    const Decoded other = decode("{\"title\": \"\xCC\xEE\xF1\xEA\xE2\xE0\"}", "application/json; charset=windows-1251");
    CHECK(other.text == "{\"title\": \"Москва\"}");
    CHECK(has(other, "bad-encoding"));
    CHECK(decode(wide("{\"a\": 1}", true, 2), "").text == "{\"a\": 1}");
    CHECK(decode(wide("{\"a\": 1}", false, 4), "").encoding == "utf-32le");
  }

  TEST_CASE("a mainframe's document says which page it is in") {
    // "<?xml encoding='cp500'?><a>[é]</a>" and the same in cp037, where brackets stand elsewhere.
    const Decoded international = decode(
        "\x4C\x6F\xA7\x94\x93\x40\x85\x95\x83\x96\x84\x89\x95\x87\x7E\x7D\x83\x97\xF5\xF0\xF0\x7D\x6F"
        "\x6E\x4C\x81\x6E\x4A\x51\x5A\x4C\x61\x81\x6E"sv,
        "");
    CHECK(international.text == "<?xml encoding='cp500'?><a>[é]</a>");
    CHECK(international.encoding == "ibm500");
    const Decoded unsaid = decode("\x4C\x6F\xA7\x94\x93\x6F\x6E\x4C\x81\x6E\xBA\x51\xBB\x4C\x61\x81\x6E"sv, "");
    CHECK(unsaid.text == "<?xml?><a>[é]</a>");
    CHECK(unsaid.encoding == "ibm037");
  }

  TEST_CASE("a text of stray bytes takes no longer than one of good ones") {
    const std::string bytes = "<a>" + std::string(2'000'000, '\xE9') + "</a>";
    const Decoded decoded = decode(bytes, "");
    CHECK(decoded.text.size() == 4'000'007);
    CHECK(decoded.notes.size() == 1);
  }

  TEST_CASE("bytes of which nothing else is said are in the encoding of the document's language") {
    struct Row {
      std::string_view head, bytes, text, name;
    };
    const std::vector<Row> rows = {
        {"<language>ru</language>", "\xCC\xEE\xF1\xEA\xE2\xE0 \xE3\xEE\xE2\xEE\xF0\xE8\xF2", "Москва говорит",
         "windows-1251"},
        {"<language>ru-RU</language>", "\xED\xCF\xD3\xCB\xD7\xC1 \xC7\xCF\xD7\xCF\xD2\xC9\xD4", "Москва говорит",
         "koi8-u"},
        {"<dc:language> uk </dc:language>", "\xCA\xE8\xBF\xE2", "Київ", "windows-1251"},
        {"<feed xml:lang='ur_PK'>", "\xE6\xD2\xED\xD1 \xC7\xDA\xD9\xE3", "وزير اعظم", "windows-1256"},
        {"<feed xml:lang=\"ZH-TW\">", "\xA4\xA4\xB0\xEA", "中國", "big5"},
        {"<language>zh-cn</language>",
         "\xBE\xAD\xBC\xC3\xD4\xF6\xB3\xA4\xCE\xC8\xB6\xA8\xCA\xD0\xB3\xA1\xD0\xC5\xD0\xC4\xBB\xD6\xB8\xB4",
         "经济增长稳定市场信心恢复", "gb18030"},
        {"<language>ja</language>", "\x93\xFA\x96\x7B\x82\xCC", "日本の", "shift_jis"},
        {"<language>ja</language>",
         "\xBC\xF3\xC1\xEA\xA4\xCF\xB5\xAD\xBC\xD4\xB2\xF1\xB8\xAB\xA4\xC7\xBD\xD2\xA4\xD9\xA4\xBF",
         "首相は記者会見で述べた", "euc-jp"},
        {"<language>ko</language>",
         "\xC7\xD1\xB1\xB9\x20\xB4\xEB\xC5\xEB\xB7\xC9\xC0\xBA\x20\xB1\xE2\xC0\xDA\xC8\xB8\xB0\xDF\xBF\xA1\xBC\xAD",
         "한국 대통령은 기자회견에서", "euc-kr"},
        {"<language>el</language>", "\xC1\xE8\xDE\xED\xE1", "Αθήνα", "windows-1253"},
        {"<language>pl</language>", "\xB3\xF3\x9F", "łóź", "windows-1250"},
        {"<language>pl</language>", "g\xEA\xB6 \xB3\xB1ka", "gęś łąka", "iso-8859-2"},
        {"<language>tr</language>", "ya\xF0\xFDz", "yağız", "windows-1254"},
        {"<language>fr</language>", "d\xE9j\xE0", "déjà", "utf-8"},
        {"<language>ru</language>", "\x93Moscow\x94", "“Moscow”", "utf-8"},
        {"<language>ru</language>", "\xCC\xEE\xF1\xEA\xE2\xE0 Москва", "Ìîñêâà Москва", "utf-8"},
        {"", "\xCC\xEE\xF1\xEA\xE2\xE0", "Ìîñêâà", "utf-8"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.head);
      CAPTURE(row.text);
      const Decoded decoded = decode(std::string(row.head) + "<a>" + std::string(row.bytes) + "</a>", "");
      CHECK(decoded.text.ends_with("<a>" + std::string(row.text) + "</a>"));
      CHECK(decoded.encoding == row.name);
      CHECK(has(decoded, "bad-encoding"));
    }
  }

  TEST_CASE("a name shown in a message is plain ASCII and short") {
    const Decoded decoded = decode("<a/>", "text/xml; charset=\"\xFF\n" + std::string(10'000, 'x') + "\"");
    REQUIRE(decoded.notes.size() == 1);
    CHECK(decoded.notes[0].message.size() < 150);
    CHECK(decoded.notes[0].message.find('\xFF') == std::string::npos);
  }

  TEST_CASE("a large document is converted whole") {
    std::string bytes = "<?xml version='1.0' encoding='Shift_JIS'?>";
    std::string text = bytes;
    for (int i = 0; i < 50'000; ++i) {
      bytes += "\x93\xFA\x96\x7B";
      text += "日本";
    }
    CHECK(decode(bytes, "").text == text);
  }
}
