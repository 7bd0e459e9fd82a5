#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined;
using namespace std::chrono_literals;
using test::Newsroom;
using test::reply;
using test::rss;
using test::Titles;
using test::with_older;

TEST_SUITE("daemon/poll/pauses") {
  TEST_CASE("a host that says 429 with Retry-After is left alone, all its feeds") {
    Newsroom room;
    room.settings.poll.per_host = 1;
    room.server.on("/0", reply(429, {{"Retry-After", "3600"}}, ""));
    for (const char* name : {"0", "1", "2"}) room.subscribe(name, room.server.url("/" + std::string(name)));
    const auto visits = room.poll();
    CHECK(visits.size() == 3);
    CHECK(visits.at("1").error.find("429") != std::string::npos);
    CHECK(room.server.hits("/1") + room.server.hits("/2") == 0);
    room.now += 50min;
    CHECK(room.poll().empty());
    room.now += 20min;
    room.poll();
    CHECK(room.server.hits("/0") == 2);
  }

  TEST_CASE("it is told that a host's other feeds wait for the end of its pause") {
    Newsroom room;
    room.server.on("/a", reply(200, rss({"a"})));
    room.subscribe("a", room.server.url("/a"));
    room.subscribe("b", room.server.url("/b"));
    room.subscribe("file", "file:" + (room.folder / "none.xml").string());
    room.subscribe("new", room.server.url("/new"));
    room.poll(false, {"a", "b", "file"});
    const auto file_next = room.health("file").next_poll;
    room.server.on("/b", reply(429, {{"Retry-After", "7200"}}, ""));
    room.poll(true, {"b"});
    const schema::FeedHealth waits = room.health("a");
    CHECK(waits.next_poll >= room.now + 2h);
    CHECK(waits.next_poll <= room.now + 2h + 1min);
    CHECK(waits.why == "host");
    CHECK(waits.last_poll == room.now);
    CHECK(waits.created == 1);
    CHECK(waits.last_error.empty());
    CHECK(room.health("file").next_poll == file_next);
    CHECK(room.health("new").next_poll >= room.now + 2h);
    CHECK_FALSE(room.health("new").last_poll);
    room.restart();
    room.now += 90min;
    const auto too_soon = room.poll();
    CHECK_FALSE(too_soon.contains("a"));
    CHECK_FALSE(too_soon.contains("new"));
    room.now += 1h;
    const auto asked = room.poll();
    CHECK(asked.contains("a"));
    CHECK(asked.contains("new"));
  }

  TEST_CASE("a host's pause outlives the process") {
    Newsroom room;
    room.settings.poll.per_host = 1;
    room.server.on("/0", reply(503, {{"Retry-After", "3600"}}, ""));
    for (const char* name : {"0", "1"}) room.subscribe(name, room.server.url("/" + std::string(name)));
    room.poll(false, {"0"});
    room.restart();
    CHECK(room.poll().empty());
    CHECK(room.server.hits("/1") == 0);
    room.now += 2h;
    room.restart();
    CHECK(room.poll().size() == 2);
  }

  TEST_CASE("a 429 behind a redirect pauses the host that said it, and not the one that led there") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    room.server.on("/led", test::redirect(302, other.url("/t")));
    room.server.on("/here", reply(200, rss({"here"})));
    other.on("/t", reply(429, {{"Retry-After", "3600"}}, ""));
    other.on("/there", reply(200, rss({"there"})));
    room.subscribe("led", room.server.url("/led"));
    room.subscribe("here", room.server.url("/here"));
    room.subscribe("there", other.url("/there"));
    room.poll(false, {"led"});
    const auto visits = room.poll();
    CHECK(visits.contains("here"));
    CHECK(other.hits("/there") == 0);
    CHECK(*room.health("led").next_poll >= room.now + 1h);
    // Of a new start nobody knows but the feed itself: its own host is not charged for it.
    room.restart();
    room.now += 30min;
    CHECK(room.poll().contains("here"));
    CHECK(room.server.hits("/led") == 1);
    room.now += 2h;
    CHECK(room.poll().size() == 3);
  }

  TEST_CASE("a redirect is not followed to a host that asked for a pause, unless forced") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    room.server.on("/led", test::redirect(302, other.url("/t")));
    other.on("/t", reply(200, rss({"t"})));
    other.on("/there", reply(429, {{"Retry-After", "3600"}}, ""));
    room.subscribe("led", room.server.url("/led"));
    room.subscribe("there", other.url("/there"));
    room.poll(false, {"there"});
    room.restart();
    CHECK(room.poll().at("led").error.find("asked for a pause") != std::string::npos);
    CHECK(other.hits("/t") == 0);
    CHECK(*room.health("led").next_poll >= room.now + 1h);
    room.now += 50min;
    CHECK(room.poll().empty());
    CHECK(room.poll(true, {"led"}).at("led").created == 1);
    room.now += 2h;
    CHECK(room.poll(false, {"led"}).at("led").error == "");
    CHECK(other.hits("/t") == 2);
  }

  TEST_CASE("the feed that a page names is heard when it says 429, and left alone while its host pauses") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    const std::string link = "<!doctype html><link rel=alternate type=application/rss+xml href=";
    room.server.on("/a", reply(200, link + other.url("/a.xml") + ">"));
    room.server.on("/b", reply(200, link + other.url("/b.xml") + ">"));
    other.on("/a.xml", reply(429, {{"Retry-After", "7200"}}, ""));
    other.on("/b.xml", reply(200, rss({"b"})));
    for (const char* name : {"a", "b"}) room.subscribe(name, room.server.url("/" + std::string(name)));
    room.subscribe("there", other.url("/there"));
    room.poll(false, {"a"});
    CHECK(*room.health("a").next_poll >= room.now + 2h);
    const auto visits = room.poll();
    CHECK(visits.at("b").error.find("pause") != std::string::npos);
    CHECK(*room.health("b").next_poll >= room.now + 2h);
    CHECK(other.hits("/b.xml") + other.hits("/there") == 0);
    room.now += 3h;
    room.poll(false, {"b"});
    room.poll(false, {"a"});
    CHECK(other.hits("/a.xml") == 2);
    CHECK(room.titles() == Titles{"b"});
  }

  TEST_CASE("an older page that says 429 is heard: what was read is kept, and its host is left alone") {
    Newsroom room;
    room.server.on("/a.xml", [](const test::Request&, int hit) {
      const std::string n = std::to_string(hit);
      return reply(200, with_older(rss({n + "a", n + "b"}), "next", "/older"));
    });
    room.server.on("/older", reply(429, {{"Retry-After", "7200"}}, ""));
    room.server.on("/b.xml", reply(200, rss({"b"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.subscribe("b", room.server.url("/b.xml"));
    room.poll(false, {"a"});
    CHECK(room.poll(true, {"a"}).at("a").created == 2);
    CHECK(room.titles() == Titles{"1a", "1b", "2a", "2b"});
    CHECK(room.health("a").gaps == 1);
    CHECK(*room.health("a").next_poll >= room.now + 2h);
    CHECK(room.poll().empty());
    room.restart();
    CHECK(room.poll().empty());
    CHECK(room.server.hits("/b.xml") == 0);
  }

  TEST_CASE("an older page of a host that asked for a pause is not asked, and the feed goes on") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    room.server.on("/a.xml", [&](const test::Request&, int hit) {
      const std::string n = std::to_string(hit);
      return reply(200, with_older(rss({n + "a", n + "b"}), "next", other.url("/older")));
    });
    other.on("/older", reply(429, {{"Retry-After", "7200"}}, ""));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    for (int sweep = 0; sweep < 2; ++sweep) {
      room.now += 30min;
      CHECK(room.poll().at("a").created == 2);
    }
    CHECK(other.hits("/older") == 1);
  }
}
