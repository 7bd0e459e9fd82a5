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
