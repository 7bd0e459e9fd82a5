#include "daemon/poll/poller.hpp"

#include "schema/reader.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace datelined;
using namespace std::chrono_literals;
using test::reply;

namespace {

std::string rss(const std::vector<std::string>& titles) {
  std::string items;
  for (const std::string& title : titles) {
    items += "<item><guid isPermaLink='false'>" + title + "</guid><title>" + title + "</title></item>";
  }
  return "<rss version='2.0'><channel><title>Wire</title>" + items + "</channel></rss>";
}

// The document with a link to the page before it.
std::string with_older(std::string document, const std::string& rel, const std::string& url) {
  const std::string link = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='" + rel + "' href='" + url + "'/>";
  return document.insert(document.find("<item>"), link);
}

// A newsroom: a store in a folder of its own, wires on loopback, and a clock that a test turns.
class Newsroom {
 public:
  Newsroom() {
    settings.poll.allow_private = true;
    settings.poll.timeout = 20s;
  }
  ~Newsroom() {
    workers.join();
    writer.join();
  }

  void subscribe(const std::string& name, const std::string& url) {
    FeedSettings feed;
    feed.name = name;
    feed.url = url;
    settings.feeds.push_back(feed);
  }

  Poller& poller() {
    if (!poller_) {
      auto parts = PollerParts{loop.get_executor(), workers, writer, store, events, metrics, [this] { return now; }};
      poller_ = std::make_unique<Poller>(std::move(parts), settings);
    }
    return *poller_;
  }

  // As after a new start of the program.
  void restart() { poller_.reset(); }

  // One sweep: how each visit went.
  std::map<std::string, Visit> poll(bool force = false, std::vector<std::string> names = {}) {
    std::map<std::string, Visit> visits;
    Poller::Sweep sweep{.force = force, .names = std::move(names)};
    sweep.begin = [this](std::size_t feeds) { announced = feeds; };
    sweep.visited = [&](const Visit& visit) { visits[visit.feed] = visit; };
    test::run(loop, poller().sweep(std::move(sweep)));
    return visits;
  }

  // Lets run() run until something holds, then stops it. Fails after a minute.
  template <class Condition>
  void run_until(Condition holds) {
    asio::cancellation_signal stop;
    bool over = false;
    auto end = [&](std::exception_ptr) { over = true; };
    asio::co_spawn(loop, poller().run(), asio::bind_cancellation_slot(stop.slot(), end));
    loop.restart();
    const auto patience = std::chrono::steady_clock::now() + 1min;
    while (!over && !holds() && std::chrono::steady_clock::now() < patience) loop.run_one_for(100ms);
    CHECK(holds());
    auto stop_it = [&] { stop.emit(asio::cancellation_type::terminal); };
    asio::post(loop, stop_it);
    while (!over) loop.run_one();
  }

  std::set<std::string> titles() {
    std::set<std::string> all;
    schema::Reader reader(file);
    reader.stories({}, [&](const feeds::Story& story) { all.insert(story.entry.title); });
    return all;
  }

  schema::FeedHealth health(const std::string& name) {
    for (const schema::FeedHealth& feed : schema::Reader(file).feeds()) {
      if (feed.subscription.name == name) return feed;
    }
    FAIL("no feed is named " << name);
    return {};
  }

  test::TempDir folder;
  std::filesystem::path file = folder / "store.db";
  test::HttpServer server;
  asio::io_context loop{1};
  asio::thread_pool workers{2}, writer{1};
  schema::Store store{file};
  Events events;
  Metrics metrics;
  Settings settings;
  feeds::Time now = feeds::Time{1'700'481'600s};
  std::size_t announced = 0;

 private:
  std::unique_ptr<Poller> poller_;
};

using Titles = std::set<std::string>;

// In a new store ids are given from 1.
constexpr schema::FeedId only_feed = 1;

}  // namespace

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
    room.poll();
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
    room.restart();
    room.now += 90min;
    CHECK(!room.poll().contains("a"));
    room.now += 1h;
    CHECK(room.poll().contains("a"));
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

  TEST_CASE("what was lost in a gap is read in the archive, in circles or not") {
    Newsroom room;
    const auto page = [](const std::vector<std::string>& titles, const std::string& older) {
      std::string text = rss(titles);
      const std::string link =
          "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='prev-archive' href='" + older + "'/>";
      return reply(200, text.insert(text.find("<item>"), link));
    };
    room.server.on("/a.xml", [&](const test::Request&, int hit) {
      return page(hit == 1 ? std::vector<std::string>{"2", "1"} : std::vector<std::string>{"8", "7"}, "/older");
    });
    room.server.on("/older", page({"6", "5"}, "/oldest"));
    room.server.on("/oldest", page({"4", "3", "2"}, "/older"));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    room.poll(true);
    CHECK(room.titles() == Titles{"1", "2", "3", "4", "5", "6", "7", "8"});
    CHECK(room.server.hits("/older") == 1);
    CHECK(room.health("a").gaps == 0);

    room.server.on("/b.xml", [&](const test::Request&, int hit) {
      return page(hit == 1 ? std::vector<std::string>{"b", "c"} : std::vector<std::string>{"d", "e"}, "/round");
    });
    room.server.on("/round", page({"x", "y"}, "/round"));
    room.subscribe("b", room.server.url("/b.xml"));
    room.restart();
    room.poll();
    room.poll(true, {"b"});
    CHECK(room.server.hits("/round") == 1);
    CHECK(room.health("b").gaps == 1);
  }

  TEST_CASE("an archive that cannot be read now is read with the next visit, a few times") {
    for (const int failures : {1, 3, 4}) {
      CAPTURE(failures);
      Newsroom room;
      room.server.on("/a.xml", [](const test::Request&, int hit) {
        const std::vector<std::string> titles =
            hit == 1 ? std::vector<std::string>{"2", "1"} : std::vector<std::string>{"8", "7"};
        return reply(200, {{"ETag", hit == 1 ? "\"1\"" : "\"2\""}}, with_older(rss(titles), "prev-archive", "/older"));
      });
      room.server.on("/older", [&](const test::Request&, int hit) {
        return hit <= failures ? reply(503) : reply(200, rss({"6", "5", "4", "3", "2"}));
      });
      room.subscribe("a", room.server.url("/a.xml"));
      room.poll();
      for (int visit = 0; visit < 6; ++visit) {
        room.restart();
        room.poll(true);
        CHECK(room.health("a").gaps == (visit < failures || failures > 3 ? 1 : 0));
      }
      CHECK(room.titles().size() == (failures > 3 ? 4 : 8));
      CHECK(room.server.hits("/older") == std::min(failures + 1, 4));
    }
  }

  TEST_CASE("what leads back to the document, however it is written, is no older page of it") {
    for (const std::string older : {"/a.xml", "/a.xml#older", "#older", "HTTP://127.0.0.1:PORT/a.xml",
                                    "http://u:p@127.0.0.1:PORT/a.xml", "/led.xml", "/led.xml#older"}) {
      CAPTURE(older);
      Newsroom room;
      std::string url = older;
      if (const std::size_t at = url.find("PORT"); at != url.npos)
        url.replace(at, 4, std::to_string(room.server.port()));
      room.server.on("/led.xml", test::redirect(302, "/a.xml"));
      room.server.on("/a.xml", [&](const test::Request&, int hit) {
        const std::string n = std::to_string(hit);
        return reply(200, with_older(rss({n + "a", n + "b"}), "next", url));
      });
      room.subscribe("a", room.server.url("/led.xml"));
      room.poll();
      room.poll(true);
      CHECK(room.titles() == Titles{"1a", "1b", "2a", "2b"});
      CHECK(room.server.hits("/led.xml") == 2);
      CHECK(room.server.hits("/a.xml") == 2);
    }
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

  TEST_CASE("when no host can be reached nothing is charged, and all stay due") {
    Newsroom room;
    room.settings.poll.timeout = 1s;
    // The discard prefix (RFC 6666): there is no way there, or nobody at its end.
    for (int i = 1; i <= 5; ++i) room.subscribe(std::to_string(i), "http://[100::" + std::to_string(i) + "]/");
    CHECK_THROWS_AS(room.poll(), NetworkDown);
    for (int i = 1; i <= 5; ++i) CHECK(room.health(std::to_string(i)).errors == 0);

    // With somebody heard it is the hosts' own fault.
    room.restart();
    room.server.on("/a", reply(200, rss({"one"})));
    for (int i = 0; i < 3; ++i) room.subscribe("a" + std::to_string(i), room.server.url("/a?" + std::to_string(i)));
    room.settings.poll.concurrency = 1;
    std::rotate(room.settings.feeds.begin(), room.settings.feeds.begin() + 5, room.settings.feeds.end());
    std::swap(room.settings.feeds[1], room.settings.feeds[3]);
    room.settings.feeds.resize(4);
    room.poll();
    CHECK(room.metrics.polls["failed"] > 0);
  }

  TEST_CASE("when no host can be reached, how each feed fared before is told on") {
    Newsroom room;
    room.settings.poll.timeout = 1s;
    std::vector<schema::Subscription> subscriptions;
    for (int i = 1; i <= 5; ++i) {
      const std::string name = std::to_string(i), url = "http://[100::" + name + "]/";
      room.subscribe(name, url);
      subscriptions.push_back({.name = name, .url = url, .category = {}, .language = {}});
    }
    std::vector<schema::PollRecord> before;
    for (schema::FeedState& state : room.store.sync_feeds(subscriptions)) {
      state.last_poll = state.next_poll = room.now - 1h;
      state.errors = 2;
      schema::PollRecord& visit = before.emplace_back();
      visit.state = state;
      visit.at = room.now - 1h;
      visit.status = 500;
      visit.error = "HTTP 500";
      visit.bytes = 7;
    }
    room.store.record(before);
    CHECK_THROWS_AS(room.poll(), NetworkDown);
    for (int i = 1; i <= 5; ++i) {
      const schema::FeedHealth health = room.health(std::to_string(i));
      CHECK(health.errors == 2);
      CHECK(health.last_poll == room.now - 1h);
      CHECK(health.last_status == 500);
      CHECK(health.last_error == "HTTP 500");
      CHECK(health.bytes == 7);
    }
  }

  TEST_CASE("dead hosts at the head of a list hold up nobody behind them, and are charged") {
    Newsroom room;
    room.settings.poll.timeout = 2s;
    for (int i = 1; i <= 4; ++i) room.subscribe("dead" + std::to_string(i), "http://[100::" + std::to_string(i) + "]/");
    room.server.on("/a", reply(200, rss({"one"})));
    for (int i = 0; i < 20; ++i) room.subscribe("a" + std::to_string(i), room.server.url("/a?" + std::to_string(i)));
    room.settings.poll.concurrency = 6;
    const auto visits = room.poll();
    for (int i = 0; i < 20; ++i) CHECK(visits.at("a" + std::to_string(i)).error == "");
    for (int i = 1; i <= 4; ++i) CHECK(room.health("dead" + std::to_string(i)).errors == 1);
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

  TEST_CASE("a sweep whose visits cannot be kept says so; run() waits and loses nothing") {
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
