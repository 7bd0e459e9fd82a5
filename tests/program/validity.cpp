// Every query in every format, every page and archive of it, valid: over the sample wires, or over the feeds of a
// folder of one's own, DATELINED_FEEDS.
#include "tests/program/daemon.hpp"
#include "tests/program/wires.hpp"
#include "tests/support/feed_rules.hpp"
#include "tests/support/installed.hpp"

#include <doctest/doctest.h>
#include <boost/algorithm/string/replace.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace datelined::test;
namespace fs = std::filesystem;

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    out += code;
  }
  return out;
}

// Where a document says that more of its query stands: the targets below `base`.
std::vector<std::string> ways_on(const std::string& document, const std::string& base) {
  std::vector<std::string> targets;
  const auto add = [&](std::string url) {
    boost::algorithm::replace_all(url, "&amp;", "&");
    REQUIRE(url.starts_with(base));
    targets.push_back(url.substr(base.size() - 1));
  };
  if (document.starts_with('{')) {
    const auto feed = boost::json::parse(document).as_object();
    if (const auto* next = feed.if_contains("next_url")) add(std::string(next->as_string()));
    return targets;
  }
  for (const std::string_view rel : {"rel=\"next\"", "rel=\"prev-archive\"", "rel=\"next-archive\""}) {
    const std::size_t at = document.find(rel);
    if (at == document.npos) continue;
    const std::size_t begin = document.find("href=\"", document.rfind('<', at)) + 6;
    add(document.substr(begin, document.find('"', begin) - begin));
  }
  return targets;
}

// The queries worth asking of what this store holds.
std::vector<std::string> queries(const Daemon& daemon, std::size_t feeds) {
  const auto feed = boost::json::parse(daemon.get("/feed.json?limit=1000").body);
  const std::size_t stories = feed.at("items").as_array().size();
  const std::string some =
      "limit=" + std::to_string(std::max<std::size_t>(7, stories / 10));  // some pages, not all too many
  std::vector<std::string> all = {"",
                                  some,
                                  "limit=1&feed=w0",
                                  "limit=1000",
                                  "after=0",
                                  "after=0&" + some,
                                  "status=usable",
                                  "status=corrected",
                                  "status=killed",
                                  "since=2000-01-01",
                                  "until=2015-01-01T00:00:00Z",
                                  "since=2004-01-01&until=2020-01-01&limit=1000",
                                  "category=even&status=usable",
                                  "category=odd&limit=1000&since=2001-01-01"};
  for (const char* words : {"the", "北京", "شنہوا", "news -the", "\"a\"", "s*", "the ]]>"}) {
    all.push_back("limit=1000&q=" + escaped(words));
    all.push_back("sort=rank&category=odd&q=" + escaped(words));
  }
  std::set<std::string> languages;
  for (const auto& item : feed.at("items").as_array()) {
    if (const auto* tag = item.as_object().if_contains("language")) languages.emplace(tag->as_string());
  }
  for (const std::string& tag : languages) all.push_back("limit=1000&lang=" + escaped(tag));
  for (std::size_t i = 0; i < feeds; ++i) all.push_back("after=0&feed=w" + std::to_string(i));
  return all;
}

}  // namespace

TEST_SUITE("program/validity") {
  TEST_CASE("every query is answered with a valid document in every format") {
    const bool by_schema = is_installed("xmllint");
    const Desk desk;
    const std::vector<fs::path> files = wires();
    desk.configure(feeds_of(files));
    REQUIRE(desk.run({"poll"}).status == 0);
    Daemon daemon(desk);

    std::vector<std::string> atoms;
    std::set<std::string> asked;
    int documents = 0;
    const auto check = [&](std::string target, Faults (*faults_of)(const std::string&), bool is_atom) {
      for (std::vector<std::string> ahead{std::move(target)}; !ahead.empty();) {
        target = std::move(ahead.back());
        ahead.pop_back();
        if (!asked.insert(target).second) continue;
        CAPTURE(target);
        const Response answer = daemon.get(target);
        REQUIRE(answer.status == 200);
        CHECK(faults_of(answer.body) == Faults{});
        for (std::string& way : ways_on(answer.body, "https://wire.example/")) ahead.push_back(std::move(way));
        if (is_atom) atoms.push_back(answer.body);
        ++documents;
      }
    };
    const auto hear_schema = [&] {
      if (by_schema && !atoms.empty()) CHECK(said_by_schema(atoms) == "");
      atoms.clear();
    };
    for (const std::string& query : queries(daemon, files.size())) {
      check("/atom.xml?" + query, faults_of_atom, true);
      check("/rss.xml?" + query, faults_of_rss, false);
      check("/feed.json?" + query, faults_of_json_feed, false);
      if (atoms.size() >= 50) hear_schema();
    }
    hear_schema();
    MESSAGE(files.size() << " files, " << documents << " documents");
    CHECK(documents > 100);
    daemon.end();
  }
}
