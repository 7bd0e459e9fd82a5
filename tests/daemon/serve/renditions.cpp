#include "daemon/serve/renditions.hpp"

#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>

#include <atomic>
#include <future>
#include <string>
#include <vector>

using namespace datelined;

namespace {

Renditions::Make document(std::size_t bytes) {
  return [bytes] {
    Rendition made;
    made.bytes.resize(bytes);
    return made;
  };
}

struct House {
  explicit House(Renditions::Limits limits) : renditions(makers, metrics, limits) {}

  Renditions::Made get(const std::string& key, std::int64_t seq, Renditions::Make make) {
    return test::run(loop, renditions.get(key, seq, std::move(make)));
  }

  // Asks, and does not wait for the answer.
  void begin(const std::string& key, std::int64_t seq, Renditions::Make make) {
    asio::co_spawn(loop, renditions.get(key, seq, std::move(make)),
                   [this](std::exception_ptr failure, const Renditions::Made& made) {
                     ++(failure ? failed : made ? answered : refused);
                     if (made) unread.push_back(made);
                   });
  }
  void finish(int asked) {
    loop.restart();
    while (answered + refused + failed < asked) loop.run_one();
  }

  asio::io_context loop{1};
  Makers makers{loop.get_executor(), 2};
  Metrics metrics;
  Renditions renditions;
  int answered = 0, refused = 0, failed = 0;
  std::vector<Renditions::Made> unread;  // by clients that keep what they asked for in waiting
};

}  // namespace

TEST_SUITE("daemon/serve/renditions") {
  TEST_CASE("what was asked for twice outlives a flood of what is asked for once") {
    House house({.bytes = 1 << 20, .underway = 8});
    const Renditions::Made first = house.get("feed", 1, document(1000));
    CHECK(house.get("feed", 1, document(1)) == first);
    for (int i = 0; i < 100; ++i) house.get("flood " + std::to_string(i), 1, document(100'000));
    CHECK(house.renditions.bytes() <= 1 << 20);
    CHECK(house.get("feed", 1, document(1)) == first);
  }

  TEST_CASE("what was answered with from elsewhere counts as asked for") {
    House house({.bytes = 1 << 20, .underway = 8});
    const Renditions::Made first = house.get("feed", 1, document(1000));
    for (int i = 0; i < 100; ++i) {
      first->asked_again = true;
      house.get("flood " + std::to_string(i), 1, document(100'000));
    }
    CHECK(house.get("feed", 1, document(1)) == first);
  }

  TEST_CASE("what is asked for again and again is bounded as well") {
    House house({.bytes = 1 << 20, .underway = 8});
    for (int i = 0; i < 100; ++i) {
      for (int times = 0; times < 3; ++times) house.get("much " + std::to_string(i), 1, document(100'000));
      CHECK(house.renditions.bytes() <= 1 << 20);
    }
  }

  TEST_CASE("what was asked for before does not wait behind a flood") {
    House house({.bytes = 1 << 20, .underway = 8, .strangers = 1});
    house.get("feed", 1, document(10));
    std::promise<void> hold;
    const std::shared_future<void> held = hold.get_future().share();
    std::atomic<int> made = 0;
    const Renditions::Make slow = [held, &made] {
      held.wait();
      ++made;
      return Rendition{};
    };
    for (int i = 0; i < 20; ++i) house.begin("flood " + std::to_string(i), 2, slow);
    // A change later: made anew, while the flood waits for one of its own.
    CHECK(house.get("feed", 2, document(10)) != nullptr);
    CHECK(made == 0);
    CHECK(house.refused == 12);
    hold.set_value();
    house.finish(20);
    CHECK(house.answered == 8);
    CHECK(made == 8);
  }

  TEST_CASE("those that wait for their turn fill no more room than those that come") {
    House house({.bytes = 1 << 20, .underway = 64, .strangers = 1});
    for (int i = 0; i < 40; ++i) house.begin(std::to_string(i), 1, document(1 << 20));
    house.finish(40);
    CHECK(house.answered == 2);
    CHECK(house.refused == 38);
    house.unread.clear();
    CHECK(house.get("next", 1, document(1 << 20)) != nullptr);
  }

  TEST_CASE("what fails gives its turn to the next") {
    House house({.bytes = 1 << 20, .underway = 8, .strangers = 1});
    const Renditions::Make fails = []() -> Rendition { throw std::runtime_error("no"); };
    for (int i = 0; i < 3; ++i) house.begin(std::to_string(i), 1, fails);
    house.begin("good", 1, document(10));
    house.finish(4);
    CHECK(house.failed == 3);
    CHECK(house.answered == 1);
  }
}
