#include "feeds/text/search_tokens.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/search_tokens") {
  TEST_CASE("a word is a token where there are spaces, a pair of characters where there are none") {
    struct Row {
      const char* text;
      const char* tokens;
    };
    for (const Row& row : {Row{"", ""},
                           {" … ", ""},
                           {"The U.S. won", "the u s won"},
                           {"台风", "台风 风"},
                           {"台", "台"},
                           {"2024年台风", "2024 年台 台风 风"},
                           {"iPhone手机", "iphone 手机 机"},
                           {"한국", "한국 국"},
                           {"شِنہوا۲۰", "شنهوا20"}}) {
      CAPTURE(row.text);
      CHECK(search_tokens(row.text) == row.tokens);
    }
  }

  TEST_CASE("a Turkish word is one in capitals and in small letters") {
    for (const char* text : {"IĞDIR", "Iğdır", "ığdır", "igdir"}) {
      CAPTURE(text);
      CHECK(search_tokens(text) == "igdir");
      CHECK(sought_tokens(text).tokens == "igdir");
    }
    CHECK(search_tokens("İZMİR'de ışık") == search_tokens("izmir'de IŞIK"));
  }

  TEST_CASE("what is looked for ends where a longer run may go on") {
    CHECK(sought_tokens("台风").tokens == "台风");
    CHECK_FALSE(sought_tokens("台风").is_prefix);
    CHECK(sought_tokens("台").tokens == "台");
    CHECK(sought_tokens("台").is_prefix);
    CHECK(sought_tokens("第2届").tokens == "第 2 届");
    CHECK(sought_tokens("第2届").is_prefix);
    CHECK(sought_tokens("是第2").tokens == "是第 第 2");
    CHECK_FALSE(sought_tokens("是第2").is_prefix);
    CHECK(sought_tokens("!").tokens == "");
  }
}
