#include "schema/history.hpp"

#include <doctest/doctest.h>

using namespace datelined::schema;
using datelined::feeds::Time;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_days first{std::chrono::days(20'000)};

Time on_day(int day, std::chrono::seconds into = 1h) {
  return first + std::chrono::days(day) + into;
}

}  // namespace

TEST_SUITE("schema/history") {
  TEST_CASE("a day counts its visits and failures, and how long answers took on the average") {
    std::string history;
    note_visit(history, on_day(0), false, 100ms);
    note_visit(history, on_day(0, 2h), false, 300ms);
    note_visit(history, on_day(0, 3h), true, 30'000ms);
    note_visit(history, on_day(1), true, 10ms);
    const std::vector<DayOfVisits> days = read_history(history);
    REQUIRE(days.size() == 2);
    CHECK(days[0] == DayOfVisits{first, 3, 1, 200ms});
    CHECK(days[1] == DayOfVisits{first + std::chrono::days(1), 1, 1, 0ms});
  }

  TEST_CASE("it holds two weeks and no more, days without a visit among them") {
    std::string history;
    for (int day = 0; day < 200; day += 2) note_visit(history, on_day(day), false, 1ms);
    const std::vector<DayOfVisits> days = read_history(history);
    REQUIRE(days.size() == most_days_of_visits);
    CHECK(days.back().day == first + std::chrono::days(198));
    CHECK(history.size() < 150);
  }

  TEST_CASE("a day that is full stays as it is") {
    std::string history;
    for (int i = 0; i < 70'000; ++i) note_visit(history, on_day(0), i % 2 == 0, 50'000ms);
    const std::vector<DayOfVisits> days = read_history(history);
    REQUIRE(days.size() == 1);
    CHECK(days[0].visits == 65'535);
    CHECK(days[0].answer == 50'000ms);
  }

  TEST_CASE("a clock that goes back, or what is damaged, makes no day that is none") {
    std::string history;
    note_visit(history, on_day(5), false, 1ms);
    note_visit(history, on_day(2), false, 1ms);
    CHECK(read_history(history).size() == 1);
    CHECK(read_history(std::string(25, '\0')).empty());
    history += "xyz";
    CHECK(read_history(history).size() == 1);
    note_visit(history, on_day(6), false, 1ms);
    CHECK(read_history(history).size() == 2);
  }
}
