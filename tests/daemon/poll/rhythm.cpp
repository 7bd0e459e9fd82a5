#include "daemon/poll/rhythm.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const feeds::Time monday = feeds::Time{std::chrono::seconds{1'700'438'400}};  // 2023-11-20T00:00:00Z

// Two weeks of a newsroom that files ten pieces an hour from nine to five, on weekdays.
Rhythm office_hours() {
  Rhythm rhythm(monday - days{14});
  for (int day = 1; day <= 14; ++day) {
    if (day % 7 == 1 || day % 7 == 2) continue;  // Sunday, Saturday
    for (int hour = 9; hour < 17; ++hour) {
      for (int i = 0; i < 10; ++i)
        rhythm.learn(monday - days{day} + std::chrono::hours{hour} + std::chrono::minutes{i});
    }
  }
  return rhythm;
}

}  // namespace

TEST_SUITE("daemon/poll/rhythm") {
  TEST_CASE("a rhythm comes back as it was written, and nonsense begins anew") {
    const Rhythm rhythm = office_hours();
    CHECK(Rhythm::read(rhythm.write(), monday).write() == rhythm.write());
    for (const char* text : {"", "x", "1700000000 2 x", "-1 0 0"}) {
      CHECK(Rhythm::read(text, monday).write() == Rhythm(monday).write());
      CHECK_FALSE(Rhythm::read(text, monday).is_known(monday + days{10}));
    }
  }

  TEST_CASE("hours and days without news take no room behind those that had some") {
    CHECK(Rhythm(feeds::Time(std::chrono::seconds(1'700'000'000))).write() == "1700000000");
    const std::string written = "1700000000 0 0 7";
    CHECK(Rhythm::read(written, monday).write() == written);
    CHECK(Rhythm::read(written + " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", monday).write() ==
          written);
  }

  TEST_CASE("more is expected at the hours and days that brought more") {
    const Rhythm rhythm = office_hours();
    const auto an_hour_from = [&](std::chrono::hours hour) {
      return rhythm.expected(monday + hour, monday + hour + 1h);
    };
    CHECK(rhythm.is_known(monday));
    CHECK(rhythm.a_day(monday) == doctest::Approx(10 * 8 * 10 / 14.0));
    CHECK(an_hour_from(10h) > 6);
    CHECK(an_hour_from(10h) < 14);
    CHECK(an_hour_from(2h) < 2);
    CHECK(an_hour_from(10h + days{5}) < an_hour_from(10h) / 3);
    CHECK(rhythm.wait_for(5, monday + 10h, 24h) > 20min);
    CHECK(rhythm.wait_for(5, monday + 10h, 24h) < 50min);
    CHECK(rhythm.wait_for(5, monday + 18h, 1h) == 1h);
    CHECK(Rhythm(monday).wait_for(1, monday + 1h, 1h) == 1h);
  }

  TEST_CASE("silence tells only against the hours that would have brought news") {
    const Rhythm rhythm = office_hours();
    CHECK_FALSE(is_quiet(rhythm, monday + 17h, monday + 20h));
    CHECK_FALSE(is_quiet(rhythm, monday + 9h, monday + 10h));
    CHECK(is_quiet(rhythm, monday + 9h, monday + 15h));
    CHECK_FALSE(is_quiet(Rhythm(monday), monday, monday + days{300}));
  }

  TEST_CASE("an old rhythm fades") {
    Rhythm rhythm = office_hours();
    const double before = rhythm.a_day(monday);
    rhythm.age(monday);
    CHECK(rhythm.a_day(monday) == before);
    rhythm.age(monday + days{60});
    CHECK(rhythm.a_day(monday + days{60}) < before / 2);
  }
}
