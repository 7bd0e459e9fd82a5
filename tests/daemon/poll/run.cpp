#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>
#include <utility>

using namespace datelined;
using namespace std::chrono_literals;
using test::Newsroom;
using test::reply;
using test::rss;
using test::Titles;

TEST_SUITE("daemon/poll/run") {
  TEST_CASE("run() asks each feed when its time comes") {
    Newsroom room;
    room.server.on("/a.xml", [](const test::Request&, int hit) { return reply(200, rss({std::to_string(hit)})); });
    room.subscribe("a", room.server.url("/a.xml"));
    room.settings.poll.interval = 1s;
    room.settings.poll.min_interval = 1s;
    auto clock =
        PollerParts{room.loop.get_executor(), room.workers, room.writer, room.store, room.events, room.metrics};
    CHECK(clock.now() > feeds::Time{1'700'000'000s});

    room.run_until([&] { return room.server.hits("/a.xml") == 1 && room.metrics.polls["changed"] == 1; });
    CHECK(room.titles() == Titles{"1"});
    room.now += 10s;
    room.run_until([&] { return room.metrics.polls["changed"] == 2; });
    CHECK(room.titles() == Titles{"1", "2"});
    CHECK(room.server.hits("/a.xml") == 2);
  }

  TEST_CASE("run() ends at once when cancelled, though a host is silent") {
    Newsroom room;
    room.server.on("/silent", "");
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.subscribe("silent", room.server.url("/silent"));
    room.subscribe("a", room.server.url("/a.xml"));
    const auto begun = std::chrono::steady_clock::now();
    room.run_until([&] { return room.server.hits("/silent") == 1 && room.metrics.polls["changed"] == 1; });
    CHECK(std::chrono::steady_clock::now() - begun < 10s);
    CHECK(room.health("silent").errors == 0);
    CHECK(room.metrics.polls_running == 0);
  }

  TEST_CASE("a reload takes new feeds up, lets old ones go and keeps what is known") {
    Newsroom room;
    for (const std::string name : {"a", "b", "c"}) {
      room.server.on("/" + name, reply(200, {{"ETag", "\"" + name + "\""}}, rss({name})));
    }
    room.subscribe("a", room.server.url("/a"));
    room.subscribe("b", room.server.url("/b"));
    room.poll();
    room.settings.feeds.erase(room.settings.feeds.begin());
    room.subscribe("c", room.server.url("/c"));
    test::run(room.loop, room.poller().reload(room.settings));

    const auto visits = room.poll();
    CHECK(visits.size() == 1);
    CHECK(visits.contains("c"));
    room.poll(true);
    CHECK(room.server.hits("/a") == 1);
    CHECK(room.server.last("/b").header("If-None-Match") == "\"b\"");
    CHECK(room.titles() == Titles{"a", "b", "c"});
  }

  TEST_CASE("a reload amid the visits forgets none of those that found nothing new") {
    Newsroom room;
    room.settings.poll.per_host = 2;
    for (const std::string name : {"a", "b"}) {
      room.server.on("/" + name, reply(200, {{"ETag", "\"" + name + "\""}}, rss({name})));
      room.subscribe(name, room.server.url("/" + name));
    }
    room.poll();
    room.now += 1h;
    room.server.on("/a", reply(304, {}, ""));
    room.server.on("/b", "");  // silent
    bool reloaded = false;
    auto reload_it = [&]() -> asio::awaitable<void> {
      co_await room.poller().reload(room.settings);
      reloaded = true;
    };
    auto nothing = [](std::exception_ptr) {};
    bool told = false;
    room.run_until([&] {
      const bool is_amid = room.metrics.polls["not_modified"] == 1 && room.server.hits("/b") == 2;
      if (is_amid && !std::exchange(told, true)) asio::co_spawn(room.loop, reload_it(), nothing);
      return reloaded;
    });
    CHECK(room.poll(false, {"a"}).empty());
    CHECK(room.server.hits("/a") == 2);
    CHECK(room.health("a").last_poll == room.now);
  }

  TEST_CASE("what is under embargo appears by itself when its time has come, under a number of its own") {
    Newsroom room;
    // 13:00 by the clock of the newsroom, which stands at noon.
    const std::string held =
        "<item><guid isPermaLink='false'>e</guid><title>Bank names chief</title>"
        "<description>EMBARGOED UNTIL 13:00 GMT 20 November 2023. The bank named a chief.</description></item>";
    room.server.on("/a.xml", reply(200, "<rss version='2.0'><channel><title>Wire</title>" + held + "</channel></rss>"));
    room.subscribe("a", room.server.url("/a.xml"));
    CHECK(room.poll()["a"].created == 1);
    CHECK(room.titles().empty());
    const std::int64_t seq = room.events.seq();
    room.now += 1h;
    room.run_until([&] { return room.events.seq() > seq; });
    CHECK(room.titles() == Titles{"Bank names chief"});
  }

  TEST_CASE("run() hears of a reload while it sleeps") {
    Newsroom room;
    room.server.on("/a", reply(200, rss({"a"})));
    bool reloaded = false;
    auto reload_it = [&]() -> asio::awaitable<void> {
      room.subscribe("a", room.server.url("/a"));
      co_await room.poller().reload(room.settings);
      reloaded = true;
    };
    auto nothing = [](std::exception_ptr) {};
    room.poller();
    asio::co_spawn(room.loop, reload_it(), nothing);
    room.run_until([&] { return reloaded && room.metrics.polls["changed"] == 1; });
    CHECK(room.titles() == Titles{"a"});
  }

  TEST_CASE("what others wrote while run() sleeps moves into the file soon, and not only with the next visit") {
    Newsroom room;
    room.server.on("/a", reply(200, rss({"Zymurgy"})));
    room.subscribe("a", room.server.url("/a"));
    room.poll();
    CHECK(room.store.index_search());
    bool told = false;
    const auto is_moved = [&] {
      if (!std::exchange(told, true)) room.poller().others_wrote();
      return room.folder.read("store.db").find("zymurgy") != std::string::npos;  // folded, as the index alone has it
    };
    CHECK(room.folder.read("store.db").find("zymurgy") == std::string::npos);
    room.run_until(is_moved);
  }

  TEST_CASE("a sweep whose visits cannot be kept says so, run() waits and loses nothing") {
    Newsroom room;
    room.server.on("/a", reply(200, rss({"a"})));
    room.subscribe("a", room.server.url("/a"));
    room.poller();

    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(room.file.c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK_THROWS_AS(room.poll(), schema::StoreError);
    CHECK(room.health("a").errors == 0);
    CHECK(room.titles().empty());

    room.restart();
    sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    room.poller();
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    bool freed = false;
    auto free_it = [&]() -> asio::awaitable<void> {
      while (room.server.hits("/a") < 2) co_await asio::post(asio::use_awaitable);
      sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
      freed = true;
    };
    auto nothing = [](std::exception_ptr) {};
    asio::co_spawn(room.loop, free_it(), nothing);
    room.run_until([&] { return freed && room.metrics.polls["changed"] == 1; });
    CHECK(room.server.hits("/a") == 2);
    CHECK(room.titles() == Titles{"a"});
    sqlite3_close(other);
  }

  TEST_CASE(
      "a feed that failed is asked at once when a reload brings other credentials for it, unless its host pauses") {
    Newsroom room;
    room.subscribe("a", room.server.url("/a.xml"));
    room.subscribe("b", room.server.url("/b.xml"));
    const auto answer = [](const test::Request& request, int) {
      return request.header("Authorization").empty() ? reply(401) : reply(200, rss({"one"}));
    };
    room.server.on("/a.xml", answer);
    room.server.on("/b.xml", answer);
    room.poll();
    const auto reload_with = [&](const std::string& password) {
      room.settings.feeds[0].user = "desk";
      room.settings.feeds[0].password = password;
      test::run(room.loop, room.poller().reload(room.settings));
    };
    reload_with("new");
    CHECK(room.poll().size() == 1);
    CHECK(room.titles() == Titles{"one"});
    CHECK(room.server.hits("/b.xml") == 1);
    reload_with("newer");
    CHECK(room.poll().empty());

    room.server.on("/a.xml", reply(429, {{"Retry-After", "90000"}}, ""));
    room.poll(true, {"a"});
    reload_with("newest");
    room.poll();
    CHECK(room.server.hits("/a.xml") == 3);
  }
}
