#include "daemon/poll/recorder.hpp"

#include "schema/reader.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/co_spawn.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

using namespace datelined;

namespace {

struct Desk {
  ~Desk() { writer.join(); }

  // A visit to one of the feeds that went well.
  schema::PollRecord visit(std::size_t feed) const {
    schema::PollRecord record;
    record.state = states[feed];
    record.at = feeds::Time{std::chrono::seconds{1'700'481'600}};
    record.state.last_poll = record.at;
    record.status = 304;
    return record;
  }

  // One that found everything as it was.
  schema::Confirmed confirmed(std::size_t feed) const {
    schema::Confirmed times;
    times.id = states[feed].id;
    times.last_poll = feeds::Time{};
    times.status = 203;
    return times;
  }

  int feeds_seen() {
    int seen = 0;
    for (const auto& feed : schema::Reader(file).feeds()) seen += feed.last_poll.has_value() ? 1 : 0;
    return seen;
  }

  test::TempDir folder;
  std::filesystem::path file = folder / "store.db";
  asio::io_context loop{1};
  asio::thread_pool writer{1};
  schema::Store store{file};
  std::vector<schema::FeedState> states = [this] {
    std::vector<schema::Subscription> feeds;
    for (int i = 0; i < 600; ++i) {
      schema::Subscription& feed = feeds.emplace_back();
      feed.name = std::to_string(i);
      feed.url = "http://wire.example/" + feed.name;
    }
    return store.sync_feeds(feeds);
  }();
  Recorder recorder{loop.get_executor(), writer, store};
};

// Another program that holds the database while this lives.
class Lock {
 public:
  explicit Lock(const std::filesystem::path& file) {
    REQUIRE(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { sqlite3_close(database_); }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace

TEST_SUITE("daemon/poll/recorder") {
  TEST_CASE("visits that end together are all kept") {
    Desk desk;
    std::size_t kept = 0;
    auto keep_it = [&](std::size_t feed) -> asio::awaitable<void> {
      schema::PollRecord record = desk.visit(feed);
      co_await desk.recorder.record(std::move(record));
      ++kept;
    };
    auto nothing = [](std::exception_ptr) {};
    for (std::size_t i = 0; i < desk.states.size(); ++i) asio::co_spawn(desk.loop, keep_it(i), nothing);
    desk.loop.run();
    CHECK(kept == 600);
    CHECK(desk.feeds_seen() == 600);
  }

  TEST_CASE("what ends first is kept in the order of beginning") {
    Desk desk;
    std::vector<std::size_t> kept;
    auto keep_it = [&](std::size_t feed) -> asio::awaitable<void> {
      schema::PollRecord record = desk.visit(feed);
      const schema::FeedId id = record.state.id;
      co_await desk.recorder.record(std::move(record));
      kept.push_back(feed);
      desk.recorder.ended(id);
    };
    auto nothing = [](std::exception_ptr) {};
    for (const std::size_t feed : {4, 2, 0, 1, 3}) desk.recorder.expect(desk.states[feed].id);
    for (const std::size_t feed : {0, 1, 2, 3}) asio::co_spawn(desk.loop, keep_it(feed), nothing);
    while (desk.loop.poll_one() > 0) {
    }
    CHECK(kept.empty());
    asio::co_spawn(desk.loop, keep_it(4), nothing);
    desk.loop.run();
    CHECK(kept == std::vector<std::size_t>{4, 2, 0, 1, 3});
  }

  TEST_CASE("one that ends without a record, or takes too long, is waited for by nobody") {
    Desk desk;
    Recorder recorder{desk.loop.get_executor(), desk.writer, desk.store, {.answer = std::chrono::milliseconds(0)}};
    Recorder patient{desk.loop.get_executor(), desk.writer, desk.store, {.answer = std::chrono::hours(1)}};
    int kept = 0;
    auto keep_it = [&](Recorder& by) -> asio::awaitable<void> {
      schema::PollRecord record = desk.visit(1);
      co_await by.record(std::move(record));
      ++kept;
    };
    auto nothing = [](std::exception_ptr) {};
    for (Recorder* one : {&recorder, &patient}) {
      one->expect(desk.states[0].id);
      one->expect(desk.states[1].id);
      asio::co_spawn(desk.loop, keep_it(*one), nothing);
    }
    while (kept == 0) desk.loop.run_one();
    while (desk.loop.poll_one() > 0) {
    }
    CHECK(kept == 1);
    patient.ended(desk.states[0].id);
    desk.loop.run();
    CHECK(kept == 2);
  }

  TEST_CASE("while the store fails a patient recorder waits, and then loses nothing") {
    Desk desk;
    auto lock = std::make_unique<Lock>(desk.file);
    int kept = 0;
    auto keep_it = [&](std::size_t feed) -> asio::awaitable<void> {
      schema::PollRecord record = desk.visit(feed);
      co_await desk.recorder.record(std::move(record));
      ++kept;
    };
    auto nothing = [](std::exception_ptr) {};
    for (std::size_t i = 0; i < 3; ++i) asio::co_spawn(desk.loop, keep_it(i), nothing);
    while (!desk.recorder.is_stuck()) desk.loop.run_one();
    CHECK(kept == 0);
    CHECK(desk.feeds_seen() == 0);
    lock.reset();
    desk.loop.run();
    CHECK(kept == 3);
    CHECK(desk.feeds_seen() == 3);
    CHECK_FALSE(desk.recorder.is_stuck());
  }

  TEST_CASE("what is noted goes into the store with the next record, or when it is asked for") {
    Desk desk;
    auto visit_twice = [&]() -> asio::awaitable<void> {
      schema::PollRecord first = desk.visit(0), second = desk.visit(1);
      co_await desk.recorder.record(std::move(first));
      desk.recorder.note(desk.confirmed(0));
      CHECK(desk.feeds_seen() == 1);
      co_await desk.recorder.record(std::move(second));
      CHECK(schema::Reader(desk.file).feeds().front().last_poll == feeds::Time{});
      desk.recorder.note(desk.confirmed(1));
      co_await desk.recorder.flush();
      CHECK(schema::Reader(desk.file).feeds()[1].last_status == 203);
    };
    bool ended = false;
    asio::co_spawn(desk.loop, visit_twice(), [&](std::exception_ptr) { ended = true; });
    desk.loop.run();
    CHECK(ended);
  }

  TEST_CASE("what is noted is written once: a later visit of the feed keeps its own times") {
    Desk desk;
    auto visit_again = [&]() -> asio::awaitable<void> {
      schema::PollRecord first = desk.visit(0), second = desk.visit(0), other = desk.visit(1);
      co_await desk.recorder.record(std::move(first));
      desk.recorder.note(desk.confirmed(0));
      co_await desk.recorder.flush();
      co_await desk.recorder.record(std::move(second));
      co_await desk.recorder.record(std::move(other));
      CHECK(schema::Reader(desk.file).feeds().front().last_poll == desk.visit(0).at);
    };
    bool ended = false;
    asio::co_spawn(desk.loop, visit_again(), [&](std::exception_ptr) { ended = true; });
    desk.loop.run();
    CHECK(ended);
  }

  TEST_CASE("what was noted and could not be written is written with the next flush") {
    Desk desk;
    desk.recorder.set_patient(false);
    auto lock = std::make_unique<Lock>(desk.file);
    bool refused = false;
    auto flush_twice = [&]() -> asio::awaitable<void> {
      desk.recorder.note(desk.confirmed(0));
      try {
        co_await desk.recorder.flush();
      } catch (const schema::StoreError&) {
        refused = true;
      }
      lock.reset();
      schema::PollRecord record = desk.visit(0);
      record.status = 200;
      desk.store.record(std::vector{record});
      co_await desk.recorder.flush();
    };
    asio::co_spawn(desk.loop, flush_twice(), [](std::exception_ptr) {});
    desk.loop.run();
    CHECK(refused);
    CHECK(schema::Reader(desk.file).feeds().front().last_status == 203);
  }

  TEST_CASE("one that loses its patience gives up what waits") {
    Desk desk;
    const Lock lock(desk.file);
    int refused = 0;
    auto keep_it = [&]() -> asio::awaitable<void> {
      schema::PollRecord record = desk.visit(0);
      try {
        co_await desk.recorder.record(std::move(record));
      } catch (const schema::StoreError&) {
        ++refused;
      }
    };
    auto nothing = [](std::exception_ptr) {};
    asio::co_spawn(desk.loop, keep_it(), nothing);
    while (!desk.recorder.is_stuck()) desk.loop.run_one();
    desk.recorder.set_patient(false);
    desk.loop.run();
    CHECK(refused == 1);
  }
}
