#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>

using namespace datelined;
using namespace std::chrono_literals;
using test::Newsroom;
using test::reply;
using test::rss;
using test::Titles;

namespace {

// In a new store ids are given from 1.
constexpr schema::FeedId only_feed = 1;

}  // namespace

TEST_SUITE("daemon/poll/pushed") {
  TEST_CASE("what a hub sends is kept as a visit's document is, and the next visit asks as before") {
    Newsroom room;
    room.server.on("/a.xml", [](const test::Request& request, int) {
      return request.has("If-None-Match: \"a\"") ? reply(304, test::Headers{}, "")
                                                 : reply(200, {{"ETag", "\"a\""}}, rss({"one", "two"}));
    });
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    const auto before = room.health("a");
    const auto deliver = [&](const std::string& body) {
      Fetched sent;
      sent.status = 200;
      sent.body = body;
      return test::run(room.loop, room.poller().deliver(only_feed, std::move(sent)));
    };
    room.now += 1min;
    const std::int64_t seq = room.events.seq();
    const Visit visit = deliver(rss({"three"}));
    CHECK(visit.error == "");
    CHECK(visit.created == 1);
    CHECK(room.events.seq() > seq);
    CHECK(room.titles() == Titles{"one", "three", "two"});
    CHECK_FALSE(deliver("<p>").error.empty());

    const auto after = room.health("a");
    CHECK(after.last_poll == before.last_poll);
    CHECK(after.next_poll == before.next_poll);
    CHECK(after.created == before.created);
    CHECK(after.bytes == before.bytes);
    CHECK(after.title == before.title);
    CHECK(room.poll(true)["a"].status == 304);
    room.restart();
    CHECK(room.poll(true)["a"].status == 304);
    CHECK(test::run(room.loop, room.poller().deliver(4711, {})).error == "the feed is no longer configured");
  }

  TEST_CASE("a delivery and a visit of one feed come one after the other") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    room.server.on("/a.xml", reply(200, rss({"one", "four"})));
    std::size_t delivered = 0;
    for (const char* title : {"two", "three"}) {
      Fetched sent;
      sent.status = 200;
      sent.body = rss({title});
      asio::co_spawn(
          room.loop, room.poller().deliver(only_feed, std::move(sent)),
          [&](std::exception_ptr failed, const Visit& visit) { delivered += !failed && visit.created == 1; });
    }
    CHECK(room.poll(true)["a"].created == 1);
    room.loop.restart();
    while (delivered < 2 && room.loop.run_one_for(10s) > 0) continue;
    CHECK(delivered == 2);
    CHECK(room.titles() == Titles{"four", "one", "three", "two"});
  }

  TEST_CASE("a feed that a hub sends is asked less, and as usual when the hub has ceased") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poller().set_pushed(only_feed, Poller::Pushed{room.now - 1s, room.now + 24h * 7});
    room.poll();
    CHECK(room.health("a").why == "push");
    CHECK(*room.health("a").next_poll > room.now + 1h);
    room.now += 1h;
    CHECK(room.poll().empty());
    room.poller().set_pushed(only_feed, std::nullopt);
    CHECK(room.poll().size() == 1);
    CHECK(room.health("a").why == "interval");
  }

  TEST_CASE("a feed of which a hub sends what cannot be read is asked as usual until it sends what can") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.subscribe("a", room.server.url("/a.xml"));
    const auto deliver = [&](const std::string& body) {
      Fetched sent;
      sent.status = 200;
      sent.body = body;
      return test::run(room.loop, room.poller().deliver(only_feed, std::move(sent)));
    };
    room.poller().set_pushed(only_feed, Poller::Pushed{room.now - 1s, room.now + 24h * 7});
    room.poll();
    REQUIRE(room.health("a").why == "push");
    room.now += 1h;
    CHECK_FALSE(deliver("pong").error.empty());
    CHECK(room.poll().size() == 1);
    CHECK(room.health("a").why == "interval");
    CHECK(deliver(rss({"two"})).error == "");
    room.poll(true);
    CHECK(room.health("a").why == "push");
  }

  TEST_CASE("what a hub answers counts, and not the page behind it") {
    Newsroom room;
    room.settings.poll.max_body = 1000;
    room.server.on("POST /hub", reply(202, std::string(5000, 'x')));
    room.subscribe("a", room.server.url("/a.xml"));
    const auto answer = test::run(room.loop, room.poller().send_form(only_feed, room.server.url("/hub"), "a=b"));
    REQUIRE(answer.has_value());
    CHECK(answer->status == 202);
    CHECK(answer->body == "");
  }

  TEST_CASE("what a hub spared is made up for when nobody subscribes any more") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poller().set_pushed(only_feed, Poller::Pushed{room.now - 1s, room.now + 24h * 7});
    room.poll();
    room.restart();
    room.now += 1h;
    CHECK(room.poll().size() == 1);
  }

  TEST_CASE("what a document says of hubs is told once it is kept") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, {{"Link", "</hub>; rel=hub"}}, rss({"one"})));
    room.server.on("/b.xml", reply(200, rss({"two"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.subscribe("b", room.server.url("/b.xml"));
    std::map<std::size_t, std::size_t> hubs;
    room.poller().hear_adverts([&](schema::FeedId, const schema::Advert& advert) { ++hubs[advert.hubs.size()]; });
    room.poll();
    CHECK(hubs == std::map<std::size_t, std::size_t>{{0, 1}, {1, 1}});
    REQUIRE(room.store.adverts().size() == 1);
    CHECK(room.store.adverts()[0].second == schema::Advert{room.server.url("/a.xml"), {room.server.url("/hub")}});
    room.server.on("/a.xml", reply(410));
    room.poll(true, {"a"});
    CHECK(hubs[0] == 2);
  }
}
