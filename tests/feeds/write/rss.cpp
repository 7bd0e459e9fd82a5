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
    CHECK(item.child_value("description") == std::string("<div dir=\"rtl\" lang=\"ur\">ایک خلاصہ</div>"));
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

  TEST_CASE("an item has one enclosure and it is of the web, the others are links") {
    Story story = dispatch();
    story.entry.attachments = {{"ftp://a.example/0", "audio/mpeg", "", {}, {}},
                               {"https://a.example/1", "audio", "", -5, {}},
                               {"https://a.example/2", "video/mp4", "", 7, {}}};
    const Document document({story});
    const pugi::xml_node enclosure = document.item.child("enclosure");
    CHECK(enclosure.attribute("url").value() == std::string("https://a.example/1"));
    CHECK(enclosure.attribute("type").value() == std::string("application/octet-stream"));
    CHECK(enclosure.attribute("length").value() == std::string("0"));
    CHECK_FALSE(enclosure.next_sibling("enclosure"));
    CHECK(document.item.find_child_by_attribute("atom:link", "href", "https://a.example/2"));
  }

  TEST_CASE("content stands behind a description, which is its beginning where the source gave no summary") {
    Story story = dispatch();
    story.entry.language = "en";
    story.entry.summary = "";
    story.entry.content_html = "<p>Ministers <b>met</b> &amp; talked.</p>";
    const Document document({story});
    CHECK(document.item.child_value("description") == std::string("Ministers met &amp; talked."));
    CHECK(document.item.child("description").next_sibling("content:encoded"));
  }

  TEST_CASE("an archive says so and names its neighbours") {
    Channel channel = wire();
    channel.is_archive = true;
    channel.current_url = "https://news.example/rss.xml";
    channel.prev_archive_url = "https://news.example/rss.xml?after=0&through=500";
    const pugi::xml_document xml = read_xml(write(Format::rss, {}, channel));
    const pugi::xml_node node = xml.child("rss").child("channel");
    CHECK(node.child("fh:archive"));
    CHECK(node.find_child_by_attribute("atom:link", "rel", "prev-archive").attribute("href").value() ==
          channel.prev_archive_url);
    CHECK(node.find_child_by_attribute("atom:link", "rel", "current"));
    CHECK_FALSE(node.find_child_by_attribute("atom:link", "rel", "next-archive"));
  }

  TEST_CASE("a withdrawn story is not there") {
    const Document document({killed()});
    CHECK_FALSE(document.item);
    CHECK_FALSE(contains(document.text, "Withdrawn headline"));
  }
}
