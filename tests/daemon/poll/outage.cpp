#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace datelined;
using namespace std::chrono_literals;
using test::Newsroom;
using test::reply;
using test::rss;

TEST_SUITE("daemon/poll/outage") {
  TEST_CASE("when no host can be reached nothing is charged, and all stay due") {
    Newsroom room;
    room.settings.poll.timeout = 1s;
    // The discard prefix (RFC 6666): there is no way there, or nobody at its end.
    for (int i = 1; i <= 5; ++i) room.subscribe(std::to_string(i), "http://[100::" + std::to_string(i) + "]/");
    CHECK_THROWS_AS(room.poll(), NetworkDown);
    for (int i = 1; i <= 5; ++i) CHECK(room.health(std::to_string(i)).errors == 0);

    // With somebody heard it is the hosts' own fault.
    room.restart();
    room.server.on("/a", reply(200, rss({"one"})));
    for (int i = 0; i < 3; ++i) room.subscribe("a" + std::to_string(i), room.server.url("/a?" + std::to_string(i)));
    room.settings.poll.concurrency = 1;
    std::rotate(room.settings.feeds.begin(), room.settings.feeds.begin() + 5, room.settings.feeds.end());
    std::swap(room.settings.feeds[1], room.settings.feeds[3]);
    room.settings.feeds.resize(4);
    room.poll();
    CHECK(room.metrics.polls["failed"] > 0);
  }

  TEST_CASE("when no host can be reached, how each feed fared before is told on") {
    Newsroom room;
    room.settings.poll.timeout = 1s;
    std::vector<schema::Subscription> subscriptions;
    for (int i = 1; i <= 5; ++i) {
      const std::string name = std::to_string(i), url = "http://[100::" + name + "]/";
      room.subscribe(name, url);
      subscriptions.push_back({.name = name, .url = url, .category = {}, .language = {}});
    }
    std::vector<schema::PollRecord> before;
    for (schema::FeedState& state : room.store.sync_feeds(subscriptions)) {
      state.last_poll = state.next_poll = room.now - 1h;
      state.errors = 2;
      schema::PollRecord& visit = before.emplace_back();
      visit.state = state;
      visit.at = room.now - 1h;
      visit.status = 500;
      visit.error = "HTTP 500";
      visit.bytes = 7;
    }
    room.store.record(before);
    CHECK_THROWS_AS(room.poll(), NetworkDown);
    for (int i = 1; i <= 5; ++i) {
      const schema::FeedHealth health = room.health(std::to_string(i));
      CHECK(health.errors == 2);
      CHECK(health.last_poll == room.now - 1h);
      CHECK(health.last_status == 500);
      CHECK(health.last_error == "HTTP 500");
      CHECK(health.bytes == 7);
    }
  }

  TEST_CASE("dead hosts at the head of a list hold up nobody behind them, and are charged") {
    Newsroom room;
    room.settings.poll.timeout = 2s;
    for (int i = 1; i <= 4; ++i) room.subscribe("dead" + std::to_string(i), "http://[100::" + std::to_string(i) + "]/");
    room.server.on("/a", reply(200, rss({"one"})));
    for (int i = 0; i < 20; ++i) room.subscribe("a" + std::to_string(i), room.server.url("/a?" + std::to_string(i)));
    room.settings.poll.concurrency = 6;
    const auto visits = room.poll();
    for (int i = 0; i < 20; ++i) CHECK(visits.at("a" + std::to_string(i)).error == "");
    for (int i = 1; i <= 4; ++i) CHECK(room.health("dead" + std::to_string(i)).errors == 1);
  }
}
