#include "daemon/poll/turns.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;
using Feeds = std::vector<schema::FeedId>;

namespace {

constexpr Turns::Moment start{1h};

// Everybody whose turn it is now.
Feeds all_next(Turns& turns, Turns::Moment at = start) {
  Feeds feeds;
  while (const auto turn = turns.next(at)) feeds.push_back(turn->feed);
  return feeds;
}

}  // namespace

TEST_SUITE("daemon/poll/turns") {
  TEST_CASE("hosts take turns, each within its limit") {
    Turns turns({100, 2});
    for (const int feed : {1, 2, 3, 4}) turns.wait(feed, {"a"});
    for (const int feed : {5, 6}) turns.wait(feed, {"b"});
    CHECK(all_next(turns) == Feeds{1, 5});
    CHECK(all_next(turns, start + 100ms) == Feeds{2, 6});
    CHECK(all_next(turns, start + 200ms) == Feeds{});
    CHECK(turns.waiting() == 2);

    turns.leave({"b"});
    CHECK(all_next(turns, start + 200ms) == Feeds{});
    turns.leave({"a"});
    CHECK(all_next(turns, start + 200ms) == Feeds{3});
    turns.leave({"a"});
    turns.leave({"a"});
    CHECK(all_next(turns, start + 200ms) == Feeds{4});
  }

  TEST_CASE("a server of one's own is asked one thing after another, and beside it only what is slow") {
    Turns turns({100, 4});
    for (const int feed : {1, 2, 3, 4}) turns.wait(feed, {"a"});
    CHECK(all_next(turns) == Feeds{1});
    CHECK(turns.soonest() == start + 100ms);
    turns.leave({"a"});
    CHECK(all_next(turns, start + 1ms) == Feeds{2});
    CHECK(all_next(turns, start + 100ms) == Feeds{});
    CHECK(turns.soonest() == start + 101ms);
    CHECK(all_next(turns, start + 101ms) == Feeds{3});
    turns.leave({"a"});
    turns.leave({"a"});
    CHECK(all_next(turns, start + 102ms) == Feeds{4});
  }

  TEST_CASE("the next of a host that was just visited finds the connection open") {
    Turns turns({2, 2});
    for (const int feed : {1, 2}) turns.wait(feed, {"a"});
    for (const int feed : {3, 4}) turns.wait(feed, {"b"});
    turns.wait(5, {"c"});
    CHECK(all_next(turns) == Feeds{1, 3});
    turns.leave({"b"});
    CHECK(all_next(turns) == Feeds{4});
    turns.leave({"a"});
    CHECK(all_next(turns) == Feeds{2});
    turns.leave({"b"});
    CHECK(all_next(turns) == Feeds{5});
    turns.leave({"a"});
    turns.leave({"c"});
    CHECK(turns.visiting() == 0);
    CHECK(turns.waiting() == 0);
  }

  TEST_CASE("no more at once than allowed, over all hosts") {
    Turns turns({2, 2});
    for (const int feed : {1, 2, 3}) turns.wait(feed, {std::to_string(feed)});
    CHECK(all_next(turns) == Feeds{1, 2});
    turns.leave({"1"});
    CHECK(all_next(turns) == Feeds{3});
    CHECK(turns.visiting() == 2);
    turns.set_limits({3, 2});
    turns.wait(4, {"4"});
    CHECK(all_next(turns) == Feeds{4});
  }

  TEST_CASE("who is withdrawn gets no turn, and may wait again") {
    Turns turns({100, 1});
    for (const int feed : {1, 2, 3}) turns.wait(feed, {"a"});
    turns.wait(4, {"b"});
    CHECK(turns.next(start)->feed == 1);
    CHECK(turns.withdraw("a") == Feeds{2, 3});
    CHECK(turns.withdraw("nobody") == Feeds{});
    turns.leave({"a"});
    CHECK(all_next(turns) == Feeds{4});
    turns.wait(2, {"a"});
    CHECK(all_next(turns) == Feeds{2});
    turns.wait(5, {"c"});
    CHECK(turns.withdraw_all() == Feeds{5});
    CHECK(turns.waiting() == 0);
    CHECK(all_next(turns) == Feeds{});
  }

  TEST_CASE("visits to a host that is somebody else's begin some time apart") {
    Turns turns({100, 4, 250ms});
    for (const int feed : {1, 2, 3}) turns.wait(feed, {"a", "", true});
    turns.wait(4, {"ours"});
    CHECK(all_next(turns, start) == Feeds{1, 4});
    CHECK(turns.soonest() == start + 250ms);
    turns.leave({"a", "", true});
    CHECK(all_next(turns, start + 249ms) == Feeds{});
    CHECK(all_next(turns, start + 250ms) == Feeds{2});
    CHECK(turns.soonest() == start + 500ms);
    turns.leave({"a", "", true});
    CHECK(all_next(turns, start + 500ms) == Feeds{3});
    turns.leave({"a", "", true});
    // Also for who comes later, when the line was empty meanwhile.
    turns.wait(6, {"a", "", true});
    CHECK(all_next(turns, start + 600ms) == Feeds{});
    CHECK(all_next(turns, start + 750ms) == Feeds{6});
  }

  TEST_CASE("hosts that live at one address share its places") {
    Turns turns({100, 2});
    turns.wait(1, {"a", "192.0.2.1"});
    turns.wait(2, {"b", "192.0.2.1"});
    turns.wait(3, {"c", "192.0.2.1"});
    turns.wait(4, {"d", "192.0.2.1"});
    turns.wait(5, {"e", "192.0.2.9"});
    CHECK(all_next(turns) == Feeds{1, 2, 5});
    CHECK(turns.withdraw("c") == Feeds{3});
    turns.leave({"a", "192.0.2.1"});
    CHECK(all_next(turns) == Feeds{4});
    turns.leave({"b", "192.0.2.1"});
    turns.leave({"d", "192.0.2.1"});
    turns.wait(3, {"c", "192.0.2.1"});
    CHECK(all_next(turns) == Feeds{3});
    CHECK(turns.waiting() == 0);
  }

  TEST_CASE("visits to an address that is somebody else's begin some time apart, whatever the host") {
    Turns turns({100, 4, 250ms});
    const auto home = [](const char* host, const char* address) { return Home{host, address, true}; };
    turns.wait(1, home("a", "192.0.2.1"));
    turns.wait(2, home("a", "192.0.2.1"));
    turns.wait(3, home("b", "192.0.2.1"));
    turns.wait(4, home("c", "192.0.2.9"));
    turns.wait(5, home("d", ""));
    turns.wait(6, {"ours", "192.0.2.1"});
    CHECK(all_next(turns, start) == Feeds{1, 4, 5, 6});
    CHECK(turns.soonest() == start + 250ms);
    CHECK(all_next(turns, start + 249ms) == Feeds{});
    CHECK(all_next(turns, start + 250ms) == Feeds{3});
    CHECK(all_next(turns, start + 499ms) == Feeds{});
    CHECK(all_next(turns, start + 500ms) == Feeds{2});
    for (const char* host : {"a", "a", "b"}) turns.leave(home(host, "192.0.2.1"));
    turns.leave(home("c", "192.0.2.9"));
    turns.leave(home("d", ""));
    turns.leave({"ours", "192.0.2.1"});
    // Also for who comes later, when nobody was there meanwhile.
    CHECK(all_next(turns, start + 600ms) == Feeds{});
    turns.wait(7, home("e", "192.0.2.1"));
    CHECK(all_next(turns, start + 600ms) == Feeds{});
    CHECK(all_next(turns, start + 750ms) == Feeds{7});
  }

  TEST_CASE("a host with many feeds leaves room for others at its address") {
    Turns turns({100, 1});
    for (const int feed : {1, 2, 3}) turns.wait(feed, {"a", "10.0.0.1"});
    for (const int feed : {4, 5}) turns.wait(feed, {"b", "10.0.0.1"});
    turns.wait(6, {"c", "10.0.0.1"});
    Feeds order;
    while (turns.waiting() > 0) {
      const auto turn = turns.next(start);
      REQUIRE(turn);
      CHECK_FALSE(turns.next(start));
      order.push_back(turn->feed);
      turns.leave(turn->home);
    }
    CHECK(order == Feeds{1, 4, 6, 2, 5, 3});
  }

  TEST_CASE("who finds out on the way where it lives is admitted, or waits in line for the address") {
    Turns turns({100, 2, 250ms});
    for (const int feed : {1, 2, 3}) turns.wait(feed, {std::string(1, static_cast<char>('a' + feed)), "", true});
    std::vector<Turns::Turn> begun;
    while (auto turn = turns.next(start)) begun.push_back(*turn);
    REQUIRE(begun.size() == 3);
    CHECK(turns.admit(begun[0].home, "192.0.2.1", true));
    CHECK(begun[0].home.address == "192.0.2.1");
    CHECK(turns.admit(begun[0].home, "192.0.2.7", true));
    CHECK_FALSE(turns.admit(begun[1].home, "192.0.2.1", true));
    CHECK(turns.admit(begun[2].home, "192.0.2.9", true));
    turns.wait(2, {begun[1].home.host, "192.0.2.1", true});
    turns.leave(begun[1].home);
    CHECK(all_next(turns, start + 249ms) == Feeds{});
    CHECK(all_next(turns, start + 250ms) == Feeds{2});

    // One's own servers need no spacing, but have only so many places.
    Turns own({100, 2});
    for (const int feed : {1, 2, 3}) own.wait(feed, {std::to_string(feed)});
    begun.clear();
    while (auto turn = own.next(start)) begun.push_back(*turn);
    REQUIRE(begun.size() == 3);
    CHECK(own.admit(begun[0].home, "10.0.0.1", false));
    CHECK(own.admit(begun[1].home, "10.0.0.1", false));
    CHECK_FALSE(own.admit(begun[2].home, "10.0.0.1", false));
    own.wait(3, {"3", "10.0.0.1"});
    own.leave(begun[2].home);
    CHECK(all_next(own, start) == Feeds{});
    own.leave(begun[0].home);
    CHECK(all_next(own, start) == Feeds{3});
  }

  TEST_CASE("a host's next feed is admitted where its first one was, when its time has come") {
    Turns turns({100, 4, 250ms});
    for (const int feed : {1, 2}) turns.wait(feed, {"a", "", true});
    auto first = turns.next(start);
    CHECK(turns.admit(first->home, "192.0.2.1", true));
    auto second = turns.next(start + 250ms);
    REQUIRE(second);
    CHECK(turns.admit(second->home, "192.0.2.1", true));
  }

  TEST_CASE("who was withdrawn keeps no place at an address") {
    Turns turns({100, 4, 250ms});
    turns.wait(1, {"a", "192.0.2.1", true});
    turns.wait(2, {"b", "192.0.2.1", true});
    CHECK(all_next(turns, start) == Feeds{1});
    CHECK(turns.withdraw("b") == Feeds{2});
    CHECK(all_next(turns, start + 400ms) == Feeds{});
    turns.wait(3, {"c", "192.0.2.1", true});
    turns.wait(2, {"b", "192.0.2.1", true});
    CHECK(all_next(turns, start + 500ms) == Feeds{3});
    CHECK(all_next(turns, start + 749ms) == Feeds{});
    CHECK(all_next(turns, start + 750ms) == Feeds{2});
  }

  TEST_CASE("a thousand hosts at one address that is somebody else's all get their turn, in time") {
    Turns turns({256, 2, 250ms});
    for (int feed = 0; feed < 1'000; ++feed) turns.wait(feed, {"host" + std::to_string(feed), "192.0.2.1", true});
    std::size_t visited = 0;
    Turns::Moment now = start;
    while (turns.waiting() > 0) {
      while (auto turn = turns.next(now)) {
        ++visited;
        turns.leave(turn->home);
      }
      if (turns.waiting() == 0) break;
      REQUIRE(turns.soonest());
      REQUIRE(*turns.soonest() > now);
      now = *turns.soonest();
    }
    CHECK(visited == 1'000);
    CHECK(now == start + 999 * 250ms);
  }

  TEST_CASE("ten thousand feeds at one address all get their turn") {
    Turns turns({256, 4});
    for (int feed = 0; feed < 10'000; ++feed) turns.wait(feed, {"host" + std::to_string(feed), "192.0.2.1"});
    std::size_t visited = 0;
    while (turns.waiting() > 0) {
      std::vector<Turns::Turn> now;
      while (auto turn = turns.next(start)) now.push_back(*turn);
      REQUIRE_FALSE(now.empty());
      CHECK(now.size() <= 4);
      visited += now.size();
      for (const Turns::Turn& turn : now) turns.leave(turn.home);
    }
    CHECK(visited == 10'000);
  }
}
