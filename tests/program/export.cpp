#include "tests/program/desk.hpp"

#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

using namespace datelined::test;
namespace json = boost::json;

namespace {

using Titles = std::vector<std::string>;

const Titles newest_first{"Rain, \"heavy\" at times", "Ministers meet", "بندرگاہ کھل گئی", "Harbour reopens"};

struct PolledDesk : Desk {
  PolledDesk() { REQUIRE(run({"poll"}).status == 0); }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t number = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++number;
  return number;
}

// Whether a process has a file open whose name begins so.
bool has_open(pid_t process, const std::string& beginning) {
  std::error_code gone;
  for (const auto& open : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd", gone)) {
    if (std::filesystem::read_symlink(open.path(), gone).string().starts_with(beginning)) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("program/export") {
  TEST_CASE_FIXTURE(PolledDesk, "each story once, newest first, as a JSON Feed item with what we know of it") {
    const auto lines = stories();
    CHECK(titles(lines) == newest_first);
    for (const json::value& story : lines) {
      const json::value& known = story.at("_datelined");
      for (const char* member : {"feed", "story", "sources", "revision", "status", "seq", "first_seen"}) {
        CHECK_MESSAGE(known.as_object().contains(member), member << " is missing");
      }
      CHECK(known.at("status") == "usable");
      CHECK(known.at("revision") == 1);
    }
    const json::value& shared = lines.at(1);
    CHECK(shared.at("_datelined").at("feed") == "city");
    const json::array& sources = shared.at("_datelined").at("sources").as_array();
    REQUIRE(sources.size() == 2);
    CHECK(sources[0].at("feed") == "city");
    CHECK(sources[0].at("id") == "city-2");
    CHECK(sources[1].at("feed") == "urdu");
    CHECK(sources[1].at("title") == "وزراء کی ملاقات");
  }

  TEST_CASE_FIXTURE(PolledDesk, "every option narrows what is exported") {
    struct Row {
      std::vector<std::string> arguments;
      Titles expected;
    };
    const Row rows[] = {
        {{"--feed", "urdu"}, {"وزراء کی ملاقات", "بندرگاہ کھل گئی"}},
        {{"--feed", "urdu", "--feed", "city"}, newest_first},
        {{"--category", "Asia"}, {"Ministers meet", "بندرگاہ کھل گئی"}},
        {{"--lang", "ur"}, {"بندرگاہ کھل گئی"}},
        {{"--lang", "en"}, {"Rain, \"heavy\" at times", "Ministers meet", "Harbour reopens"}},
        {{"--query", "harbour"}, {"Harbour reopens"}},
        {{"--query", "HARBOUR dawn"}, {"Harbour reopens"}},
        {{"--query", "بندرگاه"}, {"بندرگاہ کھل گئی"}},
        {{"--query", "nowhere"}, {}},
        {{"--query", "harb"}, {}},
        {{"--query", "harb*"}, {"Harbour reopens"}},
        {{"--query", "\"harbour reopens\" -nowhere", "--sort", "rank"}, {"Harbour reopens"}},
        {{"--query", "harbour -reopens"}, {}},
        {{"--since", "2024-05-03"}, {"Rain, \"heavy\" at times"}},
        {{"--until", "2024-05-02T08:00:00Z"}, {"Harbour reopens"}},
        {{"--since", "2024-05-02", "--until", "2024-05-02T09:00:00Z"}, {"بندرگاہ کھل گئی"}},
        {{"--since", "24h"}, {}},
        {{"--status", "usable"}, newest_first},
        {{"--status", "killed"}, {}},
        {{"--limit", "2"}, {"Rain, \"heavy\" at times", "Ministers meet"}},
    };
    for (const Row& row : rows) {
      std::string asked;
      for (const std::string& argument : row.arguments) asked += argument + " ";
      CAPTURE(asked);
      CHECK(titles(stories(row.arguments)) == row.expected);
    }
  }

  TEST_CASE_FIXTURE(PolledDesk, "a search for nothing, and a rank of nothing, are usage errors that say so") {
    for (const auto& [arguments, option] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"export", "--query", "…"}, "--query"},
             {{"export", "--query", "-harbour"}, "--query"},
             {{"export", "--sort", "rank"}, "--sort"},
             {{"export", "--sort", "rank", "--query", "a", "--after", "1"}, "--sort"},
             {{"export", "--sort", "best"}, "--sort"}}) {
      const Outcome outcome = run(arguments);
      CHECK(outcome.status == 2);
      CHECK(contains(outcome.err, option));
    }
  }

  TEST_CASE_FIXTURE(PolledDesk, "--after gives what changed since, oldest change first") {
    const auto all = stories({"--after", "0"});
    REQUIRE(all.size() == 4);
    std::int64_t last = 0;
    for (const json::value& story : all) {
      const std::int64_t seq = story.at("_datelined").at("seq").as_int64();
      CHECK(seq > last);
      last = seq;
    }
    CHECK(stories({"--after", std::to_string(last)}).empty());
    const std::int64_t third = all[2].at("_datelined").at("seq").as_int64();
    CHECK(titles(stories({"--after", std::to_string(third)})) == Titles{titles(all)[3]});

    dir.write("wires/city.xml", numbered_wire("city", 7, 7));
    REQUIRE(run({"poll", "--force"}).status == 0);
    CHECK(titles(stories({"--after", std::to_string(last)})) == Titles{"city 7"});
  }

  TEST_CASE_FIXTURE(PolledDesk, "every format holds every story") {
    const Outcome atom = run({"export"});
    CHECK(atom.out.starts_with("<?xml"));
    CHECK(count(atom.out, "<entry") == 4);
    CHECK(run({"export", "--format", "atom"}).out == atom.out);
    CHECK(count(run({"export", "--format", "rss"}).out, "<item>") == 4);
    CHECK(json::parse(run({"export", "--format", "json"}).out).at("items").as_array().size() == 4);
    CHECK(count(run({"export", "--format", "ndjson"}).out, "\n") == 4);
    CHECK(contains(run({"export", "--format", "csv"}).out, "\"Rain, \"\"heavy\"\" at times\""));
    const Outcome html = run({"export", "--format", "html"});
    CHECK(count(html.out, "بندرگاہ کھل گئی") >= 1);
    CHECK(contains(html.out, "dir=\"rtl\""));
  }

  TEST_CASE_FIXTURE(PolledDesk, "opml is every configured feed, with what it says of itself") {
    const Outcome outcome = run({"export", "--format", "opml"});
    CHECK(outcome.status == 0);
    CHECK(count(outcome.out, "xmlUrl=") == 2);
    CHECK(contains(outcome.out, "https://city.example/"));
    const Outcome imported = datelined::test::run({.arguments = {"import", "-"}, .input = outcome.out});
    CHECK(contains(imported.out, "name      = \"city\""));
    CHECK(contains(imported.out, "category  = \"Europe\""));
  }

  TEST_CASE_FIXTURE(PolledDesk, "opml is narrowed by feed, category and language") {
    struct Row {
      std::vector<std::string> narrowed;
      bool has_city, has_urdu;
    };
    const Row rows[] = {{{"--feed", "urdu"}, false, true},
                        {{"--feed", "urdu", "--feed", "city"}, true, true},
                        {{"--category", "europe"}, true, false},
                        {{"--lang", "en"}, true, false},
                        {{"--category", "Asia", "--lang", "en"}, false, false}};
    for (const Row& row : rows) {
      CAPTURE(row.narrowed.back());
      std::vector<std::string> arguments{"export", "--format", "opml"};
      arguments.insert(arguments.end(), row.narrowed.begin(), row.narrowed.end());
      const Outcome outcome = run(arguments);
      CHECK(outcome.status == 0);
      CHECK(contains(outcome.out, "wires/city.xml") == row.has_city);
      CHECK(contains(outcome.out, "wires/urdu.xml") == row.has_urdu);
    }
  }

  TEST_CASE_FIXTURE(PolledDesk, "who reads the store needs no passwords of feeds") {
    configure(std::string(two_feeds) + "login_file = \"login\"\ncertificate = \"client.pem\"\nkey = \"client.key\"\n");
    CHECK(run({"poll"}).status == 2);
    CHECK(contains(run({"check"}).err, "feed.login_file: "));
    CHECK(titles(stories()).size() == 4);
    CHECK(contains(run({"export", "--format", "opml"}).out, "xmlUrl"));
    CHECK(run({"feeds"}).status == 0);
    CHECK(run({"why", "none", "none"}).status == 1);
    CHECK(run({"split", "none"}).status == 1);
    configure(std::string(two_feeds) + "login_file = 5\nlogin_fil = \"x\"\n");
    const Outcome wrong = run({"export"});
    CHECK(wrong.status == 2);
    CHECK(contains(wrong.err, "feed.login_file: expected a string"));
    CHECK(contains(wrong.err, "did you mean `login_file`?"));
  }

  TEST_CASE("opml needs no database") {
    const Desk desk;
    const Outcome outcome = desk.run({"export", "--format", "opml"});
    CHECK(outcome.status == 0);
    CHECK(count(outcome.out, "xmlUrl=") == 2);
  }

  TEST_CASE("without a database that is said, and no file is touched") {
    const Desk desk;
    desk.dir.write("out.xml", "old");
    const Outcome outcome = desk.run({"export", "-o", desk.dir / "out.xml"});
    CHECK(outcome.status == 1);
    CHECK(outcome.out == "");
    CHECK(contains(outcome.err, "datelined.db: no database yet; `datelined run` or `datelined poll` makes it"));
    CHECK(desk.dir.read("out.xml") == "old");
    CHECK_FALSE(std::filesystem::exists(desk.dir / "datelined.db"));
  }

  TEST_CASE_FIXTURE(PolledDesk, "-o makes a file, and replaces one with its permissions kept") {
    const std::string to_stdout = run({"export", "--format", "ndjson"}).out;
    const std::string file = dir / "out/wire.ndjson";
    std::filesystem::create_directory(dir / "out");
    const Outcome first = run({"export", "--format", "ndjson", "-o", file});
    CHECK(first.status == 0);
    CHECK(first.out == "");
    CHECK(dir.read("out/wire.ndjson") == to_stdout);

    ::chmod(file.c_str(), 0640);
    const int reader = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    CHECK(run({"export", "--format", "ndjson", "--limit", "1", "--output", file}).status == 0);
    CHECK(count(dir.read("out/wire.ndjson"), "\n") == 1);
    struct stat now {};
    REQUIRE(::stat(file.c_str(), &now) == 0);
    CHECK((now.st_mode & 0777) == 0640);
    // Who had it open reads the old one to its end.
    std::string old(to_stdout.size() + 1, '\0');
    CHECK(::read(reader, old.data(), old.size()) == static_cast<ssize_t>(to_stdout.size()));
    ::close(reader);
    CHECK(std::distance(std::filesystem::directory_iterator(dir / "out"), {}) == 1);
  }

  TEST_CASE_FIXTURE(PolledDesk, "a symbolic link stays one, what it points at is replaced") {
    dir.write("real.xml", "old");
    std::filesystem::create_symlink("real.xml", dir / "link.xml");
    CHECK(run({"export", "-o", dir / "link.xml"}).status == 0);
    CHECK(std::filesystem::is_symlink(dir / "link.xml"));
    CHECK(contains(dir.read("real.xml"), "<entry"));

    // Also one that points at nothing yet.
    std::filesystem::create_symlink("new.xml", dir / "first.xml");
    CHECK(run({"export", "-o", dir / "first.xml"}).status == 0);
    CHECK(std::filesystem::is_symlink(dir / "first.xml"));
    CHECK(contains(dir.read("new.xml"), "<entry"));
  }

  TEST_CASE_FIXTURE(PolledDesk, "an export that is killed in the middle leaves the old file and nothing beside it") {
    std::filesystem::create_directory(dir / "out");
    dir.write("out/wire.xml", "old");
    // Who locks the store for itself alone makes an export wait, that has its file open by then.
    sqlite3* locked = nullptr;
    REQUIRE(sqlite3_open((dir / "datelined.db").c_str(), &locked) == SQLITE_OK);
    const char* const lock = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
    REQUIRE(sqlite3_exec(locked, lock, nullptr, nullptr, nullptr) == SQLITE_OK);
    Process exporting(launch({"export", "-o", dir / "out/wire.xml"}));
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!has_open(exporting.pid(), dir / "out/")) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::yield();
    }
    exporting.signal(SIGKILL);
    CHECK(exporting.wait() == 128 + SIGKILL);
    sqlite3_close(locked);
    CHECK(dir.read("out/wire.xml") == "old");
    CHECK(std::distance(std::filesystem::directory_iterator(dir / "out"), {}) == 1);
  }

  TEST_CASE_FIXTURE(PolledDesk, "a pipe that does not wait is waited for") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
    REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, 4096) == 4096);
    Launch export_it = launch({"export", "--format", "html"});
    export_it.output = ends[1];
    Process exporting(export_it);
    ::close(ends[1]);
    std::string read, piece(4096, '\0');
    for (pollfd readable{ends[0], POLLIN, 0}; ::poll(&readable, 1, -1) == 1;) {
      const ssize_t got = ::read(ends[0], piece.data(), piece.size());
      if (got <= 0) break;
      read.append(piece, 0, static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    CHECK(exporting.wait() == 0);
    CHECK(read == run({"export", "--format", "html"}).out);
  }

  TEST_CASE_FIXTURE(PolledDesk, "a place that cannot be written is named") {
    const Outcome outcome = run({"export", "-o", dir / "none/wire.xml"});
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "none/wire.xml: cannot be written: No such file or directory"));
  }

  TEST_CASE_FIXTURE(PolledDesk, "when nobody reads stdout any more it ends quietly") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    ::close(ends[0]);
    Launch export_it = launch({"export"});
    export_it.output = ends[1];
    const Outcome outcome = datelined::test::run(export_it);
    ::close(ends[1]);
    CHECK(outcome.status == 1);
    CHECK(outcome.err == "");
  }
}
