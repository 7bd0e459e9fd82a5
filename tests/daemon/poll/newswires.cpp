#include "tests/bench/newswires.hpp"

#include <doctest/doctest.h>

using namespace datelined::test;

TEST_SUITE("daemon/poll/newswires") {
  TEST_CASE("over days of wires of every temper nobody is hammered, nothing starves and nothing comes late") {
    const Report report = Newswires(600, std::chrono::days{6}).run();
    MESSAGE(report);
    CHECK(report.too_often == 0);
    CHECK(report.too_early == 0);
    CHECK(report.starved == 0);
    CHECK(report.late == 0);
    CHECK(report.charged == 0);
    CHECK(report.shortened > 0);
    CHECK(report.seen > report.entries / 2);
  }
}
