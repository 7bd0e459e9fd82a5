// What feeds of every kind come out as: valid by the rules of the W3C feed validator, by the schema of RFC 4287 in
// tests/data, and by JSON Feed 1.1.
#include "feeds/parse.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/utf8.hpp"
#include "tests/feeds/write/stories.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <vector>

using namespace datelined;
using namespace datelined::feeds;
using namespace datelined::feeds::testing;
namespace fs = std::filesystem;

namespace {

struct Faults : std::multiset<std::string> {};

std::ostream& operator<<(std::ostream& out, const Faults& faults) {
  for (const std::string& fault : faults) out << fault << ' ';
  return out;
}

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

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

bool is_good_uri(const std::string& text) {
  static const std::regex shape(R"([A-Za-z][A-Za-z0-9+.\-]*:[^\s<>"{}|\\^`]+)"), escape("%(?![0-9A-Fa-f]{2})");
  return std::regex_match(text, shape) && !std::regex_search(text, escape) &&
         std::count(text.begin(), text.end(), '#') <= 1;
}

bool is_media_type(const std::string& text) {
  static const std::regex shape(R"([\w!#$&^.+\-]+/[\w!#$&^.+*\-]+)");
  return std::regex_match(text, shape);
}

bool is_utc(const std::string& text) {
  static const std::regex shape(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)");
  return std::regex_match(text, shape);
}

std::size_t count(pugi::xml_node node, const char* name) {
  const auto children = node.children(name);
  return static_cast<std::size_t>(std::distance(children.begin(), children.end()));
}

void expect(Faults& faults, bool holds, const char* rule) {
  if (!holds) faults.insert(rule);
}

void check_link(Faults& faults, pugi::xml_node link) {
  const auto text = [&](const char* name) { return std::string(link.attribute(name).value()); };
  expect(faults, is_good_uri(text("href")), "InvalidURIAttribute");
  expect(faults, !link.attribute("type") || is_media_type(text("type")), "InvalidMIMEType");
  expect(faults, !link.attribute("title") || !is_blank(text("title")), "AttrNotBlank");
  expect(faults, text("length").find_first_not_of("0123456789") == std::string::npos, "InvalidNonNegativeInteger");
}

void check_entry(Faults& faults, pugi::xml_node entry) {
  for (const char* name : {"id", "title", "updated"}) expect(faults, count(entry, name) == 1, "MissingElement");
  for (const char* name : {"published", "summary", "content", "rights", "source"}) {
    expect(faults, count(entry, name) <= 1, "DuplicateElement");
  }
  std::size_t alternates = 0;
  for (const pugi::xml_node link : entry.children("link")) {
    const std::string rel = link.attribute("rel").value();
    alternates += rel == "alternate";
    expect(faults, rel == "alternate" || rel == "enclosure" || rel == "related" || rel == "via",
           "FeedHistoryRelInEntry");
    check_link(faults, link);
  }
  expect(faults, alternates <= 1, "DuplicateAtomLink");
  expect(faults, alternates == 1 || entry.child("content"), "MissingContentOrAlternate");
  expect(faults, entry.child("author"), "MissingAuthor");
  for (const pugi::xml_node author : entry.children("author")) {
    expect(faults, !is_blank(author.child_value("name")), "BlankName");
    expect(faults, !author.child("uri") || is_good_uri(author.child_value("uri")), "InvalidURI");
  }
  for (const pugi::xml_node category : entry.children("category")) {
    expect(faults, !is_blank(category.attribute("term").value()), "AttrNotBlank");
    expect(faults, !category.attribute("scheme") || is_good_uri(category.attribute("scheme").value()), "InvalidURI");
  }
  expect(faults, is_utc(entry.child_value("updated")) && is_utc(entry.child_value("published")), "InvalidRFC3339Date");
  expect(faults, is_good_uri(entry.child_value("id")), "InvalidFullLink");
  const pugi::xml_node source = entry.child("source");
  expect(faults, is_good_uri(source.child_value("id")), "InvalidFullLink");
  for (const char* name : {"icon", "logo"}) {
    expect(faults, !source.child(name) || is_good_uri(source.child_value(name)), "InvalidURI");
  }
}

Faults faults_of_atom(const std::string& text) {
  Faults faults;
  const pugi::xml_document xml = read_xml(text);
  const pugi::xml_node feed = xml.child("feed");
  expect(faults, feed, "SAXError");
  for (const char* name : {"id", "title", "updated", "author"})
    expect(faults, count(feed, name) == 1, "MissingElement");
  bool behind_entries = false;
  std::set<std::string> links, ids;
  for (const pugi::xml_node node : feed.children()) {
    const std::string name = node.name();
    const bool is_piece = name == "entry" || name == "at:deleted-entry";
    expect(faults, is_piece || !behind_entries, "MisplacedMetadata");
    behind_entries = behind_entries || is_piece;
    if (name == "link") {
      expect(faults, links.insert(node.attribute("rel").value()).second, "DuplicateAtomLink");
      check_link(faults, node);
    }
    if (name != "entry") continue;
    expect(faults, ids.insert(node.child_value("id")).second, "DuplicateEntries");
    check_entry(faults, node);
  }
  expect(faults, links.contains("self"), "MissingSelf");
  return faults;
}

void check_item(Faults& faults, pugi::xml_node item) {
  static const std::regex date(R"([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000)");
  expect(faults, item.child("title") || item.child("description"), "ItemMustContainTitleOrDescription");
  for (const char* name :
       {"title", "link", "guid", "pubDate", "description", "enclosure", "source", "content:encoded"}) {
    expect(faults, count(item, name) <= 1, "DuplicateElement");
  }
  expect(faults, item.child("guid"), "MissingGuid");
  expect(faults, !item.child("link") || is_good_uri(item.child_value("link")), "InvalidFullLink");
  expect(faults, std::regex_match(item.child_value("pubDate"), date), "InvalidRFC2822Date");
  bool described = false;
  for (const pugi::xml_node node : item.children()) {
    described = described || node.name() == std::string("description");
    expect(faults, described || node.name() != std::string("content:encoded"), "NeedDescriptionBeforeContent");
  }
  if (const pugi::xml_node enclosure = item.child("enclosure")) {
    const std::string url = enclosure.attribute("url").value();
    expect(faults, url.starts_with("http") && is_good_uri(url), "InvalidHttpURL");
    expect(faults, is_media_type(enclosure.attribute("type").value()), "InvalidMIMEAttribute");
    expect(faults, enclosure.attribute("length").as_llong(-1) >= 0, "InvalidIntegerAttribute");
  }
  for (const pugi::xml_node category : item.children("category")) {
    expect(faults, !is_blank(category.child_value()), "NotBlank");
  }
  for (const pugi::xml_node creator : item.children("dc:creator")) {
    expect(faults, !is_blank(creator.child_value()), "NotBlank");
  }
  if (const pugi::xml_node source = item.child("source")) {
    expect(faults, is_good_uri(source.attribute("url").value()), "InvalidURIAttribute");
  }
}

Faults faults_of_rss(const std::string& text) {
  Faults faults;
  const pugi::xml_document xml = read_xml(text);
  const pugi::xml_node channel = xml.child("rss").child("channel");
  expect(faults, channel, "SAXError");
  for (const char* name : {"title", "link", "description"}) expect(faults, count(channel, name) == 1, "MissingElement");
  std::set<std::string> guids;
  for (const pugi::xml_node item : channel.children("item")) {
    expect(faults, guids.insert(item.child_value("guid")).second, "DuplicateValue");
    check_item(faults, item);
  }
  return faults;
}

Faults faults_of_json_feed(const std::string& text) {
  namespace json = boost::json;
  Faults faults;
  expect(faults, is_utf8(text), "no UTF-8");
  const json::value feed = json::parse(text);
  for (const json::value& value : feed.at("items").as_array()) {
    const json::object& item = value.as_object();
    expect(faults, item.contains("content_html") || item.contains("content_text"), "no content");
    expect(faults, item.contains("id"), "no id");
    const json::value* attachments = item.if_contains("attachments");
    if (attachments == nullptr) continue;
    for (const json::value& attachment : attachments->as_array()) {
      expect(faults, attachment.as_object().contains("url") && attachment.as_object().contains("mime_type"),
             "no url or mime_type");
    }
  }
  return faults;
}

bool has_xmllint() {
  const bool has = test::run({.arguments = {"-c", "command -v xmllint"}, .program = "/bin/sh"}).status == 0;
  if (!has && std::getenv("CI") != nullptr) FAIL_CHECK("xmllint is not installed, and this is CI");
  if (!has) MESSAGE("SKIPPED: xmllint is not installed");
  return has;
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
    if (!has_xmllint()) return;
    test::TempDir folder;
    const std::string schema = (fs::path(TEST_DATA) / "rfc4287.rng").string();
    const auto validate = [&](const std::string& text) {
      const std::string file = folder.write("feed.xml", text).string();
      return test::run({.arguments = {"xmllint", "--noout", "--relaxng", schema, file}, .program = "/usr/bin/env"});
    };
    std::vector<Story> stories = stories_of_samples();
    for (const Story& story : hostile_stories()) stories.push_back(story);
    stories.push_back(killed());
    const std::string text = document(Format::atom, stories);
    const auto verdict = validate(text);
    CHECK_MESSAGE(verdict.status == 0, verdict.err);
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"<updated>", "<modified>"}, {"type=\"html\"", "type=\"text/html\""}, {"T12:00:00Z", " 12:00"}}) {
      std::string broken = text;
      broken.replace(broken.find(from), from.size(), to);
      CHECK(validate(broken).status != 0);
    }
  }
}
