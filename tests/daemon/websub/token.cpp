#include "daemon/websub/token.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace datelined;

TEST_SUITE("daemon/websub/token") {
  TEST_CASE("no token comes twice, and each is as long as was asked") {
    std::set<std::string> all;
    for (int i = 0; i < 1000; ++i) all.insert(random_token(24));
    CHECK(all.size() == 1000);
    CHECK(all.begin()->size() == 48);
  }

  TEST_CASE("a token is the same to its last character, and no other") {
    CHECK(is_same_token("c0ffee", "c0ffee"));
    for (const char* guess : {"", "c", "c0ffe", "c0ffef", "d0ffee", "c0ffee0", "C0FFEE"}) {
      CAPTURE(guess);
      CHECK_FALSE(is_same_token(guess, "c0ffee"));
    }
    CHECK(is_same_token("", ""));
  }
}
