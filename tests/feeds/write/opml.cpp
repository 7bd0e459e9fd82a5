#include "feeds/write/opml.hpp"
#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

namespace {

Outline feed(std::string name, std::string category) {
  return {std::move(name), "", "https://a.example/feed.xml", "", std::move(category), ""};
}

// The outlines as a tree in one line: "Asia(a b) c".
std::string tree(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node outline : node.children("outline")) {
    if (!text.empty()) text += ' ';
    text += outline.attribute("text").value();
    if (outline.attribute("type").empty()) text += '(' + tree(outline) + ')';
  }
  return text;
}

std::string tree_of(const std::vector<Outline>& outlines) {
  return tree(read_xml(write_opml("t", noon, outlines)).child("opml").child("body"));
}

}  // namespace

TEST_SUITE("feeds/write/opml") {
  TEST_CASE("a list has a head and its feeds") {
    const Outline bbc{"bbc-ur", "BBC & Urdu", "https://user:secret@a.example/feed.xml?a=1&b=2", "https://a.example/",
                      "",       "ur"};
    const std::string text = write_opml("My <wires>", noon, std::vector{bbc});
    CHECK_FALSE(contains(text, "secret"));
    const pugi::xml_document document = read_xml(text);
    const pugi::xml_node opml = document.child("opml");
    CHECK(opml.attribute("version").value() == std::string("2.0"));
    CHECK(opml.child("head").child_value("title") == std::string("My <wires>"));
    CHECK(opml.child("head").child_value("dateCreated") == std::string("Sat, 06 Jul 2024 12:00:00 +0000"));
    const pugi::xml_node outline = opml.child("body").child("outline");
    CHECK(outline.attribute("type").value() == std::string("rss"));
    CHECK(outline.attribute("text").value() == std::string("bbc-ur"));
    CHECK(outline.attribute("title").value() == std::string("BBC & Urdu"));
    CHECK(outline.attribute("xmlUrl").value() == std::string("https://a.example/feed.xml?a=1&b=2"));
    CHECK(outline.attribute("htmlUrl").value() == std::string("https://a.example/"));
    CHECK(outline.attribute("language").value() == std::string("ur"));
  }

  TEST_CASE("categories nest, each once") {
    CHECK(tree_of({}) == "");
    CHECK(tree_of({feed("a", "Asia"), feed("b", "Europe"), feed("c", "Asia")}) == "Asia(a c) Europe(b)");
    CHECK(tree_of({feed("a", "Asia/South"), feed("b", "Asia"), feed("c", "")}) == "c Asia(b South(a))");
    CHECK(tree_of({feed("a", "A/B/C"), feed("b", "A/D"), feed("c", "E")}) == "A(B(C(a)) D(b)) E(c)");
    CHECK(tree_of({feed("a", "/Asia//South/")}) == "Asia(South(a))");
  }

  TEST_CASE("a category of endless depth is written all the same") {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "x/";
    const std::string text = write_opml("t", noon, std::vector{feed("a", deep)});
    CHECK(contains(text, "</opml>"));
  }
}
