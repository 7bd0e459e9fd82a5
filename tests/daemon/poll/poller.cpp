#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace datelined;
using namespace std::chrono_literals;
using test::Newsroom;
using test::reply;
using test::rss;
using test::Titles;

TEST_SUITE("daemon/poll/poller") {
  TEST_CASE("a sweep brings what the wires hold, and the next one asks with validators") {
    Newsroom room;
    room.server.on("/a.xml", [](const test::Request& request, int) {
      const bool known = request.has("If-None-Match: W/\"a\"") && request.has("If-Modified-Since: noon");
      return known ? reply(304, test::Headers{}, "")
                   : reply(200, {{"ETag", "W/\"a\""}, {"Last-Modified", "noon"}}, rss({"one", "two"}));
    });
    room.server.on("/b.xml", reply(200, rss({"three"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.subscribe("b", room.server.url("/b.xml"));

    auto visits = room.poll();
    CHECK(room.announced == 2);
    CHECK(visits["a"].created == 2);
    CHECK(visits["a"].status == 200);
    CHECK(visits["b"].created == 1);
    CHECK(room.titles() == Titles{"one", "two", "three"});
    CHECK(room.events.seq() == schema::Reader(room.file).last_change());
    CHECK(room.poller().settled());

    visits = room.poll(true);
    CHECK(visits["a"].status == 304);
    CHECK(visits["a"].unchanged);
    CHECK(visits["b"].unchanged);
    CHECK(room.metrics.polls ==
          std::map<std::string, std::uint64_t>{{"changed", 2}, {"not_modified", 1}, {"unchanged", 1}});
    CHECK(room.metrics.bytes_fetched > 0);
    CHECK(room.metrics.polls_running == 0);
  }

  TEST_CASE("a feed is asked when it is due, also after a restart") {
    Newsroom room;
    room.server.on("/a.xml", reply(200, {{"Cache-Control", "max-age=3600"}}, rss({"one"})));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    room.now += 59min;
    CHECK(room.poll().empty());
    room.restart();
    CHECK(room.poll().empty());
    room.now += 20min;
    CHECK(room.poll().size() == 1);
    CHECK(room.server.hits("/a.xml") == 2);
  }

  TEST_CASE("a clock that was set back keeps no feed waiting until it comes again") {
    Newsroom room;
    room.server.on("/a", reply(200, rss({"a"})));
    room.server.on("/b", reply(429, {{"Retry-After", "3600"}}, ""));
    room.subscribe("a", room.server.url("/a"));
    room.subscribe("b", room.server.url("/b"));
    room.poll();
    room.now -= 1s;
    CHECK(room.poll().empty());

    SUBCASE("while it runs") {
      room.now -= 3h;
      room.run_until([&] { return room.server.hits("/a") == 2 && room.server.hits("/b") == 2; });
    }
    SUBCASE("for a sweep") {
      room.now -= 3h;
      CHECK(room.poll().size() == 2);
    }
    SUBCASE("before it started") {
      room.restart();
      room.now -= 3h;
      CHECK(room.poll().size() == 2);
    }
    CHECK(room.health("a").last_poll == room.now);
    CHECK(*room.health("a").next_poll <= room.now + 90min);
    CHECK(room.poll().empty());
  }

  TEST_CASE("a sweep may be of some feeds alone, and an unknown one is said") {
    Newsroom room;
    for (const char* name : {"a", "b", "c"}) room.subscribe(name, room.server.url("/" + std::string(name)));
    room.poll(false, {"c", "a"});
    CHECK(room.server.hits("/a") == 1);
    CHECK(room.server.hits("/b") == 0);
    CHECK(room.server.hits("/c") == 1);
    CHECK_THROWS_WITH_AS(room.poll(false, {"nobody"}), "no feed is named nobody", std::invalid_argument);
  }

  TEST_CASE("a feed that fails keeps its entries, its health says why, and others go on") {
    Newsroom room;
    room.server.on("/a.xml", [](const test::Request&, int hit) {
      return hit == 2 ? reply(500, "oops") : reply(200, rss({"one"}));
    });
    room.server.on("/b.xml",
                   [](const test::Request&, int hit) { return reply(200, rss({hit == 1 ? "two" : "three"})); });
    room.subscribe("a", room.server.url("/a.xml"));
    room.subscribe("b", room.server.url("/b.xml"));
    room.poll();
    room.poll(true);
    CHECK(room.titles() == Titles{"one", "two", "three"});
    CHECK(room.health("a").last_error == "HTTP 500");
    CHECK(room.health("a").errors == 1);
    CHECK(room.health("b").last_error == "");
    room.poll(true);
    CHECK(room.health("a").errors == 0);
  }

  TEST_CASE("of a visit that fails it is told how long it took and how much came") {
    Newsroom room;
    room.settings.poll.timeout = 300ms;
    room.server.on("/silent", "");
    room.server.on("/cut", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n<rss>");
    room.subscribe("silent", room.server.url("/silent"));
    room.subscribe("cut", room.server.url("/cut"));
    const auto visits = room.poll();
    CHECK(visits.at("silent").error == "timed out after 300 ms");
    CHECK(visits.at("silent").duration >= 300ms);
    CHECK(room.health("silent").duration == visits.at("silent").duration);
    CHECK(room.health("silent").bytes == 0);
    CHECK(visits.at("cut").error == "the answer was cut short");
    CHECK(room.health("cut").bytes > 5);
  }

  TEST_CASE("410 is asked no more, unless forced") {
    Newsroom room;
    room.server.on("/a.xml", reply(410, ""));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    room.now += std::chrono::days{400};
    CHECK(room.poll().empty());
    CHECK(room.health("a").gone);
    CHECK(room.health("a").next_poll == std::nullopt);
    CHECK(room.poll(true).size() == 1);
  }

  TEST_CASE("a feed that failed is asked for no difference, but with its validators") {
    Newsroom room;
    const auto answer = [](const test::Request&, int hit) {
      return hit == 1 ? reply(200, {{"ETag", "\"1\""}}, rss({"a", "b"})) : reply(226, {{"IM", "feed"}}, "nonsense");
    };
    room.server.on("/a", answer);
    room.subscribe("a", room.server.url("/a"));
    for (int sweep = 0; sweep < 2; ++sweep) room.poll(true);
    CHECK(room.server.last("/a").header("A-IM") == "feed");
    room.poll(true);
    CHECK(room.server.last("/a").header("A-IM").empty());
    CHECK(room.server.last("/a").header("If-None-Match") == "\"1\"");
    room.poll(true);
    CHECK(room.server.last("/a").header("If-None-Match").empty());
  }

  TEST_CASE("a local file is a feed") {
    Newsroom room;
    room.folder.write("a.xml", rss({"one"}));
    room.folder.write("big.xml", std::string(2000, ' '));
    room.settings.poll.max_body = 1000;
    room.subscribe("a", "file://" + (room.folder / "a.xml").string());
    room.subscribe("big", "file://" + (room.folder / "big.xml").string());
    room.subscribe("missing", "file://" + (room.folder / "missing.xml").string());
    room.subscribe("folder", "file://" + room.folder.path().string());
    const auto visits = room.poll();
    CHECK(visits.at("a").created == 1);
    CHECK(visits.at("big").error == "larger than max_body (1000 bytes)");
    CHECK(visits.at("missing").error.find("No such file") != std::string::npos);
    CHECK(visits.at("folder").error.find("no regular file") != std::string::npos);
    CHECK(room.titles() == Titles{"one"});
  }

  TEST_CASE("no more than per_host requests go to a host at once, and every feed gets its turn") {
    Newsroom room;
    room.settings.poll.per_host = 3;
    room.server.answer_together(3);
    for (int i = 0; i < 30; ++i) {
      const std::string name = "feed" + std::to_string(i);
      room.server.on("/" + name, reply(200, rss({name})));
      room.subscribe(name, room.server.url("/" + name));
    }
    room.poll();
    CHECK(room.titles().size() == 30);
    CHECK(room.server.most_at_once() == 3);
  }

  TEST_CASE(
      "no more than per_host requests go to an address at once, also of hosts that are asked for the first time") {
    Newsroom room;
    room.settings.poll.per_host = 2;
    room.settings.poll.spacing = 1ms;
    room.server.on("/a.xml", reply(200, rss({"one"})));
    room.server.answer_together(2);
    const std::string port = std::to_string(room.server.port());
    for (int i = 0; i < 12; ++i) {
      const std::string name = "wire" + std::to_string(i);
      room.subscribe(name, "http://" + name + ".localhost:" + port + "/a.xml");
    }
    const auto visits = room.poll();
    CHECK(visits.size() == 12);
    for (const auto& [name, visit] : visits) CHECK(visit.error == "");
    CHECK(room.server.hits("/a.xml") == 12);
    CHECK(room.server.most_at_once() == 2);
  }

  TEST_CASE("one slow host delays no other") {
    Newsroom room;
    room.settings.poll.per_host = 2;
    room.settings.poll.concurrency = 8;
    room.settings.poll.timeout = 2s;
    for (int i = 0; i < 2; ++i) {
      room.server.on("/slow" + std::to_string(i), "");
      room.subscribe("slow" + std::to_string(i), room.server.url("/slow" + std::to_string(i)));
    }
    test::HttpServer quick("127.0.0.2");
    for (int i = 0; i < 50; ++i) {
      const std::string name = "quick" + std::to_string(i);
      quick.on("/" + name, reply(200, rss({name})));
      room.subscribe(name, quick.url("/" + name));
    }
    const auto visits = room.poll();
    CHECK(visits.at("slow0").error == "timed out after 2 s");
    for (int i = 0; i < 50; ++i) {
      const Visit& visit = visits.at("quick" + std::to_string(i));
      CHECK(visit.error == "");
      CHECK(visit.duration < 1500ms);
    }
    // All of them had come before the slow ones were given up: 52 visits in a line would take longer than one.
    CHECK(room.titles().size() == 50);
  }

  TEST_CASE("a page that names its feed leads there, and the feed is asked from then on") {
    Newsroom room;
    room.server.on("/", reply(200, {{"Content-Type", "text/html"}},
                              "<!doctype html><link rel=alternate type=application/rss+xml href=feed.xml>"));
    room.server.on("/feed.xml", reply(200, rss({"one"})));
    room.subscribe("a", room.server.url("/"));
    CHECK(room.poll().at("a").error == "");
    room.poll(true);
    CHECK(room.titles() == Titles{"one"});
    CHECK(room.server.hits("/") == 1);
    CHECK(room.server.hits("/feed.xml") == 2);
    CHECK(room.health("a").moved_url == room.server.url("/feed.xml"));
  }

  TEST_CASE("a feed that a page names is asked in the page's turn, also where its address is crowded") {
    Newsroom room;
    room.settings.poll.per_host = 1;
    room.settings.poll.timeout = 2s;
    test::HttpServer crowded("127.0.0.2"), beside("127.0.0.2");
    crowded.on("/silent", "");
    beside.on("/feed.xml", reply(200, rss({"one"})));
    room.server.on("/warm", reply(200, rss({"two"})));
    room.server.on("/page", reply(200, "<html><head><link rel='alternate' type='application/rss+xml' href='" +
                                           beside.url("/feed.xml") + "'></head></html>"));
    room.subscribe("silent", crowded.url("/silent"));
    // Over the connection of which the page comes as well: none is made for it.
    room.subscribe("warm", room.server.url("/warm"));
    room.subscribe("page", room.server.url("/page"));
    const auto visits = room.poll();
    CHECK(visits.at("page").error == "");
    CHECK(room.titles() == Titles{"one", "two"});
  }

  TEST_CASE("what is secret goes to the feed's own server alone") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    other.on("/b.xml", reply(200, rss({"one"})));
    room.server.on("/a.xml", test::redirect(302, other.url("/b.xml")));
    room.subscribe("a", room.server.url("/a.xml"));
    room.settings.feeds[0].headers = {"Authorization: Bearer t0ken", "X-Key: k3y"};
    CHECK(room.poll().at("a").error == "");
    CHECK(room.server.last("/a.xml").header("Authorization") == "Bearer t0ken");
    CHECK(room.server.last("/a.xml").header("X-Key") == "k3y");
    CHECK(other.last("/b.xml").header("Authorization") == "");
    CHECK(other.last("/b.xml").header("X-Key") == "");
  }

  TEST_CASE("a remembered redirect is asked directly, without the credentials of the old server") {
    Newsroom room;
    test::HttpServer other("127.0.0.2");
    other.on("/new.xml", reply(200, rss({"one"})));
    room.server.on("/a.xml", test::redirect(301, other.url("/new.xml")));
    room.subscribe("a", room.server.url("/a.xml"));
    room.settings.feeds[0].user = "alice";
    room.settings.feeds[0].password = "secret";
    for (int sweep = 0; sweep < 4; ++sweep) room.poll(true);
    CHECK(room.server.hits("/a.xml") == 3);
    CHECK(room.server.last("/a.xml").header("Authorization") != "");
    CHECK(other.hits("/new.xml") == 4);
    CHECK(other.last("/new.xml").header("Authorization") == "");
  }
}
