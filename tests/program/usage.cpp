// What the program says to who asks wrongly, or asks how.
#include "tests/program/desk.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

using namespace datelined::test;

namespace {

const std::vector<std::string> commands{"run",   "poll",   "export", "parse", "check",
                                        "feeds", "import", "why",    "split", "join"};

// What the expression's first group finds in the text.
std::set<std::string> all_of(const std::string& text, const std::regex& what) {
  std::set<std::string> all;
  for (std::sregex_iterator found(text.begin(), text.end(), what), end; found != end; ++found) {
    all.insert((*found)[1]);
  }
  return all;
}

}  // namespace

TEST_SUITE("program/usage") {
  TEST_CASE("--help names every command and the exit statuses") {
    const Outcome outcome = run({.arguments = {"--help"}});
    CHECK(outcome.status == 0);
    CHECK(outcome.err == "");
    for (const std::string& command : commands) CHECK(contains(outcome.out, "\n  " + command + " "));
    CHECK(contains(outcome.out, "Exit status: 0 done; 1 something failed"));
  }

  TEST_CASE("every command explains itself with an example, and tells the version") {
    const std::string version = run({.arguments = {"--version"}}).out;
    CHECK(version.starts_with("datelined "));
    for (const std::string& command : commands) {
      CAPTURE(command);
      const Outcome help = run({.arguments = {command, "--help"}});
      CHECK(help.status == 0);
      CHECK(help.err == "");
      CHECK(contains(help.out, "Examples:\n"));
      CHECK(contains(help.out, "datelined " + command));
      const Outcome its_version = run({.arguments = {command, "--version"}});
      CHECK(its_version.status == 0);
      CHECK(its_version.out == version);
    }
  }

  TEST_CASE("help is no wider than a terminal") {
    std::vector<std::vector<std::string>> helps{{"--help"}};
    for (const std::string& command : commands) helps.push_back({command, "--help"});
    for (const auto& arguments : helps) {
      std::istringstream lines(run({.arguments = arguments}).out);
      for (std::string line; std::getline(lines, line);) {
        CAPTURE(arguments.front());
        CAPTURE(line);
        CHECK(line.size() <= 80);
      }
    }
  }

  TEST_CASE("the manual has the commands and options that the program has") {
    std::ifstream file(SOURCE_TREE "/daemon/datelined.1");
    const std::string manual{std::istreambuf_iterator<char>(file), {}};
    CHECK(all_of(manual, std::regex("\\n\\.Ss ([a-z]+)\n")) == std::set<std::string>(commands.begin(), commands.end()));
    std::string help = run({.arguments = {"--help"}}).out;
    for (const std::string& command : commands) help += run({.arguments = {command, "--help"}}).out;
    CHECK(all_of(manual, std::regex("(?:Fl|,) -([a-z-]+)")) == all_of(help, std::regex("\\n  (?:-.,)?--([a-z-]+)")));
    CHECK(all_of(manual, std::regex("Fl ([a-z])\\b")) == all_of(help, std::regex("\\n  -([a-z]),")));
  }

  TEST_CASE("parse keeps foreign elements when it is asked to") {
    const std::string document =
        "<rss version='2.0' xmlns:x='urn:x'><channel><title>T</title><x:a>1</x:a></channel></rss>";
    const std::string kept = R"("foreign":[{"namespace":"urn:x","name":"a")";
    CHECK(contains(run({.arguments = {"parse", "--foreign", "-"}, .input = document}).out, kept));
    CHECK_FALSE(contains(run({.arguments = {"parse", "-"}, .input = document}).out, "foreign"));
    CHECK(contains(run({.arguments = {"parse", "--help"}}).out, "--foreign"));
  }

  TEST_CASE("wrong usage is status 2 with the usage on stderr, and nothing on stdout") {
    struct Row {
      std::vector<std::string> arguments;
      std::string says;
    };
    const Row rows[] = {
        {{}, "Exit status: 0 done"},
        {{"exprot"}, "no command `exprot`; did you mean `export`?"},
        {{"nonsense"}, "no command `nonsense`"},
        {{"--nonsense"}, "no option `--nonsense`"},
        {{"run", "--nonsense"}, "--nonsense"},
        {{"run", "extra"}, "extra"},
        {{"poll", "--forec"}, "--forec; did you mean `--force`?"},
        {{"export", "--fromat=csv"}, "--fromat=csv; did you mean `--format`?"},
        {{"feeds", "extra"}, "extra"},
        {{"check", "-c"}, "--config"},
        {{"parse"}, "file is required"},
        {{"parse", "a.xml", "b.xml"}, "b.xml"},
        {{"import"}, "file is required"},
        {{"export", "--format", "xml"}, "--format"},
        {{"export", "--limit", "0"}, "--limit: expected a whole number of 1 or more, got \"0\""},
        {{"export", "--limit", "many"}, "--limit: expected a whole number of 1 or more, got \"many\""},
        {{"export", "--limit", "1.5"}, "--limit: expected a whole number"},
        {{"export", "--limit", "9223372036854775808"}, "--limit: expected a whole number"},
        {{"export", "--after", "-1"}, "--after: expected a whole number of 0 or more, got \"-1\""},
        {{"export", "-o", ""}, "--output: expected something, got an empty argument"},
        {{"export", "--since", ""}, "--since: expected something, got an empty argument"},
        {{"poll", "-c", ""}, "--config: expected something, got an empty argument"},
        {{"export", "--since", "yesterday"}, "--since: expected a time"},
        {{"export", "--until", "2024-02-30"}, "--until: expected a time"},
        {{"export", "--status", "dead"}, "--status: expected usable, corrected or killed"},
        {{"export", "--lang", "not a language"}, "--lang: expected a language"},
        {{"export", "--feed", "ctiy"}, "--feed: no feed `ctiy`"},
        {{"export", "--feed", "urud"}, "did you mean `urdu`?"},
        {{"poll", "ctiy"}, "did you mean `city`?"},
    };
    const Desk desk;
    for (const Row& row : rows) {
      CAPTURE(row.says);
      const Outcome outcome = run({.arguments = row.arguments, .environment = {{"DATELINED_CONFIG", desk.config()}}});
      CAPTURE(outcome.err);
      CHECK(outcome.status == 2);
      CHECK(outcome.out == "");
      CHECK(contains(outcome.err, row.says));
      CHECK(contains(outcome.err, "Usage: datelined"));
      CHECK(contains(outcome.err, "--help"));
    }
  }

  TEST_CASE("a wrong configuration is status 2 for every command that reads one") {
    const Desk desk;
    desk.dir.write("datelined.toml", "databse = \"a.db\"\n[poll]\nintervall = \"5m\"\n");
    for (const std::string command : {"run", "poll", "export", "check", "feeds"}) {
      CAPTURE(command);
      const Outcome outcome = desk.run({command});
      CHECK(outcome.status == 2);
      CHECK(outcome.out == "");
      CHECK(outcome.err == desk.config() + ":1:1: databse: unknown key; did you mean `database`?\n" + desk.config() +
                               ":3:1: poll.intervall: unknown key; did you mean `interval`?\n");
    }
  }

  TEST_CASE("the configuration is -c, else $DATELINED_CONFIG") {
    const Desk desk, other;
    other.dir.write("datelined.toml", "");
    CHECK(contains(run({.arguments = {"check"}, .environment = {{"DATELINED_CONFIG", desk.config()}}}).out,
                   "ok, 2 feeds"));
    const Outcome both =
        run({.arguments = {"check", "--config", other.config()}, .environment = {{"DATELINED_CONFIG", desk.config()}}});
    CHECK(contains(both.out, "ok, 0 feeds"));
  }

  TEST_CASE("a configuration that is not there is status 2 and named") {
    const Desk desk;
    const Outcome outcome = run({.arguments = {"check", "-c", desk.dir / "none.toml"}});
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "none.toml: cannot be read: No such file or directory"));
  }
}
