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
  TEST_CASE("three hosts in a row that cannot be reached are the network, and nobody is charged") {
    Network network;
    CHECK_FALSE(network.missed("a", feed(1)));
    CHECK_FALSE(network.missed("a", feed(2)));
    CHECK_FALSE(network.missed("b", feed(3)));
    CHECK(network.missed("c", feed(4)));
    CHECK(network.is_down());
    CHECK(network.excused().size() == 4);
    CHECK(network.missed("d", feed(5)));  // a probe
    CHECK(network.excused().size() == 1);
    CHECK(network.heard(6));
    CHECK_FALSE(network.is_down());
    CHECK_FALSE(network.heard(6));
  }

  TEST_CASE("somebody heard between clears the network") {
    Network network;
    for (int i = 0; i < 10; ++i) {
      CHECK_FALSE(network.missed("host" + std::to_string(i), feed(i)));
      if (i % 2 == 1) CHECK_FALSE(network.heard(100));
    }
  }

  TEST_CASE("hosts that stay dead when the network is back are charged") {
    Network network;
    for (int i = 0; i < 3; ++i) network.missed("host" + std::to_string(i), feed(i));
    network.excused();
    network.heard(100);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(network.missed("host" + std::to_string(i), feed(i)));
    // Until they live: then they may be evidence again.
    for (int i = 0; i < 3; ++i) network.heard(i);
    CHECK_FALSE(network.missed("host0", feed(0)));
    CHECK_FALSE(network.missed("host1", feed(1)));
    CHECK(network.missed("host2", feed(2)));
  }
}
