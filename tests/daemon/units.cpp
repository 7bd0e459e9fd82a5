#include "daemon/units.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;

TEST_SUITE("daemon/units") {
  TEST_CASE("a duration is a whole number and a unit") {
    CHECK(read_duration("500ms") == 500ms);
    CHECK(read_duration("90s") == 90s);
    CHECK(read_duration("15m") == 15min);
    CHECK(read_duration("24h") == 24h);
    CHECK(read_duration("7d") == 168h);
    for (const std::string_view text : {"", "s", "15", "15 m", "1.5h", "-3s", "+3s", "3S", "3w", "1h30m", " 3s",
                                        "99999999999999999999s", "9223372036854775807d"}) {
      CAPTURE(text);
      CHECK(read_duration(text) == std::nullopt);
    }
  }

  TEST_CASE("a size is a whole number and a binary unit") {
    CHECK(read_size("100B") == 100);
    CHECK(read_size("512KiB") == 524'288);
    CHECK(read_size("16MiB") == 16'777'216);
    CHECK(read_size("2GiB") == 2'147'483'648);
    for (const std::string_view text : {"", "16", "16MB", "16 MiB", "1.5MiB", "-1B", "99999999999GiB"}) {
      CAPTURE(text);
      CHECK(read_size(text) == std::nullopt);
    }
  }

  TEST_CASE("a duration is written in the largest unit that fits") {
    CHECK(write_duration(0s) == "0s");
    CHECK(write_duration(90s) == "90s");
    CHECK(write_duration(15min) == "15m");
    CHECK(write_duration(24h) == "1d");
    CHECK(write_duration(25h) == "25h");
    CHECK(write_duration(1500ms) == "1500ms");
  }
}
