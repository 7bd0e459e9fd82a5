#include "feeds/text/language.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/language") {
  TEST_CASE("a tag stays as given, but for underscores and blanks around it") {
    CHECK(language_tag("ur") == "ur");
    CHECK(language_tag(" pt_BR\n") == "pt-BR");
    CHECK(language_tag("zh-Hant-TW") == "zh-Hant-TW");
  }

  TEST_CASE("what is no tag is none") {
    for (const std::string_view text : {"", " ", "en us", "-en", "en-", "1en", "überlingua", "abcdefghi", "en/us"}) {
      CAPTURE(text);
      CHECK(language_tag(text).empty());
    }
  }

  TEST_CASE("a language runs as its script does") {
    for (const std::string_view tag : {"ur", "ar-EG", "fa", "he", "ps", "yi", "ug", "dv", "az-Arab"}) {
      CAPTURE(tag);
      CHECK(language_direction(tag) == "rtl");
    }
    for (const std::string_view tag : {"en", "zh-CN", "ja", "hi", "ru", "az", "ur-Latn"}) {
      CAPTURE(tag);
      CHECK(language_direction(tag) == "ltr");
    }
    CHECK(language_direction("").empty());
  }

  TEST_CASE("text runs as its first strong letter does") {
    CHECK(text_direction("2026: بیجنگ Beijing") == "rtl");
    CHECK(text_direction("« Москва » שלום") == "ltr");
    CHECK(text_direction("12 %") == "ltr");
    CHECK(text_direction("") == "ltr");
  }

  TEST_CASE("a range takes its own subtags and nothing else") {
    CHECK(language_matches("zh", "zh-CN"));
    CHECK(language_matches("ZH-cn", "zh-CN"));
    CHECK(language_matches("*", "fa"));
    CHECK_FALSE(language_matches("zh-CN", "zh"));
    CHECK_FALSE(language_matches("fr", "fro"));
    CHECK_FALSE(language_matches("en", ""));
    CHECK_FALSE(language_matches("", "en"));
  }
}
