#include "tests/program/desk.hpp"
#include "tests/support/http_server.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

using namespace datelined::test;

TEST_SUITE("program/check") {
  TEST_CASE("a right configuration is told as it was understood") {
    const Desk desk;
    const Outcome outcome = desk.run({"check"});
    CHECK(outcome.status == 0);
    CHECK(outcome.err == "");
    const std::string folder = desk.dir.path().string();
    CHECK(outcome.out == desk.config() + ": ok, 2 feeds\ndatabase " + folder +
                             "/datelined.db\nlisten 127.0.0.1:0\nfeed city every 15m file://" + folder +
                             "/wires/city.xml\nfeed urdu every 15m file://" + folder + "/wires/urdu.xml\n");
  }

  TEST_CASE("credentials are not shown") {
    const Desk desk;
    desk.configure("[[feed]]\nname = \"a\"\nurl = \"https://me:s3cret@a.example/feed\"\ninterval = \"2h\"\n");
    const Outcome outcome = desk.run({"check"});
    CHECK(outcome.out.ends_with("feed a every 2h https://a.example/feed\n"));
  }

  TEST_CASE("reading a configuration makes no database") {
    const Desk desk;
    CHECK(desk.run({"check"}).status == 0);
    CHECK_FALSE(std::filesystem::exists(desk.dir / "datelined.db"));
  }

  TEST_CASE("online, every feed is visited once and nothing is stored") {
    const Desk desk;
    const Outcome outcome = desk.run({"check", "--online"});
    CHECK(outcome.status == 0);
    CHECK(contains(outcome.out, "city"));
    CHECK(contains(outcome.out, "3 new"));
    CHECK_FALSE(std::filesystem::exists(desk.dir / "datelined.db"));

    desk.configure("[[feed]]\nname = \"gone\"\nurl = \"file:wires/gone.xml\"\n");
    const Outcome failed = desk.run({"check", "--online"});
    CHECK(failed.status == 1);
    CHECK(contains(failed.out, "No such file"));
  }

  TEST_CASE("online, it leaves nothing behind when it is ended early, by a terminal that closes as well") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      CAPTURE(signal);
      HttpServer mute;
      mute.on("/mute.xml", "");
      const Desk desk;
      desk.configure("[poll]\nallow_private = true\n[[feed]]\nname = \"mute\"\nurl = \"" + mute.url("/mute.xml") +
                     "\"\n");
      const TempDir scratch;
      Launch launch = desk.launch({"check", "--online"});
      launch.environment["TMPDIR"] = scratch.path().string();
      Process check(launch);
      REQUIRE(mute.wait_for_hits("/mute.xml", 1));
      check.signal(signal);
      CHECK(check.wait() == 1);
      CHECK(contains(check.err(), "interrupted"));
      CHECK(std::filesystem::is_empty(scratch.path()));
    }
  }
}
