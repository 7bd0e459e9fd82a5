// What feeds of every kind come out as: valid by the rules of the W3C feed validator, by the schema of RFC 4287 in
// tests/data, and by JSON Feed 1.1.
#include "feeds/parse.hpp"
#include "feeds/text/hash.hpp"
#include "tests/feeds/write/stories.hpp"
#include "tests/support/feed_rules.hpp"
#include "tests/support/installed.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace datelined;
using namespace datelined::feeds;
using namespace datelined::feeds::testing;
using namespace datelined::test;
namespace fs = std::filesystem;

namespace {

std::string file_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// As a story of its own, with the id that a store would give it.
Story as_story(const Entry& entry, const Feed& feed, std::size_t number) {
  Story story = dispatch();
  story.entry = entry;
  story.origin.feed = feed;
  story.id = uuid_urn(std::to_string(number), entry.id);
  story.sources = {{"one", entry.id, entry.url, entry.title, entry.date_published, noon},
                   {"two", "x", entry.url + "?2", entry.title, {}, noon}};
  return story;
}

std::vector<Story> stories_of_samples() {
  std::vector<Story> stories;
  for (const fs::path& folder : {fs::path(TEST_DATA) / "parse", fs::path(SOURCE_TREE) / "examples" / "wires"}) {
    for (const auto& file : fs::directory_iterator(folder)) {
      if (file.path().extension() == ".expected") continue;
      const std::string bytes = file_text(file.path());
      const auto parsed = parse({.bytes = bytes, .url = "https://a.example/feed"});
      if (!parsed) continue;
      for (const Entry& entry : parsed->entries) stories.push_back(as_story(entry, parsed->feed, stories.size()));
    }
  }
  return stories;
}

// Every field holds what no document may hold.
std::vector<Story> hostile_stories() {
  std::vector<Story> stories;
  std::size_t number = 0;
  for (const char* text :
       {"\x01\x02\x0B\x0C\x1F\x7F", "]]>", "<![CDATA[x]]>", "&nbsp;&#0;&lt;", "\xED\xA0\x80\xED\xB0\x80",
        "\xFF\xFE\xC0\x80", "\xEF\xBF\xBE\xEF\xBF\xBF", "-->", "\"'><x y='", "\xE2\x80\xAE\xE2\x80\x8F", " \n\t\r ",
        "%zz[]{}|\\^`#a#b", "</entry></item></channel>"}) {
    Story story = dispatch();
    story.id = uuid_urn("hostile", std::to_string(++number));
    story.entry.title = story.entry.summary = story.entry.content_text = text;
    story.entry.content_html = "";
    story.entry.url = "https://a.example/" + std::string(text);
    story.entry.external_url = text;
    story.entry.authors = {{text, text, text, {text}}, {"a", "https://a.example/" + std::string(text), "", {"a@b"}}};
    story.entry.tags = {text, "x"};
    story.entry.extension.categories = {{text, text, text}, {"y", "https://a.example/" + std::string(text), text}};
    story.entry.extension.rights = text;
    story.entry.attachments = {{"https://a.example/" + std::string(text), text, text, -1, {}},
                               {text, text, text, {}, {}}};
    story.origin.feed.title = story.origin.category = story.origin.feed.extension.rights = text;
    story.origin.feed.icon = story.origin.feed.favicon = story.origin.feed.home_page_url = text;
    story.origin.feed.extension.id = text;
    story.sources[1].url = "https://b.example/" + std::string(text);
    story.sources[1].title = text;
    stories.push_back(story);
  }
  return stories;
}

std::string document(Format format, const std::vector<Story>& stories) {
  const auto writer = make_writer(format);
  std::string out;
  writer->begin(out, wire());
  for (const Story& story : stories) writer->story(out, story);
  writer->end(out);
  return out;
}

}  // namespace

TEST_SUITE("feeds/write/validity") {
  TEST_CASE("feeds of every kind come out valid by the feed validator's rules") {
    const std::vector<Story> samples = stories_of_samples();
    CHECK(samples.size() > 60);
    CHECK(faults_of_atom(document(Format::atom, samples)) == Faults{});
    CHECK(faults_of_rss(document(Format::rss, samples)) == Faults{});
    CHECK(faults_of_json_feed(document(Format::json, samples)) == Faults{});
  }

  TEST_CASE("what no document may hold comes out valid in every field") {
    CHECK(faults_of_atom(document(Format::atom, hostile_stories())) == Faults{});
    CHECK(faults_of_rss(document(Format::rss, hostile_stories())) == Faults{});
  }

  TEST_CASE("Atom is valid by the schema of RFC 4287, and the schema tells what is not") {
    if (!is_installed("xmllint")) return;
    std::vector<Story> stories = stories_of_samples();
    for (const Story& story : hostile_stories()) stories.push_back(story);
    stories.push_back(killed());
    const std::string text = document(Format::atom, stories);
    CHECK(said_by_schema({text}) == "");
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"<updated>", "<modified>"}, {"type=\"html\"", "type=\"text/html\""}, {"T12:00:00Z", " 12:00"}}) {
      std::string broken = text;
      broken.replace(broken.find(from), from.size(), to);
      CHECK(said_by_schema({broken}) != "");
    }
  }
}
