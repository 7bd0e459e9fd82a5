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

  TEST_CASE("marks on one letter take no longer than as many letters") {
    std::string heap = "q", sorted = "q";
    for (int i = 0; i < 100'000; ++i) heap += "\u0301\u0323", sorted += "\u0301";
    const std::string clean = clean_text(heap);
    CHECK(clean.starts_with("q\u0323\u0323"));
    CHECK(clean.size() < heap.size() + heap.size() / 10);
    CHECK(clean_text(clean) == clean);
    CHECK(clean_text(clean_text(sorted)) == clean_text(sorted));
    CHECK(clean_text("q\u0301\u0323") == "q\u0323\u0301");
  }

  TEST_CASE("white space is one space between words, and none at the ends, wherever it stands") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"one two", "one two"},
        {"one  two\nthree \n four\ffive\r\nsix", "one two three four five six"},
        {"\u00A0one\v two", "\u00A0one\v two"},
        {"one \t\n", "one"},
    };
    for (const auto& [text, one_space] : rows) {
      for (std::size_t size = 0; size < 40; ++size) {  // at every place among bytes that are looked at together
        CAPTURE(text);
        const std::string before(size, 'x');
        CHECK(collapsed(" " + before + std::string(text)) == before + std::string(one_space));
        CHECK(is_collapsed(before + std::string(text)) == (text == one_space));
      }
    }
    CHECK(collapsed(" \t\n").empty());
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
