#include "feeds/read/opml.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace datelined::feeds;

namespace {

Subscriptions read(const std::string& text) {
  const auto result = read_opml({text, "file:///lists/wires.opml"});
  REQUIRE(result.has_value());
  return *result;
}

}  // namespace

TEST_SUITE("feeds/read/opml") {
  TEST_CASE("every outline with an xmlUrl is a subscription, its place the category") {
    const Subscriptions list = read(R"(<?xml version="1.0"?><opml version="2.0"><head><title>Wires</title></head><body>
      <outline text="Asia"><outline text="South"><outline type="rss" text="Dawn" title="Dawn News" xmlUrl="https://dawn.example/rss"
        htmlUrl="https://dawn.example/" language="en_PK"/></outline><outline XMLURL="https://www.x.example:80/f"/></outline>
      <outline text="Top" xmlUrl="https://top.example/atom" category="/World/Late,/Other"/></body></opml>)");
    CHECK(list.title == "Wires");
    REQUIRE(list.outlines.size() == 3);
    CHECK(list.outlines[0].name == "Dawn");
    CHECK(list.outlines[0].title == "Dawn News");
    CHECK(list.outlines[0].url == "https://dawn.example/rss");
    CHECK(list.outlines[0].home_url == "https://dawn.example/");
    CHECK(list.outlines[0].category == "Asia/South");
    CHECK(list.outlines[0].language == "en-PK");
    CHECK(list.outlines[1].name == "www.x.example:80");
    CHECK(list.outlines[1].category == "Asia");
    CHECK(list.outlines[2].category == "World/Late");
    CHECK(list.notes.empty());
  }

  TEST_CASE("an address is what the list says, for who subscribes to judge") {
    const Subscriptions list = read(R"(<opml><body><outline text="A" xmlUrl=" file:wires/a b.xml "/>
      <outline text="B" xmlUrl="ftp://b.example/f"/></body></opml>)");
    REQUIRE(list.outlines.size() == 2);
    CHECK(list.outlines[0].url == "file:wires/a b.xml");
    CHECK(list.outlines[1].url == "ftp://b.example/f");
  }

  TEST_CASE("a broken list gives what it has") {
    const Subscriptions list = read(
        "<opml><body><outline text='A & B'><outline text=One xmlUrl='https://one.example/'>"
        "<outline text='Two' xmlUrl='https://two.example/'");
    REQUIRE(list.outlines.size() == 1);
    CHECK(list.outlines[0].category == "A & B");
    CHECK_FALSE(list.notes.empty());
  }

  TEST_CASE("names go in any case, and `url` of a feed is its address") {
    const Subscriptions list = read(R"(<OPML VERSION="1.0"><BODY><Outline TEXT="A" XmlURL="https://a.example/"/>
      <outline type="RSS" text="B" url="https://b.example/"/><outline type="link" text="C" url="https://c.example/"/>
      <outline type="include" text="D" url="https://d.example/list.opml"/><outline text="E" xmlurl="https://e.example/"/>
      </BODY></OPML>)");
    REQUIRE(list.outlines.size() == 3);
    CHECK(list.outlines[0].name == "A");
    CHECK(list.outlines[1].url == "https://b.example/");
    CHECK(list.outlines[2].url == "https://e.example/");
  }

  TEST_CASE("what is commented out is left out, with all that is in it") {
    const Subscriptions list = read(R"(<opml><body><outline text="Old" isComment="true"><outline text="A"
      xmlUrl="https://a.example/"/></outline><outline text="B" xmlUrl="https://b.example/" isComment="false"/></body></opml>)");
    REQUIRE(list.outlines.size() == 1);
    CHECK(list.outlines[0].name == "B");
    CHECK(list.outlines[0].category.empty());
  }

  TEST_CASE("the name is the text, else the title, else the host, entities and stray ampersands are what they mean") {
    const Subscriptions list = read(
        "<opml><body><outline title='Caf&eacute; &amp;amp; Co' xmlUrl='https://a.example/?a=1&b=2'/>"
        "<outline text='  ' title='' xmlUrl='https://u:p@b.example/f'/><outline text='T' title='Long'"
        " xmlUrl='https://c.example/'/></body></opml>");
    REQUIRE(list.outlines.size() == 3);
    CHECK(list.outlines[0].name == "Café & Co");
    CHECK(list.outlines[0].url == "https://a.example/?a=1&b=2");
    CHECK(list.outlines[1].name == "b.example");
    CHECK(list.outlines[2].name == "T");
    CHECK(list.outlines[2].title == "Long");
  }

  TEST_CASE("a list without a head, or without its beginning, is one") {
    for (const std::string text :
         {"<opml><body><outline text='A' xmlUrl='https://a.example/'/></body></opml>",
          "<body><outline text='A' xmlUrl='https://a.example/'/></body>",
          "<opml><head><title>x<body><outline text='A' xmlUrl='https://a.example/'/></body></opml>",
          "<opml><head><title>x</title><body><outline text='A' xmlUrl='https://a.example/'/>",
          "<opml><outline text='A' xmlUrl='https://a.example/'/></opml>"}) {
      CAPTURE(text);
      CHECK(read(text).outlines.size() == 1);
    }
  }

  TEST_CASE("encodings are as they are in feeds") {
    CHECK(read("<?xml version='1.0' encoding='windows-1251'?><opml><body><outline text='\xcc\xe8\xf0' "
               "xmlUrl='https://a.example/'/></body></opml>")
              .outlines.at(0)
              .name == "Мир");
  }

  TEST_CASE("what is written comes back as it was") {
    const std::vector<Outline> outlines = {{.name = "A & \"B\"",
                                            .title = "<A>",
                                            .url = "https://a.example/?x=1&y=2",
                                            .home_url = "https://a.example/",
                                            .category = "Asia/South",
                                            .language = "ur"},
                                           {.name = "شِنہوا",
                                            .title = "شِنہوا",
                                            .url = "https://b.example/",
                                            .home_url = "",
                                            .category = "Asia",
                                            .language = ""},
                                           {.name = "C",
                                            .title = "C",
                                            .url = "https://c.example/",
                                            .home_url = "",
                                            .category = "",
                                            .language = "zh-Hant"}};
    const Subscriptions list = read(write_opml("Wires & more", Time(), outlines));
    CHECK(list.title == "Wires & more");
    CHECK(list.notes.empty());
    REQUIRE(list.outlines.size() == outlines.size());
    for (const Outline& outline : outlines) {
      CAPTURE(outline.name);
      const auto found = std::ranges::find(list.outlines, outline.url, &Outline::url);
      REQUIRE(found != list.outlines.end());
      CHECK(found->name == outline.name);
      CHECK(found->title == outline.title);
      CHECK(found->home_url == outline.home_url);
      CHECK(found->category == outline.category);
      CHECK(found->language == outline.language);
    }
    CHECK(write_opml("Wires & more", Time(), list.outlines) == write_opml("Wires & more", Time(), outlines));
  }

  TEST_CASE("depth is no danger") {
    std::string text = "<opml><body>";
    for (int i = 0; i < 100'000; ++i) text += "<outline text='x'>";
    text += "<outline xmlUrl='https://deep.example/'/>";
    for (int i = 0; i < 100'000; ++i) text += "</outline>";
    const Subscriptions list = read(text + "</body></opml>");
    REQUIRE(list.outlines.size() == 1);
    CHECK(list.outlines[0].category.size() < 100);
  }

  TEST_CASE("something else is no list") {
    for (const std::string text : {"", "words", "<rss/>", "{}"}) CHECK(read_opml({text, "x"}).has_error());
  }
}
