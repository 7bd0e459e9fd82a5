#include "daemon/offload.hpp"

#include "tests/support/loop.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

using namespace datelined;

namespace {

struct Threads {
  ~Threads() { pool.join(); }

  asio::io_context loop{1};
  asio::thread_pool pool{2};
};

}  // namespace

TEST_SUITE("daemon/offload") {
  TEST_CASE("work runs on the pool, and its value comes back to the loop") {
    Threads threads;
    const auto here = std::this_thread::get_id();
    auto task = [&]() -> asio::awaitable<std::string> {
      std::thread::id there;
      const std::string told = "a text too long to be kept inside a string itself";
      auto work = [&] {
        there = std::this_thread::get_id();
        return told;
      };
      const std::string value = co_await offload(threads.pool, work);
      CHECK(there != here);
      CHECK(std::this_thread::get_id() == here);
      co_return value;
    };
    CHECK(test::run(threads.loop, task()) == "a text too long to be kept inside a string itself");
  }

  TEST_CASE("what the work throws is thrown to who waits") {
    Threads threads;
    auto task = [&]() -> asio::awaitable<void> {
      auto work = [] { throw std::runtime_error("the disk is full"); };
      co_await offload(threads.pool, work);
    };
    CHECK_THROWS_WITH_AS(test::run(threads.loop, task()), "the disk is full", std::runtime_error);
  }

  TEST_CASE("who is cancelled while the work runs still waits for its end") {
    Threads threads;
    for (int round = 0; round < 200; ++round) {
      std::atomic<bool> begun = false, cancelled = false, ended = false;
      asio::cancellation_signal stop;
      auto task = [&]() -> asio::awaitable<void> {
        const std::string kept(100, 'x');
        std::size_t seen = 0;
        auto work = [&] {
          begun = true;
          while (!cancelled) std::this_thread::yield();
          seen = kept.size();
          ended = true;
        };
        co_await offload(threads.pool, work);
        CHECK(seen == 100);
      };
      bool over = false;
      auto end = [&](std::exception_ptr) {
        CHECK(ended);
        over = true;
      };
      asio::co_spawn(threads.loop, task(), asio::bind_cancellation_slot(stop.slot(), end));
      auto cancel_it = [&] {
        while (!begun) std::this_thread::yield();
        stop.emit(asio::cancellation_type::terminal);
        cancelled = true;
      };
      threads.loop.restart();
      while (!begun) threads.loop.poll_one();
      asio::post(threads.loop, cancel_it);
      threads.loop.run();
      CHECK(over);
    }
  }

  TEST_CASE("a cancellation may come at any moment of the work, also before its start and after its end") {
    Threads threads;
    int over = 0;
    for (int round = 0; round < 3000; ++round) {
      asio::cancellation_signal stop;
      auto task = [&]() -> asio::awaitable<void> {
        std::atomic<int> spins = round % 64;
        auto work = [&] {
          while (spins > 0) --spins;
        };
        co_await offload(threads.pool, work);
        CHECK(spins == 0);
      };
      auto end = [&](std::exception_ptr) { ++over; };
      asio::co_spawn(threads.loop, task(), asio::bind_cancellation_slot(stop.slot(), end));
      threads.loop.restart();
      threads.loop.poll_one();
      asio::post(threads.loop, [&] { stop.emit(asio::cancellation_type::all); });
      threads.loop.run();
    }
    CHECK(over == 3000);
  }
}
