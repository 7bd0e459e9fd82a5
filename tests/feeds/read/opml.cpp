#include "feeds/read/opml.hpp"

#include <doctest/doctest.h>

#include <string>

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
