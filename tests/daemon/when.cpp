#include "daemon/when.hpp"

#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/when") {
  const feeds::Time now = std::chrono::sys_days{std::chrono::year{2024} / 5 / 10} + std::chrono::hours{12};

  std::string when(std::string_view text) {
    const auto time = read_when(text, now);
    return time ? feeds::rfc3339(*time) : "none";
  }

  TEST_CASE("a moment, a day, or so long ago") {
    CHECK(when("2024-05-01T12:30:00Z") == "2024-05-01T12:30:00Z");
    CHECK(when("2024-05-01T12:30:00+05:00") == "2024-05-01T07:30:00Z");
    CHECK(when("2024-05-01") == "2024-05-01T00:00:00Z");
    CHECK(when("24h") == "2024-05-09T12:00:00Z");
    CHECK(when("7d") == "2024-05-03T12:00:00Z");
    CHECK(when("90s") == "2024-05-10T11:58:30Z");
    CHECK(when("0s") == "2024-05-10T12:00:00Z");
  }

  TEST_CASE("what is neither has no time") {
    for (const std::string_view text : {"", "yesterday", "24", "h", "-1h", "2024", "2024-02-30", "2024-13-01",
                                        "Fri, 10 May 2024 12:00:00 GMT", "99999999999d", "9223372036854775807ms"}) {
      CAPTURE(text);
      CHECK(when(text) == "none");
    }
  }
}
