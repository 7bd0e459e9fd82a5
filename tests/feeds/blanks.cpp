#include "feeds/blanks.hpp"

#include "feeds/text/characters.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/blanks") {
  TEST_CASE("every character is a blank or is none, whatever stands round it") {
    for (char32_t c = 1; c < 0x11'0000; c += c < 0x1'0000 ? 1 : 0x101) {
      if (c >= 0xD800 && c < 0xE000) continue;  // halves of UTF-16
      std::string one;
      append_utf8(one, c);
      const std::string kept = is_blank(c) ? "" : one;
      std::string out = "before ";
      append_without_blanks(out, "a " + one + "\u3000é" + one + "b");
      REQUIRE(out == "before a" + kept + "é" + kept + "b");
      REQUIRE(count_without_blanks("a " + one + "\u3000é" + one + "b") == (is_blank(c) ? 3 : 5));
    }
  }
}
