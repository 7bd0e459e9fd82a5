// The merged feed as real feed readers see it: the same stories, under the same titles and ids; a page or an archive
// after the other, beside a tombstone; and nothing to fetch at the second visit.
//
// The readers are Debian's packages, and feedsmith from npm, found by NODE_PATH; one that is not installed is skipped
// with a warning, and the packages not in CI.
#include "tests/support/http_client.hpp"
#include "tests/support/installed.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

Stories stories_of(const json::value& pairs) {
  Stories stories;
  for (const auto& entry : pairs.as_array()) {
    stories.insert({std::string(entry.at(0).as_string()), on_one_line(std::string(entry.at(1).as_string()))});
  }
  return stories;
}

// The daemon on the sample wires of examples/, all of them polled; of one of them a story was withdrawn since.
class Newsroom {
 public:
  Newsroom() {
    fs::copy(fs::path(SOURCE_TREE) / "examples" / "wires", folder_.path() / "wires");
    std::ifstream example(fs::path(SOURCE_TREE) / "examples" / "datelined.toml");
    std::string settings{std::istreambuf_iterator<char>(example), {}};
    const std::string_view listen = "\nlisten = \"127.0.0.1:8484\"";
    REQUIRE(settings.find(listen) != settings.npos);
    settings.replace(settings.find(listen), listen.size(), "\nlisten = \"127.0.0.1:0\"");
    const std::string_view base = "\nbase_url = \"http://127.0.0.1:8484/\"";
    REQUIRE(settings.find(base) != settings.npos);
    settings.erase(settings.find(base), base.size());
    config_ = folder_.write("datelined.toml", settings).string();

    REQUIRE(run({.arguments = {"poll", "-c", config_}}).status == 0);
    withdraw_a_story();
    REQUIRE(run({.arguments = {"poll", "--force", "-c", config_}}).status == 0);
    daemon_.emplace(Launch{.arguments = {"run", "-c", config_}});
    daemon_->wait_for("/atom.xml\n");
    const std::string& log = daemon_->err();
    const std::size_t begin = log.find("http://127.0.0.1:");
    address_ = log.substr(begin, log.find('/', begin + 7) + 1 - begin);
  }

  static constexpr std::string_view withdrawn = "tag:example.com,2026:hi-7702";

  std::string address() const { return address_; }
  std::string url() const { return address_ + "atom.xml?limit=1000"; }
  std::string with_tombstones() const { return address_ + "atom.xml?after=0&limit=1000"; }

  // How often it answered that nothing is new: asked once, for what is told holds for a second.
  int times_unchanged() const {
    const std::string metrics = HttpClient(address_).get("/metrics").body;
    const std::string sample = "\ndatelined_http_responses_total{status=\"304\"} ";
    const std::size_t at = metrics.find(sample);
    return at == std::string::npos ? 0 : std::stoi(metrics.substr(at + sample.size()));
  }

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
  void withdraw_a_story() {
    std::string wire = folder_.read("wires/hindi.xml");
    REQUIRE(wire.find(withdrawn) != wire.npos);
    wire.insert(wire.rfind("</feed>"), "<at:deleted-entry xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" ref=\"" +
                                           std::string(withdrawn) + "\" when=\"2026-11-20T00:00:00Z\"/>");
    folder_.write("wires/hindi.xml", wire);
  }

  TempDir folder_;
  std::string config_, address_;
  std::optional<Process> daemon_;
};

// What a script told: of the feed, page by page; of its newest story and the archives behind it (RFC 5005 §4); of a
// second visit; of a list with a tombstone in it.
void check_visits(const Newsroom& newsroom, const Outcome& outcome) {
  REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
  const json::object told = json::parse(outcome.out).as_object();
  const Stories stories = newsroom.stories();
  CHECK(told.at("bozo").as_int64() == 0);
  CHECK(stories_of(told.at("entries")) == stories);
  CHECK(told.at("pages").as_int64() == static_cast<std::int64_t>(stories.size() + 6) / 7);
  CHECK(stories_of(told.at("archived")) == stories);
  CHECK(told.at("again").as_int64() == 304);
  CHECK(stories_of(told.at("beside")) == stories);
  CHECK(stories.size() > 40);
}

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
        "url, told = sys.argv[1] + 'atom.xml?limit=7', {'bozo': 0, 'pages': 0, 'entries': []}\n"
        "while url:\n"
        "    d = feedparser.parse(url)\n"
        "    told['bozo'] += int(d.bozo)\n"
        "    told['entries'] += [[e.id, e.title] for e in d.entries]\n"
        "    told['pages'] += 1\n"
        "    url = next((l.href for l in d.feed.links if l.rel == 'next'), None)\n"
        "url, told['archived'] = sys.argv[1] + 'atom.xml?limit=1', []\n"
        "while url:\n"
        "    d = feedparser.parse(url)\n"
        "    told['bozo'] += int(d.bozo)\n"
        "    told['archived'] += [[e.id, e.title] for e in d.entries if [e.id, e.title] not in told['archived']]\n"
        "    url = next((l.href for l in d.feed.links if l.rel == 'prev-archive'), None)\n"
        "first = feedparser.parse(sys.argv[1] + 'atom.xml')\n"
        "told['again'] = feedparser.parse(sys.argv[1] + 'atom.xml', etag=first.etag).status\n"
        "d = feedparser.parse(sys.argv[2])\n"
        "told['bozo'] += int(d.bozo)\n"
        "told['beside'] = [[e.id, e.title] for e in d.entries]\n"
        "print(json.dumps(told))\n";
    check_visits(newsroom, run({.arguments = {"-c", script, newsroom.address(), newsroom.with_tombstones()},
                                .program = "/usr/bin/python3"}));
  }

  TEST_CASE("feedsmith, in Node, finds every story") {
    if (run({.arguments = {"node", "-e", "require('feedsmith')"}, .program = "/usr/bin/env"}).status != 0) {
      MESSAGE("SKIPPED: node or feedsmith is not installed: npm install feedsmith, and NODE_PATH to where it is");
      return;
    }
    Newsroom newsroom;
    const std::string script =
        "const {parseFeed} = require('feedsmith');\n"
        "const read = async url => {\n"
        "  const {format, feed} = parseFeed(await (await fetch(url)).text());\n"
        "  return {is_atom: format === 'atom', feed, entries: feed.entries.map(e => [e.id, e.title?.value ?? "
        "e.title])};\n"
        "};\n"
        "(async () => {\n"
        "  const [address, beside] = process.argv.slice(1);\n"
        "  const told = {bozo: 0, pages: 0, entries: []};\n"
        "  for (let url = address + 'atom.xml?limit=7'; url; ++told.pages) {\n"
        "    const page = await read(url);\n"
        "    told.bozo += page.is_atom ? 0 : 1;\n"
        "    told.entries.push(...page.entries);\n"
        "    url = page.feed.links.find(l => l.rel === 'next')?.href;\n"
        "  }\n"
        "  const archived = {};\n"
        "  for (let url = address + 'atom.xml?limit=1'; url;) {\n"
        "    const document = await read(url);\n"
        "    told.bozo += document.is_atom ? 0 : 1;\n"
        "    for (const [id, title] of document.entries) archived[id] ||= title;\n"
        "    url = document.feed.links.find(l => l.rel === 'prev-archive')?.href;\n"
        "  }\n"
        "  told.archived = Object.entries(archived);\n"
        "  const etag = (await fetch(address + 'atom.xml')).headers.get('etag');\n"
        "  told.again = (await fetch(address + 'atom.xml', {headers: {'If-None-Match': etag}})).status;\n"
        "  told.beside = (await read(beside)).entries;\n"
        "  console.log(JSON.stringify(told));\n"
        "})();\n";
    check_visits(newsroom, run({.arguments = {"node", "-e", script, newsroom.address(), newsroom.with_tombstones()},
                                .program = "/usr/bin/env"}));
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

  // sfeed(1) as its README has it: with the ETag of the last visit.
  TEST_CASE("sfeed keeps what it has when nothing is new") {
    if (!is_installed("sfeed_update") || !is_installed("curl")) return;
    Newsroom newsroom;
    const std::string folder = newsroom.folder().path().string();
    newsroom.folder().write("sfeedrc", "sfeedpath='" + folder +
                                           "/sfeeds'\n"
                                           "fetch() { curl -fs --etag-save '" +
                                           folder + "/etag' --etag-compare '" + folder +
                                           "/etag' \"$2\"; }\n"
                                           "feeds() { feed wire '" +
                                           newsroom.with_tombstones() + "'; }\n");
    const auto visit = [&] {
      const auto update = run({.arguments = {"sfeed_update", folder + "/sfeedrc"}, .program = "/usr/bin/env"});
      REQUIRE_MESSAGE(update.status == 0, update.err);
      return newsroom.folder().read("sfeeds/wire");
    };
    const std::string first = visit();
    CHECK(std::count(first.begin(), first.end(), '\n') == static_cast<std::ptrdiff_t>(newsroom.stories().size()));
    CHECK(visit() == first);
    CHECK(newsroom.times_unchanged() == 1);
  }

  TEST_CASE("newsboat takes the subscriptions over from OPML") {
    if (!is_installed("newsboat")) return;
    Newsroom newsroom;
    const fs::path home = newsroom.folder().path();
    newsroom.folder().write("feeds.opml", HttpClient(newsroom.address()).get("/feeds.opml").body);
    newsroom.folder().write("urls", "");
    newsroom.folder().write("config", "");
    const auto import = run({.arguments = {"newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C",
                                           home / "config", "-i", home / "feeds.opml"},
                             .environment = {{"HOME", home.string()}},
                             .program = "/usr/bin/env"});
    REQUIRE_MESSAGE(import.status == 0, import.err);
    const std::string urls = newsroom.folder().read("urls");
    CAPTURE(urls);
    CHECK(std::count(urls.begin(), urls.end(), '\n') >= 14);
  }

  TEST_CASE("newsboat finds every story, and nothing to fetch once it knows the feed") {
    if (!is_installed("newsboat") || !is_installed("sqlite3")) return;
    Newsroom newsroom;
    const fs::path home = newsroom.folder().path();
    newsroom.folder().write("urls", newsroom.with_tombstones() + "\n");
    newsroom.folder().write("config", "");
    const Launch visit{
        .arguments = {"newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", "-x", "reload"},
        .environment = {{"HOME", home.string()}},
        .program = "/usr/bin/env"};
    // At the first it has no place for an entity tag yet: it shows one from its third on.
    for (int times = 0; times < 3; ++times) {
      const Outcome reload = run(visit);
      REQUIRE_MESSAGE(reload.status == 0, reload.err);
    }
    CHECK(newsroom.times_unchanged() == 1);
    const auto rows = run({.arguments = {"sqlite3", "-json", home / "cache.db", "SELECT guid, title FROM rss_item"},
                           .program = "/usr/bin/env"});
    REQUIRE_MESSAGE(rows.status == 0, rows.err);
    Stories stories;
    const json::value table = json::parse(rows.out);
    for (const auto& row : table.as_array()) {
      stories.insert({std::string(row.at("guid").as_string()), on_one_line(std::string(row.at("title").as_string()))});
    }
    CHECK(stories == newsroom.stories());
  }
}
