#include "daemon/hub/delivery.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;

TEST_SUITE("daemon/hub/delivery") {
  TEST_CASE("2xx takes it, 410 leaves, all else fails") {
    for (const int status : {200, 202, 204, 226, 299}) CHECK(judge_delivery(status) == Delivered::taken);
    CHECK(judge_delivery(410) == Delivered::gone);
    for (const int status : {0, 100, 301, 307, 308, 400, 404, 429, 500, 503})
      CHECK(judge_delivery(status) == Delivered::failed);
  }

  TEST_CASE("the pause doubles up to an hour") {
    CHECK(retry_pause(1, 0, 0s) == 5s);
    CHECK(retry_pause(2, 0, 0s) == 10s);
    CHECK(retry_pause(5, 0, 0s) == 80s);
    CHECK(retry_pause(10, 0, 0s) == 2560s);
    CHECK(retry_pause(11, 0, 0s) == 1h);
    CHECK(retry_pause(1'000'000'000, 0, 0s) == 1h);
  }

  TEST_CASE("chance takes up to half of it away") {
    CHECK(retry_pause(2, 0.5, 0s) == 7500ms);
    CHECK(retry_pause(2, 1, 0s) == 5s);
  }

  TEST_CASE("a subscriber is left alone for as long as it asks, within an hour") {
    CHECK(retry_pause(1, 0, 90s) == 90s);
    CHECK(retry_pause(1, 1, 24h) == 1h);
    CHECK(retry_pause(8, 0, 1s) == 640s);
  }

  TEST_CASE("a lease is what was asked for, within bounds") {
    const LeaseBounds bounds{240h, 5min, 720h};
    CHECK(lease_of(std::nullopt, bounds) == 240h);
    CHECK(lease_of(1h, bounds) == 1h);
    CHECK(lease_of(1s, bounds) == 5min);
    CHECK(lease_of(24h * 3650, bounds) == 720h);
  }
}
