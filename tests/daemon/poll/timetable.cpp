#include "daemon/poll/timetable.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

using namespace datelined;
using std::chrono::seconds;
using Feeds = std::vector<schema::FeedId>;

namespace {

feeds::Time at(int second) {
  return feeds::Time(seconds(second));
}

// Everybody, in the order of their times.
Feeds take_all(Timetable& timetable) {
  Feeds feeds;
  while (const auto first = timetable.first()) {
    feeds.push_back(first->feed);
    timetable.take(first->feed);
  }
  return feeds;
}

Feeds sorted(Feeds feeds) {
  std::ranges::sort(feeds);
  return feeds;
}

}  // namespace

TEST_SUITE("daemon/poll/timetable") {
  TEST_CASE("the soonest is first, and of one time the lower id") {
    Timetable timetable;
    CHECK_FALSE(timetable.first());
    timetable.put(7, at(30));
    timetable.put(9, at(10));
    timetable.put(4, at(30));
    timetable.put(8, at(20));
    CHECK(timetable.first()->time == at(10));
    CHECK(take_all(timetable) == Feeds{9, 8, 4, 7});
    CHECK_FALSE(timetable.first());
  }

  TEST_CASE("who is taken out of the middle does not come up") {
    Timetable timetable;
    for (const int feed : {1, 2, 3}) timetable.put(feed, at(feed));
    CHECK(timetable.take(2));
    CHECK_FALSE(timetable.take(2));
    CHECK_FALSE(timetable.take(5));
    CHECK(take_all(timetable) == Feeds{1, 3});
  }

  TEST_CASE("a time counts instead of the one before, later or sooner") {
    Timetable timetable;
    timetable.put(1, at(10));
    timetable.put(2, at(20));
    timetable.put(1, at(30));
    CHECK(timetable.first()->feed == 2);
    timetable.put(1, at(5));
    CHECK(timetable.first()->feed == 1);
    CHECK(timetable.first()->time == at(5));
    CHECK(take_all(timetable) == Feeds{1, 2});
  }

  TEST_CASE("who leaves and comes back for the same time comes up once") {
    Timetable timetable;
    timetable.put(1, at(10));
    for (int again = 0; again < 1'000; ++again) {
      timetable.put(2, at(20));
      timetable.take(2);
    }
    timetable.put(2, at(20));
    CHECK(take_all(timetable) == Feeds{1, 2});
  }

  TEST_CASE("those until a time, and all") {
    Timetable timetable;
    for (const int feed : {1, 2, 3}) timetable.put(feed, at(10 * feed));
    CHECK(sorted(timetable.until(at(20))) == Feeds{1, 2});
    CHECK(timetable.until(at(9)).empty());
    CHECK(sorted(timetable.clear()) == Feeds{1, 2, 3});
    CHECK_FALSE(timetable.first());
    CHECK(timetable.clear().empty());
  }

  TEST_CASE("a long life tells the same as a list that is sorted at each look") {
    Timetable timetable;
    std::set<std::pair<feeds::Time, schema::FeedId>> sorted;
    std::vector<std::optional<feeds::Time>> times(50);
    std::minstd_rand random(1);
    for (int step = 0; step < 20'000; ++step) {
      const auto feed = static_cast<schema::FeedId>(random() % times.size());
      auto& time = times[static_cast<std::size_t>(feed)];
      if (time) sorted.erase({*time, feed});
      if (random() % 3 == 0) {
        CHECK(timetable.take(feed) == time.has_value());
        time.reset();
      } else {
        time = at(static_cast<int>(random() % 100));
        sorted.emplace(*time, feed);
        timetable.put(feed, *time);
      }
      const auto first = timetable.first();
      REQUIRE(first.has_value() == !sorted.empty());
      if (first) REQUIRE(std::pair(first->time, first->feed) == *sorted.begin());
    }
  }
}
