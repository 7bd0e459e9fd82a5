#include "daemon/poll/turns.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using Feeds = std::vector<schema::FeedId>;

namespace {

// Everybody whose turn it is now.
Feeds all_next(Turns& turns) {
  Feeds feeds;
  while (const auto feed = turns.next()) feeds.push_back(*feed);
  return feeds;
}

}  // namespace

TEST_SUITE("daemon/poll/turns") {
  TEST_CASE("hosts take turns, each within its limit") {
    Turns turns(100, 2);
    for (const int feed : {1, 2, 3, 4}) turns.wait(feed, "a");
    for (const int feed : {5, 6}) turns.wait(feed, "b");
    CHECK(all_next(turns) == Feeds{1, 5, 2, 6});
    CHECK(turns.waiting() == 2);

    turns.leave("b");
    CHECK(all_next(turns) == Feeds{});
    turns.leave("a");
    CHECK(all_next(turns) == Feeds{3});
    turns.leave("a");
    turns.leave("a");
    CHECK(all_next(turns) == Feeds{4});
  }

  TEST_CASE("no more at once than allowed, over all hosts") {
    Turns turns(2, 2);
    for (const int feed : {1, 2, 3}) turns.wait(feed, std::to_string(feed));
    CHECK(all_next(turns) == Feeds{1, 2});
    turns.leave("1");
    CHECK(all_next(turns) == Feeds{3});
    CHECK(turns.visiting() == 2);
    turns.set_limits(3, 2);
    turns.wait(4, "4");
    CHECK(all_next(turns) == Feeds{4});
  }

  TEST_CASE("who is withdrawn gets no turn, and may wait again") {
    Turns turns(100, 1);
    for (const int feed : {1, 2, 3}) turns.wait(feed, "a");
    turns.wait(4, "b");
    CHECK(turns.next() == 1);
    CHECK(turns.withdraw("a") == Feeds{2, 3});
    CHECK(turns.withdraw("nobody") == Feeds{});
    turns.leave("a");
    CHECK(all_next(turns) == Feeds{4});
    turns.wait(2, "a");
    CHECK(all_next(turns) == Feeds{2});
    turns.wait(5, "c");
    CHECK(turns.withdraw_all() == Feeds{5});
    CHECK(turns.waiting() == 0);
    CHECK(all_next(turns) == Feeds{});
  }
}
