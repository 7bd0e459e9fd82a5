#include "tests/support/feed_rules.hpp"

#include "feeds/text/utf8.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <pugixml.hpp>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <regex>
#include <string_view>

namespace datelined::test {
namespace {

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

}  // namespace

std::ostream& operator<<(std::ostream& out, const Faults& faults) {
  for (const std::string& fault : faults) out << fault << ' ';
  return out;
}

Faults faults_of_atom(const std::string& text) {
  Faults faults;
  pugi::xml_document xml;
  expect(faults, xml.load_buffer(text.data(), text.size()), "SAXError");
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

Faults faults_of_rss(const std::string& text) {
  Faults faults;
  pugi::xml_document xml;
  expect(faults, xml.load_buffer(text.data(), text.size()), "SAXError");
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
  expect(faults, feeds::is_utf8(text), "no UTF-8");
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

std::string said_by_schema(const std::vector<std::string>& documents) {
  const TempDir folder;
  std::vector<std::string> arguments = {"xmllint", "--noout", "--relaxng", std::string(TEST_DATA) + "/rfc4287.rng"};
  for (const std::string& document : documents)
    arguments.push_back(folder.write(std::to_string(arguments.size()) + ".xml", document).string());
  const Outcome outcome = run({.arguments = arguments, .program = "/usr/bin/env"});
  return outcome.status == 0 ? "" : "not valid: " + outcome.err;
}

}  // namespace datelined::test
