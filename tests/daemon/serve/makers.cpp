#include "daemon/serve/makers.hpp"

#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace datelined;

TEST_SUITE("daemon/serve/makers") {
  TEST_CASE("work is done elsewhere, and awaited here") {
    asio::io_context loop{1};
    Makers makers(loop.get_executor(), 2);
    const auto made_on = std::make_shared<std::thread::id>();
    std::function<void()> work = [made_on] { *made_on = std::this_thread::get_id(); };
    test::run(loop, makers.run(std::move(work)));
    CHECK(*made_on != std::thread::id());
    CHECK(*made_on != std::this_thread::get_id());
  }

  TEST_CASE("what it throws is thrown to who waits, and the thread goes on") {
    asio::io_context loop{1};
    Makers makers(loop.get_executor(), 1);
    for (int i = 0; i < 3; ++i) {
      std::function<void()> work = [] { throw std::runtime_error("no such page"); };
      CHECK_THROWS_WITH_AS(test::run(loop, makers.run(std::move(work))), "no such page", std::runtime_error);
    }
  }

  TEST_CASE("many at once are all done") {
    asio::io_context loop{1};
    Makers makers(loop.get_executor(), 3);
    const auto done = std::make_shared<std::atomic<int>>(0);
    int heard = 0;
    for (int i = 0; i < 1000; ++i) {
      std::function<void()> work = [done] { ++*done; };
      asio::co_spawn(loop, makers.run(std::move(work)), [&](std::exception_ptr) { ++heard; });
    }
    while (heard < 1000) loop.run_one();
    CHECK(*done == 1000);
  }

  TEST_CASE("who ends them waits for what has begun") {
    asio::io_context loop{1};
    const auto begun = std::make_shared<std::promise<void>>();
    const auto done = std::make_shared<std::atomic<int>>(0);
    {
      Makers makers(loop.get_executor(), 1);
      std::function<void()> first = [begun, done] {
        begun->set_value();
        ++*done;
      };
      asio::co_spawn(loop, makers.run(std::move(first)), [](std::exception_ptr) {});
      while (loop.poll_one() > 0) continue;
      begun->get_future().wait();
    }
    CHECK(*done == 1);
  }
}
