// The merged feed as real feed readers see it: the same stories, under the same titles and ids.
//
// The readers are Debian's packages; one that is not installed is skipped with a warning, but not in CI.
#include "tests/support/http_client.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace datelined::test;
namespace fs = std::filesystem;
namespace json = boost::json;

struct Seen {
  std::string id, title;
  auto operator<=>(const Seen&) const = default;
};
using Stories = std::multiset<Seen>;

std::ostream& operator<<(std::ostream& out, const Stories& stories) {
  for (const Seen& story : stories) out << "\n  " << story.id << " | " << story.title;
  return out;
}

// One space for every run of white space: readers keep titles on one line, each in its own way.
std::string on_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

bool is_installed(const std::string& program) {
  const bool is = run({.arguments = {"-c", "command -v " + program}, .program = "/bin/sh"}).status == 0;
  if (!is && std::getenv("CI") != nullptr) FAIL_CHECK(program << " is not installed, and this is CI");
  if (!is) MESSAGE("SKIPPED: " << program << " is not installed");
  return is;
}

// The daemon on the sample wires of examples/, all of them polled.
class Newsroom {
 public:
  Newsroom() {
    fs::copy(fs::path(SOURCE_TREE) / "examples" / "wires", folder_.path() / "wires");
    std::ifstream example(fs::path(SOURCE_TREE) / "examples" / "datelined.toml");
    std::string settings{std::istreambuf_iterator<char>(example), {}};
    const std::string_view listen = "\nlisten = \"127.0.0.1:8484\"";
    REQUIRE(settings.find(listen) != settings.npos);
    settings.replace(settings.find(listen), listen.size(), "\nlisten = \"127.0.0.1:0\"");
    config_ = folder_.write("datelined.toml", settings).string();

    REQUIRE(run({.arguments = {"poll", "-c", config_}}).status == 0);
    daemon_.emplace(Launch{.arguments = {"run", "-c", config_}});
    daemon_->wait_for("/atom.xml\n");
    const std::string& log = daemon_->err();
    const std::size_t begin = log.find("http://127.0.0.1:");
    address_ = log.substr(begin, log.find('/', begin + 7) + 1 - begin);
  }

  std::string url() const { return address_ + "atom.xml?limit=1000"; }
  std::string merged_feed() const { return HttpClient(address_).get("/atom.xml?limit=1000").body; }
  TempDir& folder() { return folder_; }

  Stories stories() const {
    Stories stories;
    std::istringstream lines(run({.arguments = {"export", "-c", config_, "--format", "ndjson"}}).out);
    for (std::string line; std::getline(lines, line);) {
      const auto item = json::parse(line).as_object();
      stories.insert({std::string(item.at("id").as_string()), on_one_line(std::string(item.at("title").as_string()))});
    }
    return stories;
  }

 private:
  TempDir folder_;
  std::string config_, address_;
  std::optional<Process> daemon_;
};

}  // namespace

TEST_SUITE("program/readers") {
  TEST_CASE("feedparser finds nothing wrong and every story") {
    if (!is_installed("/usr/bin/python3") ||
        run({.arguments = {"-c", "import feedparser"}, .program = "/usr/bin/python3"}).status != 0) {
      is_installed("feedparser");
      return;
    }
    Newsroom newsroom;
    const std::string script =
        "import feedparser, json, sys\n"
        "d = feedparser.parse(sys.argv[1])\n"
        "print(json.dumps({'bozo': int(d.bozo), 'entries': [[e.id, e.title] for e in d.entries]}))\n";
    const auto answer = run({.arguments = {"-c", script, newsroom.url()}, .program = "/usr/bin/python3"});
    REQUIRE_MESSAGE(answer.status == 0, answer.err);
    const auto seen = json::parse(answer.out).as_object();
    CHECK(seen.at("bozo").as_int64() == 0);
    Stories stories;
    for (const auto& entry : seen.at("entries").as_array()) {
      stories.insert({std::string(entry.at(0).as_string()), on_one_line(std::string(entry.at(1).as_string()))});
    }
    CHECK(stories == newsroom.stories());
    CHECK(stories.size() > 40);
  }

  TEST_CASE("sfeed finds every story") {
    if (!is_installed("sfeed")) return;
    Newsroom newsroom;
    const fs::path file = newsroom.folder().write("atom.xml", newsroom.merged_feed());
    const auto answer = run({.arguments = {"-c", "sfeed < \"$0\"", file.string()}, .program = "/bin/sh"});
    REQUIRE(answer.status == 0);
    Stories stories;
    std::istringstream lines(answer.out);
    for (std::string line; std::getline(lines, line);) {
      // time, title, link, content, content type, id …, between tabs: sfeed(5).
      std::vector<std::string> fields;
      std::istringstream row(line);
      for (std::string field; std::getline(row, field, '\t');) fields.push_back(field);
      REQUIRE(fields.size() > 5);
      stories.insert({fields[5], on_one_line(fields[1])});
    }
    CHECK(stories == newsroom.stories());
  }

  TEST_CASE("newsboat finds every story") {
    if (!is_installed("newsboat") || !is_installed("sqlite3")) return;
    Newsroom newsroom;
    const fs::path home = newsroom.folder().path();
    newsroom.folder().write("urls", newsroom.url() + "\n");
    newsroom.folder().write("config", "");
    const auto reload = run({.arguments = {"newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", "-x", "reload"},
                             .environment = {{"HOME", home.string()}},
                             .program = "/usr/bin/env"});
    REQUIRE_MESSAGE(reload.status == 0, reload.err);
    const auto rows = run({.arguments = {"sqlite3", "-json", home / "cache.db", "SELECT guid, title FROM rss_item"}, .program = "/usr/bin/env"});
    REQUIRE_MESSAGE(rows.status == 0, rows.err);
    Stories stories;
    const json::value table = json::parse(rows.out);
    for (const auto& row : table.as_array()) {
      stories.insert({std::string(row.at("guid").as_string()), on_one_line(std::string(row.at("title").as_string()))});
    }
    CHECK(stories == newsroom.stories());
  }
}
