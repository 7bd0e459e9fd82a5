// What happens to the database when things go badly: a crash, a newer version, no room, no permission.
#include "tests/program/desk.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>

using namespace datelined::test;

namespace {

// One value of one row, as text.
std::string ask(const std::string& file, const char* question) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  std::string answer;
  const auto keep = [](void* into, int, char** values, char**) {
    if (values[0] != nullptr) *static_cast<std::string*>(into) = values[0];
    return 0;
  };
  char* error = nullptr;
  CHECK_MESSAGE(sqlite3_exec(db, question, keep, &answer, &error) == SQLITE_OK, (error == nullptr ? "" : error));
  sqlite3_free(error);
  sqlite3_close(db);
  return answer;
}

// Twelve wires that grow by an entry each round.
constexpr int wires = 12;

std::string name_of(int wire) {
  return "wire-" + std::to_string(wire);
}

void write_wires(const Desk& desk, int entries) {
  for (int wire = 0; wire < wires; ++wire) {
    desk.dir.write(name_of(wire) + ".xml", numbered_wire(name_of(wire), 1, entries));
  }
}

}  // namespace

TEST_SUITE("program/store") {
  TEST_CASE("killed ten times in the middle of a sweep, no entry is lost and none is there twice") {
    const Desk desk;
    std::string feeds;
    for (int wire = 0; wire < wires; ++wire) {
      feeds += "[[feed]]\nname = \"" + name_of(wire) + "\"\nurl = \"file:" + name_of(wire) + ".xml\"\n";
    }
    desk.configure(feeds);
    constexpr int at_first = 40, rounds = 10;
    for (int round = 0; round < rounds; ++round) {
      CAPTURE(round);
      write_wires(desk, at_first + round);
      Process sweep(desk.launch({"poll", "--force"}));
      // Another moment each time: after that many feeds were told to be stored.
      std::size_t at = 0;
      for (int seen = 0; seen < round; ++seen) at = sweep.wait_for_out("\n", at);
      sweep.signal(SIGKILL);
      CHECK(sweep.wait() >= 0);
      const std::string told = sweep.out().substr(0, sweep.out().rfind('\n') + 1);

      if (!std::filesystem::exists(desk.dir / "datelined.db")) continue;
      CHECK(ask(desk.dir / "datelined.db", "PRAGMA integrity_check") == "ok");
      // What a line told of is stored.
      const Outcome all = desk.run({"export", "--format", "ndjson"});
      for (int wire = 0; wire < wires; ++wire) {
        if (!contains(told, name_of(wire) + ": ")) continue;
        CHECK(contains(all.out, "\"" + name_of(wire) + " " + std::to_string(at_first + round) + "\""));
      }
    }

    REQUIRE(desk.run({"poll", "--force"}).status == 0);
    const auto stories = titles(desk.stories());
    CHECK(stories.size() == wires * (at_first + rounds - 1));
    CHECK(std::set<std::string>(stories.begin(), stories.end()).size() == stories.size());
    CHECK(ask(desk.dir / "datelined.db", "PRAGMA integrity_check") == "ok");
    CHECK(ask(desk.dir / "datelined.db", "PRAGMA foreign_key_check") == "");
  }

  TEST_CASE("reading never fails because somebody writes and checkpoints") {
    const Desk desk;
    desk.configure("[[feed]]\nname = \"n\"\nurl = \"file:n.xml\"\n");
    for (int round = 0; round < 8; ++round) {
      desk.dir.write("n.xml", numbered_wire("n", 1, 300 * (round + 1)));
      Process sweep(desk.launch({"poll", "--force"}));
      if (round == 0) CHECK(sweep.wait() == 0);
      for (int look = 0; look < 4; ++look) {
        const Outcome outcome = desk.run({"feeds"});
        CHECK(outcome.err == "");
        CHECK(outcome.status == 0);
      }
      CHECK(sweep.wait() == 0);
    }
  }

  TEST_CASE("a database of a newer version is refused and left as it is") {
    const Desk desk;
    REQUIRE(desk.run({"poll"}).status == 0);
    const std::string file = desk.dir / "datelined.db";
    ask(file, "PRAGMA user_version = 9999");
    ask(file, "PRAGMA journal_mode = DELETE");
    const std::string before = desk.dir.read("datelined.db");
    for (const std::string command : {"run", "poll", "export", "feeds"}) {
      CAPTURE(command);
      const Outcome outcome = desk.run({command});
      CHECK(outcome.status == 1);
      CHECK(contains(outcome.err, file));
      CHECK(contains(outcome.err, "version 9999"));
    }
    CHECK(desk.dir.read("datelined.db") == before);
  }

  TEST_CASE("a file that is no database of ours is refused and left as it is") {
    const Desk desk;
    for (const std::string_view content : {std::string_view("a letter, not a database, and longer than a page header."),
                                           std::string_view("SQLite format 3")}) {
      desk.dir.write("datelined.db", content);
      for (const std::string command : {"run", "poll", "export"}) {
        CAPTURE(command);
        const Outcome outcome = desk.run({command});
        CHECK(outcome.status == 1);
        CHECK(contains(outcome.err, (desk.dir / "datelined.db").string()));
      }
      CHECK(desk.dir.read("datelined.db") == content);
    }
  }

  TEST_CASE("a database that may not be written is named, what is in it can still be exported") {
    const Desk desk;
    REQUIRE(desk.run({"poll"}).status == 0);
    // Permissions do not bind root: the program is run as nobody there.
    const bool root = ::geteuid() == 0;
    const auto as_reader = [&](std::vector<std::string> arguments) {
      Launch launch = desk.launch(std::move(arguments));
      if (!root) return run(launch);
      launch.arguments.insert(launch.arguments.begin(),
                              {"--reuid=65534", "--regid=65534", "--clear-groups", launch.program});
      launch.program = "/usr/bin/setpriv";
      return run(launch);
    };
    // It is made for its user and group alone; whoever else may read gets the log and its index with it.
    for (const char* file : {"datelined.db", "datelined.db-wal", "datelined.db-shm"})
      ::chmod((desk.dir / file).c_str(), 0444);
    ::chmod(desk.dir.path().c_str(), 0555);
    if (as_reader({"check"}).status != 0) {
      MESSAGE("skipped: nobody may not run the program where it stands");
      return;
    }
    const Outcome polled = as_reader({"poll", "--force"});
    CHECK(polled.status == 1);
    CHECK(contains(polled.err, (desk.dir / "datelined.db").string()));
    const Outcome exported = as_reader({"export", "--format", "ndjson"});
    CHECK(exported.status == 0);
    CHECK(std::count(exported.out.begin(), exported.out.end(), '\n') == 4);
    ::chmod(desk.dir.path().c_str(), 0755);
  }

  TEST_CASE("when there is no room it is said, and nothing that was stored is lost") {
    const Desk desk;
    REQUIRE(desk.run({"poll"}).status == 0);
    desk.dir.write("wires/city.xml", numbered_wire("city", 1, 2000));
    Launch launch = desk.launch({"poll", "--force"});
    // A file may grow to 200 KiB: the disk is full there, and write(2) says so instead of killing.
    launch.arguments.insert(launch.arguments.begin(),
                            {"-c", "trap '' XFSZ; ulimit -f 400; exec \"$@\"", "sh", launch.program});
    launch.program = "/bin/sh";
    const Outcome full = run(launch);
    CHECK(full.status == 1);
    CHECK(contains(full.err, (desk.dir / "datelined.db").string()));
    CHECK(titles(desk.stories()).size() == 4);
    CHECK(ask(desk.dir / "datelined.db", "PRAGMA integrity_check") == "ok");

    const Outcome with_room = desk.run({"poll", "--force"});
    CHECK(contains(with_room.out, "city: 1997 new, 3 revised"));
    CHECK(titles(desk.stories()).size() == 2001);
  }
}
