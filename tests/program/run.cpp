// The daemon as systemd and its readers see it.
#include "tests/program/daemon.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <list>
#include <optional>
#include <string>

using namespace datelined::test;

namespace {

using Clock = std::chrono::steady_clock;

// A child of this process, by as much as the daemon asks for.
bool may_come_before(int own) {
  int status = 0;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::setpriority(PRIO_PROCESS, 0, own - 10) == 0 ? 0 : 1);
  ::waitpid(child, &status, 0);
  return status == 0;
}

}  // namespace

TEST_SUITE("program/run") {
  TEST_CASE("it polls, serves what it polled, and ends at SIGTERM") {
    const Desk desk;
    Daemon daemon(desk);
    daemon.wait_for_story("Harbour reopens");
    daemon.wait_for_story("بندرگاہ کھل گئی");
    const auto answer = daemon.get("/atom.xml");
    CHECK(answer.status == 200);
    CHECK(contains(answer.body, "Harbour reopens"));
    CHECK(daemon.get("/readyz").status == 200);
    CHECK(daemon.get("/healthz").status == 200);

    daemon.end();
    CHECK(titles(desk.stories()).size() == 4);
  }

  TEST_CASE("the thread that answers comes before those that compute, where it may") {
    const Desk desk;
    Daemon daemon(desk);
    const int own = ::getpriority(PRIO_PROCESS, 0);
    const std::string tasks = "/proc/" + std::to_string(daemon.process().pid()) + "/task";
    int others = 0;
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
      const int thread = std::stoi(task.path().filename());
      const int nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread));
      CAPTURE(nice);
      if (thread == daemon.process().pid()) {
        CHECK(nice == (may_come_before(own) ? std::max(own - 10, -20) : own));
      } else {
        CHECK(nice >= own);
        ++others;
      }
    }
    CHECK(others > 0);
    daemon.end();
  }

  TEST_CASE("SIGINT ends it as well") {
    const Desk desk;
    Daemon daemon(desk);
    daemon.end(SIGINT);
  }

  TEST_CASE("systemd hears when it is ready, alive, reloading and stopping") {
    const Desk desk;
    Daemon daemon(desk, {{"WATCHDOG_USEC", "200000"}});
    CHECK(contains(daemon.ready, "STATUS=2 feeds"));
    daemon.notify.wait_for("WATCHDOG=1");
    daemon.notify.wait_for("WATCHDOG=1");
    daemon.process().signal(SIGHUP);
    CHECK(contains(daemon.notify.wait_for("RELOADING=1"), "MONOTONIC_USEC="));
    daemon.notify.wait_for("READY=1");
    daemon.process().signal(SIGTERM);
    daemon.notify.wait_for("STOPPING=1");
    daemon.wait();
  }

  TEST_CASE("a socket that systemd passes is served, whatever the configuration says") {
    const Desk desk;
    const Listening passed;
    Daemon daemon(desk, {}, {passed.fd});
    CHECK(daemon.port == passed.port);
    CHECK(HttpClient(daemon.url()).get("/healthz").status == 200);
    daemon.end();
  }

  TEST_CASE("SIGTERM ends it within 5 s while a feed does not answer and readers stay connected") {
    const Desk desk;
    const Listening mute;
    desk.configure("[poll]\nallow_private = true\n" + std::string(two_feeds) +
                   "[[feed]]\nname = \"mute\"\nurl = \"http://127.0.0.1:" + std::to_string(mute.port) + "/\"\n");
    Daemon daemon(desk);
    const int asked = ::accept(mute.fd, nullptr, nullptr);
    HttpClient idle(daemon.url()), reading(daemon.url());
    CHECK(idle.get("/healthz").status == 200);
    follow_events(reading);
    reading.receive_until("Harbour reopens");
    const auto start = Clock::now();
    daemon.end();
    CHECK(Clock::now() - start < std::chrono::seconds{5});
    ::close(asked);
  }

  TEST_CASE("connections leave what the store and the feeds need of the descriptors") {
    const Desk desk;
    desk.dir.write("datelined.toml",
                   "[http]\nlisten = \"127.0.0.1:0\"\nhead_timeout = \"1h\"\nidle_timeout = \"1h\"\n"
                   "[[feed]]\nname = \"city\"\nurl = \"file:wires/city.xml\"\n");
    Daemon daemon(limited(desk.launch({"run"}), "-n 200"), desk);
    std::list<HttpClient> idle;
    for (int i = 0; i < 300; ++i) idle.emplace_back(daemon.url());
    CHECK(daemon.get("/feed.json").status == 200);
    CHECK(contains(daemon.process().err(), "http.max_connections: 100 instead of 4096"));
    daemon.end();
  }

  TEST_CASE("SIGHUP takes in a new feed and loses no connection") {
    const Desk desk;
    Daemon daemon(desk);
    HttpClient connection(daemon.url());
    CHECK(connection.get("/healthz").status == 200);

    desk.dir.write("new.opml", R"(<opml><body><outline text="Newcomer" xmlUrl="file:new.xml"/></body></opml>)");
    desk.dir.write("new.xml", numbered_wire("newcomer", 1, 2));
    desk.dir.write("datelined.toml",
                   "subscriptions = \"new.opml\"\n[http]\nlisten = \"127.0.0.1:0\"\n" + std::string(two_feeds));
    daemon.process().signal(SIGHUP);
    daemon.notify.wait_for("RELOADING=1");
    CHECK(contains(daemon.notify.wait_for("READY=1"), "STATUS=3 feeds"));
    daemon.wait_for_story("newcomer 2");
    CHECK(contains(connection.get("/feeds.opml").body, "new.xml"));
    daemon.end();
  }

  TEST_CASE("a feed that left the configuration is asked no more, its stories stay") {
    const Desk desk;
    Daemon daemon(desk);
    daemon.wait_for_story("Harbour reopens");
    desk.configure("[[feed]]\nname = \"urdu\"\nurl = \"file:wires/urdu.xml\"\n");
    daemon.process().signal(SIGHUP);
    daemon.notify.wait_for("RELOADING=1");
    CHECK(contains(daemon.notify.wait_for("READY=1"), "STATUS=1 feeds"));
    CHECK_FALSE(contains(daemon.get("/feeds.opml").body, "city.xml"));
    CHECK(contains(daemon.get("/atom.xml").body, "Harbour reopens"));
    daemon.end();
  }

  TEST_CASE("a wrong configuration is told fault by fault, the old one stays") {
    const Desk desk;
    Daemon daemon(desk);
    desk.dir.write("datelined.toml", "databse = \"a\"\n[poll]\nintervall = \"5m\"\n");
    daemon.process().signal(SIGHUP);
    daemon.notify.wait_for("RELOADING=1");
    CHECK(contains(daemon.notify.wait_for("READY=1"), "STATUS=2 feeds"));
    daemon.process().wait_for(desk.config() + ":1:1: databse: unknown key; did you mean `database`?\n");
    daemon.process().wait_for(desk.config() + ":3:1: poll.intervall: unknown key; did you mean `interval`?\n");
    CHECK(contains(daemon.get("/feeds.opml").body, "city.xml"));
    daemon.end();
  }

  TEST_CASE("a second one on the same database says so and ends with status 1") {
    const Desk desk;
    Daemon daemon(desk);
    for (const std::string command : {"run", "poll"}) {
      CAPTURE(command);
      const Outcome second = desk.run({command});
      CHECK(second.status == 1);
      CHECK(contains(second.err, (desk.dir / "datelined.db").string()));
    }
    CHECK(daemon.get("/healthz").status == 200);
  }

  TEST_CASE("export and feeds read while it runs") {
    const Desk desk;
    Daemon daemon(desk);
    daemon.wait_for_story("Harbour reopens");
    daemon.wait_for_story("بندرگاہ کھل گئی");
    CHECK(titles(desk.stories()).size() == 4);
    CHECK(contains(desk.run({"feeds"}).out, "City Desk"));
  }

  TEST_CASE("an address that is taken is named, with status 1") {
    const Desk desk;
    const Listening taken;
    const std::string address = "127.0.0.1:" + std::to_string(taken.port);
    desk.dir.write("datelined.toml", "[http]\nlisten = \"" + address + "\"\n");
    const Outcome outcome = desk.run({"run"});
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, address));
  }
}
