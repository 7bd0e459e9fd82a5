// Every query in every format, valid: over the sample wires, or over the feeds of a folder of one's own,
// DATELINED_FEEDS.
#include "tests/program/daemon.hpp"
#include "tests/support/feed_rules.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

using namespace datelined::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> wires() {
  const char* folder = std::getenv("DATELINED_FEEDS");
  std::vector<fs::path> files;
  for (const auto& item :
       fs::recursive_directory_iterator(folder != nullptr ? fs::path(folder) : fs::path(SOURCE_TREE) / "examples/wires")) {
    if (item.is_regular_file()) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(text)); }

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    out += code;
  }
  return out;
}

// The queries worth asking of what this store holds.
std::vector<std::string> queries(const Daemon& daemon, std::size_t feeds) {
  std::vector<std::string> all = {"", "limit=1", "limit=1000", "after=0", "after=0&limit=7", "status=usable",
                                  "status=corrected", "status=killed", "since=2000-01-01", "until=2015-01-01T00:00:00Z",
                                  "since=2004-01-01&until=2020-01-01&limit=1000", "category=even&status=usable",
                                  "category=odd&limit=1000&since=2001-01-01"};
  for (const char* words : {"the", "北京", "شنہوا", "news -the", "\"a\"", "s*", "the ]]>"}) {
    all.push_back("limit=1000&q=" + escaped(words));
    all.push_back("sort=rank&category=odd&q=" + escaped(words));
  }
  std::set<std::string> languages;
  const auto feed = boost::json::parse(daemon.get("/feed.json?limit=1000").body);
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
    const bool by_schema = has_xmllint();
    const Desk desk;
    const std::vector<fs::path> files = wires();
    std::string feeds = "[push]\nenabled = false\n";
    for (std::size_t i = 0; i < files.size(); ++i) {
      feeds += "[[feed]]\nname = \"w" + std::to_string(i) + "\"\nurl = " + quoted("file:" + files[i].string()) +
               "\ncategory = \"" + (i % 2 == 0 ? "even" : "odd") + "\"\n";
    }
    desk.configure(feeds);
    REQUIRE(desk.run({"poll"}).status == 0);
    Daemon daemon(desk);

    std::vector<std::string> atoms;
    int documents = 0;
    const auto check = [&](const std::string& target, Faults (*faults_of)(const std::string&), bool is_atom) {
      const Response answer = daemon.get(target);
      CAPTURE(target);
      REQUIRE(answer.status == 200);
      CHECK(faults_of(answer.body) == Faults{});
      if (is_atom) atoms.push_back(answer.body);
      ++documents;
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
