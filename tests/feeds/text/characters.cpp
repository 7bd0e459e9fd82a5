#include "feeds/text/characters.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace datelined::feeds;
using namespace std::string_literals;

TEST_SUITE("feeds/text/characters") {
  TEST_CASE("text is brought to NFC and to what XML may hold") {
    const std::pair<std::string, std::string> rows[] = {
        {"plain\ttext\n", "plain\ttext\n"},
        {"e\u0301", "é"},
        {"شِنہوا", "شِنہوا"},
        {"a\r\nb\rc", "a\nb\nc"},
        {"a\0b\x01\x0B\x1F"s, "ab"},
        {"\u0093so\u0094 \u0080", "“so” €"},
        {"a\uFFFE\uFFFFb", "ab"},
        {"a\xFF\xC3", "a\uFFFD\uFFFD"},
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},  // a surrogate
    };
    for (const auto& [text, clean] : rows) {
      CAPTURE(text);
      CHECK(clean_text(std::string(text)) == clean);
    }
  }

  TEST_CASE("white space at the ends is that of HTML") {
    CHECK(trimmed(" \t\r\n\fa b \n") == "a b");
    CHECK(trimmed("\u00A0a") == "\u00A0a");
    CHECK(trimmed("  ").empty());
  }

  TEST_CASE("letter case is ASCII's alone") {
    CHECK(equal_ignoring_case("HTTP", "http"));
    CHECK_FALSE(equal_ignoring_case("http", "https"));
    CHECK_FALSE(equal_ignoring_case("İ", "i"));
    CHECK(ascii_lower("AÉz") == "aÉz");
  }
}
