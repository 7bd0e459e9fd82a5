#include "tests/program/desk.hpp"
#include "tests/support/http_server.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>

using namespace datelined::test;

namespace {

// What a terminal was sent.
struct Terminal {
  int master = -1, slave = -1;
  bool opened = ::openpty(&master, &slave, nullptr, nullptr, nullptr) == 0;
  ~Terminal() {
    if (!opened) return;
    ::close(master);
    ::close(slave);
  }
  std::string read() const {
    std::string text;
    ::fcntl(master, F_SETFL, O_NONBLOCK);
    std::array<char, 4096> chunk{};
    for (ssize_t got; (got = ::read(master, chunk.data(), chunk.size())) > 0;) {
      text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return text;
  }
};

}  // namespace

TEST_SUITE("program/poll") {
  TEST_CASE("a sweep prints a line per feed and a summary last") {
    const Desk desk;
    desk.configure(std::string(two_feeds) + "[[feed]]\nname = \"gone\"\nurl = \"file:wires/gone.xml\"\n");
    const Outcome outcome = desk.run({"poll"});
    CHECK(outcome.status == 0);
    CHECK(contains(outcome.out, "city: 3 new, 0 revised ("));
    CHECK(contains(outcome.out, "urdu: 2 new, 0 revised ("));
    CHECK(contains(outcome.out, "gone: failed: "));
    CHECK(contains(outcome.out, "\n3 feeds: 2 changed, 0 unchanged, 1 failed; 5 new entries, 0 revised; "));
    CHECK(outcome.out.rfind("3 feeds: ") > outcome.out.rfind("gone: "));
    CHECK(titles(desk.stories()).size() == 4);
  }

  TEST_CASE("what is not due is left alone, but for --force") {
    const Desk desk;
    REQUIRE(desk.run({"poll"}).status == 0);
    const Outcome again = desk.run({"poll"});
    CHECK(again.status == 0);
    CHECK(again.out == "no feed is due (--force polls all the same)\n");
    const Outcome forced = desk.run({"poll", "--force"});
    CHECK(contains(forced.out, "city: unchanged ("));
    CHECK(contains(forced.out, "2 feeds: 0 changed, 2 unchanged, 0 failed; 0 new entries"));
  }

  TEST_CASE("what is said to a stdout that is closed goes nowhere") {
    const Desk desk;
    const auto shell = [](const std::string& command) {
      return run({.arguments = {"-c", command}, .program = "/bin/sh"});
    };
    CHECK(shell("exec " DATELINED_PROGRAM " poll -c " + desk.config() + " >&-").status == 0);
    // The first file that a sweep opens for good.
    CHECK(desk.dir.read("datelined.db.lock").find_first_not_of("0123456789\n") == std::string::npos);
    CHECK(desk.stories().size() == 4);
    const Outcome exported = shell("exec " DATELINED_PROGRAM " export -c " + desk.config() + " >&-");
    CHECK(exported.status == 1);
    CHECK(contains(exported.err, "stdout: cannot be written: Bad file descriptor"));
  }

  TEST_CASE("only the feeds that are named are polled") {
    const Desk desk;
    const Outcome outcome = desk.run({"poll", "urdu"});
    CHECK(outcome.status == 0);
    CHECK(contains(outcome.out, "urdu: 2 new"));
    CHECK_FALSE(contains(outcome.out, "city"));
    CHECK(titles(desk.stories()).size() == 2);
  }

  TEST_CASE("on a terminal a bar tells how far it is, and is gone in the end") {
    const Desk desk;
    desk.configure(std::string(two_feeds) + "[[feed]]\nname = \"gone\"\nurl = \"file:wires/gone.xml\"\n");
    const Terminal terminal;
    if (!terminal.opened) {
      MESSAGE("SKIPPED: no terminal can be opened here: /dev/pts is not mounted");
      return;
    }
    Launch launch = desk.launch({"poll"});
    launch.output = terminal.slave;
    CHECK(run(launch).status == 0);
    const std::string shown = terminal.read();
    CHECK(contains(shown, "[........................] 0/3"));
    CHECK(contains(shown, "[########################] 3/3"));
    CHECK(contains(shown, "gone: failed: "));
    CHECK_FALSE(contains(shown, "city: 3 new"));
    // What is left to see is after the last erasing of the line.
    const std::string left = shown.substr(shown.rfind("\033[K") + 3);
    CHECK(left.starts_with("3 feeds: 2 changed, 0 unchanged, 1 failed"));
  }

  TEST_CASE("a sweep goes on when nobody reads of it any more") {
    const Desk desk;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    ::close(ends[0]);
    Launch launch = desk.launch({"poll"});
    launch.output = ends[1];
    CHECK(run(launch).status == 0);
    ::close(ends[1]);
    CHECK(titles(desk.stories()).size() == 4);
  }

  TEST_CASE("more feeds than may have a descriptor at once are asked one after another") {
    const Desk desk;
    HttpServer server("0.0.0.0");
    server.on("/feed.xml", reply(200, {}, numbered_wire("wire", 1, 1)));
    std::string feeds = "[poll]\nallow_private = true\n";
    for (int i = 1; i <= 100; ++i) {
      const std::string number = std::to_string(i);
      feeds += "[[feed]]\nname = \"" + number + "\"\nurl = \"http://127.0.3." + number + ":" +
               std::to_string(server.port()) + "/feed.xml\"\n";
    }
    desk.configure(feeds);
    const Outcome outcome = run(limited(desk.launch({"poll", "-v"}), "-n 128"));
    CAPTURE(outcome.out);
    CHECK(contains(outcome.out, "100 changed, 0 unchanged, 0 failed"));
    CHECK(contains(outcome.err, "poll.concurrency: 8 instead of 256"));
  }

  TEST_CASE("a limit to the size of files is said like a full disk") {
    const Desk desk;
    const Outcome outcome = run(limited(desk.launch({"poll"}), "-f 64"));
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "datelined.db: "));
  }

  TEST_CASE("a feed that fails tells the log when it is gone for good") {
    const Desk desk;
    HttpServer server;
    server.on("/feed.xml", [](const Request&, int hit) { return reply(hit < 3 ? 500 : 410, ""); });
    desk.configure("[poll]\nallow_private = true\n[[feed]]\nname = \"a\"\nurl = \"" + server.url("/feed.xml") + "\"\n");
    CHECK(contains(desk.run({"poll", "--force", "-v"}).err, "warning: a: HTTP 500"));
    CHECK_FALSE(contains(desk.run({"poll", "--force", "-v"}).err, "warning: a: HTTP 500"));
    CHECK(contains(desk.run({"poll", "--force", "-v"}).err, "warning: a: HTTP 410: the feed is gone for good"));
    CHECK_FALSE(contains(desk.run({"poll", "--force", "-v"}).err, "warning: a: HTTP 410"));
  }

  TEST_CASE("a feed that has moved for good tells the log where it is asked from now on") {
    const Desk desk;
    HttpServer server;
    server.on("/old.xml", reply(301, {{"Location", "/new.xml"}}, ""));
    server.on("/new.xml", reply(200, {}, numbered_wire("wire", 1, 1)));
    desk.configure("[poll]\nallow_private = true\n[[feed]]\nname = \"a\"\nurl = \"" + server.url("/old.xml") + "\"\n");
    std::string log;
    for (int visit = 0; visit < 5; ++visit) log += desk.run({"poll", "--force", "-v"}).err;
    const std::string told = "a: asked at " + server.url("/new.xml") + " from now on";
    CHECK(contains(log, told));
    CHECK(log.find(told) == log.rfind(told));
  }

  TEST_CASE("an entry that changed is a revision, an entry that left the feed stays") {
    const Desk desk;
    desk.configure("[[feed]]\nname = \"n\"\nurl = \"file:n.xml\"\n");
    desk.dir.write("n.xml", numbered_wire("n", 1, 3));
    REQUIRE(desk.run({"poll"}).status == 0);
    std::string wire = numbered_wire("n", 2, 4);
    wire.replace(wire.find("Story number 3"), 14, "Story number three, corrected,");
    desk.dir.write("n.xml", wire);
    const Outcome outcome = desk.run({"poll", "--force"});
    CHECK(contains(outcome.out, "n: 1 new, 1 revised ("));
    CHECK(titles(desk.stories()).size() == 4);
  }
}
