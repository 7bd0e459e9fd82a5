#include "daemon/hub/line.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

const HubLine::Moment start{1'000'000s};

std::vector<std::int64_t> all_next(HubLine& line, HubLine::Moment now = start) {
  std::vector<std::int64_t> ids;
  while (const auto id = line.next(now)) ids.push_back(*id);
  return ids;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_SUITE("daemon/hub/line") {
  TEST_CASE("each goes in its time") {
    HubLine line(10, 10);
    line.wait(1, "a", start + 2s);
    line.wait(2, "a", start);
    CHECK(line.soonest() == start);
    CHECK(all_next(line) == Ids{2});
    CHECK(line.soonest() == start + 2s);
    CHECK(all_next(line, start + 1s).empty());
    CHECK(all_next(line, start + 2s) == Ids{1});
    CHECK(line.soonest() == std::nullopt);
  }

  TEST_CASE("nobody stands in line twice, nor while under way") {
    HubLine line(10, 10);
    line.wait(1, "a", start);
    line.wait(1, "a", start);
    CHECK(all_next(line) == Ids{1});
    line.wait(1, "a", start);
    CHECK(all_next(line).empty());
    line.leave(1);
    line.wait(1, "a", start);
    CHECK(all_next(line) == Ids{1});
  }

  TEST_CASE("of two times the earlier counts") {
    HubLine line(10, 1);
    line.wait(1, "a", start + 60s);
    line.wait(1, "a", start + 90s);
    CHECK(line.soonest() == start + 60s);
    line.wait(1, "a", start);
    CHECK(all_next(line) == Ids{1});

    line.wait(2, "a", start);
    CHECK(all_next(line).empty());  // its host has no room
    line.wait(2, "a", start - 60s);
    line.leave(1);
    CHECK(all_next(line) == Ids{2});
    CHECK(all_next(line).empty());
  }

  TEST_CASE("so many are under way at once") {
    HubLine line(2, 10);
    for (const int id : {1, 2, 3}) line.wait(id, "a", start);
    CHECK(all_next(line) == Ids{1, 2});
    CHECK(line.soonest() == std::nullopt);
    line.leave(2);
    CHECK(line.soonest() == start);
    CHECK(all_next(line) == Ids{3});
  }

  TEST_CASE("a slow host holds up its own alone") {
    HubLine line(10, 1);
    for (const int id : {1, 2, 3}) line.wait(id, "slow", start);
    line.wait(4, "fast", start);
    CHECK(all_next(line) == Ids{1, 4});
    line.leave(4);
    CHECK(all_next(line).empty());
    line.leave(1);
    CHECK(all_next(line) == Ids{2});
    line.leave(2);
    CHECK(all_next(line) == Ids{3});
    line.leave(3);
    CHECK(line.under_way() == 0);
    CHECK(line.soonest() == std::nullopt);
  }

  TEST_CASE("who is not under way has no place to give up") {
    HubLine line(1, 1);
    line.wait(1, "a", start);
    line.leave(1);
    line.leave(2);
    CHECK(all_next(line) == Ids{1});
  }
}
