#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

namespace {

struct Document {
  explicit Document(std::initializer_list<Story> stories)
      : text(write(Format::rss, stories)),
        xml(read_xml(text)),
        channel(xml.child("rss").child("channel")),
        item(channel.child("item")) {
    REQUIRE_MESSAGE(channel, text);
  }

  std::string text;
  pugi::xml_document xml;
  pugi::xml_node channel, item;
};

}  // namespace

TEST_SUITE("feeds/write/rss") {
  TEST_CASE("the channel has what RSS requires") {
    const Document document({});
    CHECK(document.xml.child("rss").attribute("version").value() == std::string("2.0"));
    CHECK(document.channel.child_value("title") == std::string("Newsroom & wire"));
    CHECK(document.channel.child_value("link") == std::string("https://news.example/"));
    CHECK(document.channel.child("description"));
    CHECK(document.channel.child_value("lastBuildDate") == std::string("Sat, 06 Jul 2024 12:00:00 +0000"));
    CHECK(document.channel.child("atom:link").attribute("rel").value() == std::string("self"));
  }

  TEST_CASE("an item carries the story") {
    const Document document({dispatch()});
    const pugi::xml_node item = document.item;
    CHECK(item.child_value("title") == dispatch().entry.title);
    CHECK(item.child_value("link") == dispatch().entry.url);
    CHECK(item.child_value("guid") == dispatch().id);
    CHECK(item.child("guid").attribute("isPermaLink").value() == std::string("false"));
    CHECK(item.child_value("pubDate") == std::string("Sat, 06 Jul 2024 10:00:00 +0000"));
    CHECK(item.child_value("dc:creator") == std::string("Zhang Wei"));
    CHECK(item.child_value("dc:language") == std::string("ur"));
    CHECK(item.child_value("category") == std::string("Economy"));
    CHECK(item.child("enclosure").attribute("length").value() == std::string("1234"));
    CHECK(item.child("enclosure").attribute("type").value() == std::string("audio/mpeg"));
    CHECK(item.child_value("description") == std::string("ایک خلاصہ"));
    CHECK(item.child_value("content:encoded") ==
          "<div dir=\"rtl\" lang=\"ur\">" + dispatch().entry.content_html + "</div>");
    CHECK(item.child_value("source") == std::string("شِنہوا پاکستان سروس"));
    CHECK(item.child("source").attribute("url").value() == std::string("https://ur.example/feed.xml"));
    CHECK_FALSE(contains(document.text, "secret"));
  }

  TEST_CASE("plain text is escaped as HTML, for all text of an item is HTML") {
    Story story = dispatch();
    story.entry.language = "en";
    story.entry.content_html = "";
    story.entry.content_text = "a < b";
    story.entry.summary = "c & d";
    const Document document({story});
    CHECK(document.item.child_value("content:encoded") == std::string("a &lt; b"));
    CHECK(document.item.child_value("description") == std::string("c &amp; d"));
  }

  TEST_CASE("an item without date and title has the time it was first seen, and a description") {
    Story story;
    story.id = "urn:uuid:1";
    story.first_seen = story.updated = noon;
    const Document document({story});
    CHECK(document.item.child_value("pubDate") == std::string("Sat, 06 Jul 2024 12:00:00 +0000"));
    CHECK(document.item.child("description"));
    CHECK_FALSE(document.item.child("link"));
  }

  TEST_CASE("a withdrawn story is not there") {
    const Document document({killed()});
    CHECK_FALSE(document.item);
    CHECK_FALSE(contains(document.text, "Withdrawn headline"));
  }
}
