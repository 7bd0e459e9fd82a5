#include "daemon/poll/network.hpp"

#include <doctest/doctest.h>

using datelined::Network;
using datelined::schema::FeedState;

namespace {

FeedState feed(int id) {
  FeedState state;
  state.id = id;
  return state;
}

}  // namespace

TEST_SUITE("daemon/poll/network") {
  TEST_CASE("three hosts that cannot be reached, and nobody else under way, are the network, and nobody is charged") {
    Network network;
    CHECK(network.missed("a", feed(1), network.now()));
    CHECK(network.missed("a", feed(2), network.now()));
    CHECK(network.missed("b", feed(3), network.now()));
    CHECK_FALSE(network.conclude(0));
    CHECK(network.missed("c", feed(4), network.now()));
    CHECK(network.conclude(0));
    CHECK(network.is_down());
    CHECK(network.excused().size() == 4);
    CHECK(network.missed("d", feed(5), network.now()));  // a probe
    CHECK(network.excused().size() == 1);
    CHECK(network.heard(6));
    CHECK_FALSE(network.is_down());
    CHECK_FALSE(network.heard(6));
  }

  TEST_CASE("while others are under way it is only suspected") {
    Network network;
    for (int i = 0; i < 3; ++i) network.missed("host" + std::to_string(i), feed(i), network.now());
    CHECK_FALSE(network.conclude(2));
    CHECK(network.is_suspected());
    SUBCASE("one of them is heard") {
      network.heard(100);
      CHECK_FALSE(network.is_suspected());
      CHECK_FALSE(network.conclude(0));
    }
    SUBCASE("they miss as well") {
      network.missed("host3", feed(3), network.now());
      CHECK_FALSE(network.conclude(1));
      network.missed("host4", feed(4), network.now());
      CHECK(network.conclude(0));
      CHECK(network.excused().size() == 5);
      CHECK_FALSE(network.is_suspected());
    }
  }

  TEST_CASE("who was heard while a visit was under way shows that its host is at fault") {
    Network network;
    const Network::Moment begun = network.now();
    network.heard(100);
    for (int i = 0; i < 4; ++i) network.missed("host" + std::to_string(i), feed(i), begun);
    CHECK_FALSE(network.conclude(0));
    // Unless those that are asked after it are missed as well.
    for (int i = 4; i < 7; ++i) network.missed("host" + std::to_string(i), feed(i), network.now());
    CHECK(network.conclude(0));
    CHECK(network.excused().size() == 7);
  }

  TEST_CASE("somebody heard between clears the network") {
    Network network;
    for (int i = 0; i < 10; ++i) {
      network.missed("host" + std::to_string(i), feed(i), network.now());
      CHECK_FALSE(network.conclude(0));
      if (i % 2 == 1) CHECK_FALSE(network.heard(100));
    }
  }

  TEST_CASE("hosts that stay dead when the network is back are charged") {
    Network network;
    for (int i = 0; i < 3; ++i) network.missed("host" + std::to_string(i), feed(i), network.now());
    CHECK(network.conclude(0));
    network.excused();
    network.heard(100);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(network.missed("host" + std::to_string(i), feed(i), network.now()));
    CHECK_FALSE(network.conclude(0));
    // Until they live: then they may be evidence again.
    for (int i = 0; i < 3; ++i) network.heard(i);
    for (int i = 0; i < 3; ++i) CHECK(network.missed("host" + std::to_string(i), feed(i), network.now()));
    CHECK(network.conclude(0));
  }
}
