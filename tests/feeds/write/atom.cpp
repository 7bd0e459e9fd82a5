#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

namespace {

struct Document {
  explicit Document(std::initializer_list<Story> stories, const Channel& channel = wire())
      : text(write(Format::atom, stories, channel)),
        xml(read_xml(text)),
        feed(xml.child("feed")),
        entry(feed.child("entry")) {
    REQUIRE_MESSAGE(feed, text);
  }

  std::string text;
  pugi::xml_document xml;
  pugi::xml_node feed, entry;
};

std::string link(pugi::xml_node node, const char* rel) {
  return node.find_child_by_attribute("link", "rel", rel).attribute("href").value();
}

}  // namespace

TEST_SUITE("feeds/write/atom") {
  TEST_CASE("the feed says who it is and where its other pages are") {
    const Document document({});
    CHECK(document.feed.child_value("id") == std::string("https://news.example/"));
    CHECK(document.feed.child_value("title") == std::string("Newsroom & wire"));
    CHECK(document.feed.child_value("updated") == std::string("2024-07-06T12:00:00Z"));
    CHECK(document.feed.child("author").child_value("name") == std::string("Newsroom & wire"));
    CHECK(document.feed.child_value("generator") == std::string("datelined"));
    CHECK(link(document.feed, "self") == "https://news.example/atom.xml?limit=2&q=a");
    CHECK(link(document.feed, "alternate") == "https://news.example/");
    CHECK(link(document.feed, "next") == "https://news.example/atom.xml?limit=2&before=x");
  }

  TEST_CASE("a file has neither self nor next") {
    Channel file = wire();
    file.self_url = file.next_url = "";
    const Document document({}, file);
    CHECK_FALSE(document.feed.find_child_by_attribute("link", "rel", "self"));
    CHECK_FALSE(document.feed.find_child_by_attribute("link", "rel", "next"));
  }

  TEST_CASE("an archive says so and names its neighbours") {
    Channel channel = wire();
    CHECK_FALSE(Document({}, channel).feed.child("fh:archive"));
    channel.is_archive = true;
    channel.current_url = "https://news.example/atom.xml";
    channel.prev_archive_url = "https://news.example/atom.xml?after=0&through=500";
    channel.next_archive_url = "https://news.example/atom.xml?after=1000&through=1500";
    const Document document({}, channel);
    CHECK(document.feed.child("fh:archive"));
    CHECK(link(document.feed, "current") == channel.current_url);
    CHECK(link(document.feed, "prev-archive") == channel.prev_archive_url);
    CHECK(link(document.feed, "next-archive") == channel.next_archive_url);
  }

  TEST_CASE("a type or a size that is none is left out") {
    Story story = dispatch();
    story.entry.attachments = {{"https://a.example/1", "audio", "", -5, {}}};
    const Document document({story});
    const pugi::xml_node enclosure = document.entry.find_child_by_attribute("link", "rel", "enclosure");
    CHECK_FALSE(enclosure.attribute("type"));
    CHECK_FALSE(enclosure.attribute("length"));
  }

  TEST_CASE("an entry carries both dates, its language, people, links and subjects") {
    const Document document({dispatch()});
    const pugi::xml_node entry = document.entry;
    CHECK(entry.attribute("xml:lang").value() == std::string("ur"));
    CHECK(entry.child_value("id") == dispatch().id);
    CHECK(entry.child_value("title") == dispatch().entry.title);
    CHECK(entry.child("title").attribute("type").value() == std::string("text"));
    CHECK(entry.child_value("published") == std::string("2024-07-06T10:00:00Z"));
    CHECK(entry.child_value("updated") == std::string("2024-07-06T15:00:00Z"));
    CHECK(entry.child("author").child_value("name") == std::string("Zhang Wei"));
    CHECK(entry.child("author").child_value("email") == std::string("zhang@ur.example"));
    CHECK(entry.child_value("summary") == std::string("ایک خلاصہ"));
    CHECK(link(entry, "alternate") == "https://ur.example/1?a=1&b=2");
    CHECK(link(entry, "enclosure") == "https://ur.example/a%20b.mp3");
    CHECK(entry.find_child_by_attribute("link", "rel", "enclosure").attribute("length").value() == std::string("1234"));
    CHECK(link(entry, "related") == "https://app.example/1");
    std::string terms;
    for (const pugi::xml_node category : entry.children("category"))
      terms += category.attribute("term").value() + std::string(" ");
    CHECK(terms == "Economy Asia ");
  }

  TEST_CASE("the source feed is named, without its password") {
    const Document document({dispatch()});
    const pugi::xml_node source = document.entry.child("source");
    CHECK(source.child_value("id") == std::string("https://ur.example/feed.xml"));
    CHECK(source.child_value("title") == std::string("شِنہوا پاکستان سروس"));
    CHECK(source.child_value("rights") == std::string("© Xinhua"));
    CHECK(source.child("updated"));
    CHECK(link(source, "self") == "https://ur.example/feed.xml");
    CHECK(link(source, "alternate") == "https://ur.example/");
    CHECK_FALSE(contains(document.text, "secret"));
  }

  TEST_CASE("a source's own id stands when it is a URI, a local file is not shown") {
    Story story = dispatch();
    story.origin.feed.extension.id = "urn:xinhua:ur";
    CHECK(Document({story}).entry.child("source").child_value("id") == std::string("urn:xinhua:ur"));
    story.origin.feed.extension.id = "not a URI";
    story.origin.url = "file:wires/ur.xml";
    const Document document({story});
    CHECK(std::string(document.entry.child("source").child_value("id")).starts_with("urn:uuid:"));
    CHECK_FALSE(contains(document.text, "wires/ur.xml"));
  }

  TEST_CASE("content that runs from right to left says so, unless it does already") {
    Story story = dispatch();
    CHECK(Document({story}).entry.child_value("content") ==
          "<div dir=\"rtl\" lang=\"ur\">" + story.entry.content_html + "</div>");
    story.entry.content_html = "<p dir=\"rtl\">اردو</p>";
    CHECK(Document({story}).entry.child_value("content") == story.entry.content_html);
    story.entry.content_html = "<p>English</p>";
    story.entry.language = "en";
    CHECK(Document({story}).entry.child_value("content") == story.entry.content_html);
  }

  TEST_CASE("plain content stays plain") {
    Story story = dispatch();
    story.entry.content_html = "";
    story.entry.content_text = "a < b\nc";
    const Document document({story});
    CHECK(document.entry.child("content").attribute("type").value() == std::string("text"));
    CHECK(document.entry.child_value("content") == story.entry.content_text);
  }

  TEST_CASE("an entry that has next to nothing is valid still") {
    Story story;
    story.id = "urn:uuid:1";
    story.origin.name = "bare";
    story.first_seen = story.updated = story.time = noon;
    const Document document({story});
    CHECK(document.entry.child("title"));
    CHECK(document.entry.child("content"));  // for want of an alternate link
    CHECK(document.entry.child("author").child_value("name") == std::string("bare"));
    CHECK(document.entry.child_value("published") == std::string("2024-07-06T12:00:00Z"));
  }

  TEST_CASE("people without a name, and addresses that are none") {
    Story story = dispatch();
    story.entry.authors = {{"", "", "", {"desk@a.example"}}, {"Desk", "/relative", "", {"nobody"}}, {}};
    const Document document({story});
    pugi::xml_node author = document.entry.child("author");
    CHECK(author.child_value("name") == std::string("desk@a.example"));
    author = author.next_sibling("author");
    CHECK(author.child_value("name") == std::string("Desk"));
    CHECK_FALSE(author.child("uri"));
    CHECK_FALSE(author.child("email"));
    CHECK_FALSE(author.next_sibling("author"));
  }

  TEST_CASE("a withdrawn story leaves a tombstone and nothing of itself") {
    const Document document({killed()});
    CHECK_FALSE(document.entry);
    const pugi::xml_node tombstone = document.feed.child("at:deleted-entry");
    CHECK(tombstone.attribute("ref").value() == killed().id);
    CHECK(tombstone.attribute("when").value() == std::string("2024-07-06T15:00:00Z"));
    CHECK_FALSE(contains(document.text, "Withdrawn headline"));
  }

  TEST_CASE("no byte of a story breaks the document") {
    Story story = dispatch();
    for (std::string* member : {&story.entry.title, &story.entry.url, &story.entry.content_html, &story.entry.summary,
                                &story.entry.authors[0].name, &story.origin.feed.title, &story.sources[1].title}) {
      member->append("\x01\xFF]]></entry><![CDATA[&\"'\uFFFF");
    }
    const Document document({story, dispatch()});
    CHECK(std::distance(document.feed.children("entry").begin(), document.feed.children("entry").end()) == 2);
  }
}
