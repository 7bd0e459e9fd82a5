#include "daemon/config/nearest.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace datelined;

TEST_SUITE("daemon/config/nearest") {
  const std::vector<std::string> known{"interval", "min_interval", "timeout", "url", "شنہوا-اردو"};

  TEST_CASE("a word with a character more, less, other or two swapped is recognised") {
    for (const std::string_view word : {"intervall", "interva", "intervsl", "itnerval", "Interval"}) {
      CAPTURE(word);
      CHECK(nearest(word, known) == "interval");
    }
    CHECK(nearest("ulr", known) == "url");
    CHECK(nearest("شنہوا-ارد", known) == "شنہوا-اردو");
  }

  TEST_CASE("a word that resembles none is not guessed at") {
    for (const std::string_view word : {"", "refresh", "x", "colour"}) {
      CAPTURE(word);
      CHECK(nearest(word, known) == std::nullopt);
    }
    CHECK(nearest(std::string(100'000, 'a'), known) == std::nullopt);
  }

  TEST_CASE("a message ends with the guess, or with nothing") {
    CHECK(did_you_mean("time_out", known) == "; did you mean `timeout`?");
    CHECK(did_you_mean("refresh", known) == "");
  }
}
