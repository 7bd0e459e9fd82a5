#include "tests/feeds/read/support.hpp"

using namespace datelined::feeds;

namespace {

Parsed feed_of(const std::string& items) {
  return parse_text(R"({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [)" + items);
}

}  // namespace

TEST_SUITE("feeds/read/json_feed") {
  TEST_CASE("a document that breaks off gives the items that are whole") {
    const Parsed document = feed_of(R"({"id": "1", "content_text": "a"}, {"id": "2", "content_text": "b"}, {"id)");
    REQUIRE(document.entries.size() >= 2);
    CHECK(document.entries[0].id == "1");
    CHECK(document.entries[1].content_text == "b");
    CHECK(document.notes.at(document.notes.size() - 1).code == "not-well-formed");
  }

  TEST_CASE("line breaks in strings, comments and trailing commas are lived with") {
    const Parsed document = feed_of("{\"id\": \"1\", /* x */ \"content_text\": \"a\nb\",},]}");
    REQUIRE(document.entries.size() == 1);
    CHECK(document.entries[0].content_text == "a\nb");
    CHECK(document.notes.at(0).code == "not-well-formed");
  }

  TEST_CASE("a fault in one item leaves the others as they are") {
    for (const std::string item :
         {R"({"id": "1", "title": "a "b" c"})", R"({"id": "1" "title": "a"})", R"({"id": "1", "title": "a\ud83d"})",
          R"({"id": "1", "tags": ["a"})", R"({"id": "1", "title": NaN})", R"({"id": "1", "title": "\'"}})"}) {
      CAPTURE(item);
      const Parsed document = feed_of(item + R"(, {"id": "2", "content_text": "b"}]})");
      REQUIRE(document.entries.size() == 2);
      CHECK(document.entries[0].id == "1");
      CHECK(document.entries[1].content_text == "b");
      CHECK(document.notes.at(0).code == "not-well-formed");
    }
  }

  TEST_CASE("what stands before or behind the object does not prevent it") {
    const std::string object = R"({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": []})";
    for (const std::string before : {"callback(", ")]}',\n", "<br />\n<b>Notice</b>: x in y.php\n", "/* x */ "}) {
      CAPTURE(before);
      const Parsed document = parse_text(before + object + (before == "callback(" ? ");" : "\n"));
      CHECK(document.format == "json-1.1");
      CHECK(document.notes.at(0).code == "junk-before-root");
    }
    const Parsed document = parse_text(object + "\n<!-- 0.2 s -->");
    REQUIRE(document.notes.size() == 1);
    CHECK(document.notes[0].code == "junk-after-root");
    CHECK(document.notes[0].line == 2);
    CHECK_FALSE(parse({"<html><script>var x = " + object + "</script></html>", ""}).has_value());
    CHECK_FALSE(parse({"body { color: red }", ""}).has_value());
  }

  TEST_CASE("characters that XML forbids are in no member") {
    const Parsed feed = parse_text(
        R"({"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://j.example\u0000/",)"
        R"("items":[{"id":"a\u0001\uffffb","url":"https://j.example/\u001f1","content_text":"x"}]})");
    CHECK(feed.feed.home_page_url == "https://j.example/");
    CHECK(feed.entries.at(0).id == "ab");
    CHECK(feed.entries.at(0).url == "https://j.example/1");
  }

  TEST_CASE("ids may be numbers and need not be there") {
    const Parsed document = feed_of(R"({"id": 5}, {"id": null, "url": "/a"}, {"id": " x "}]})");
    REQUIRE(document.entries.size() == 3);
    CHECK(document.entries[0].id == "5");
    CHECK(document.entries[1].id == "https://feeds.example/a");
    CHECK(document.entries[1].guid.empty());
    CHECK(document.entries[2].id == "x");
  }

  TEST_CASE("values of another type than the format's are passed over") {
    const Parsed document =
        feed_of(R"({"id": "1", "title": 7, "tags": "a", "authors": ["x", {"name": "n"}], "attachments": [1]}, 3]})");
    REQUIRE(document.entries.size() == 1);
    CHECK(document.entries[0].title.empty());
    REQUIRE(document.entries[0].authors.size() == 1);
    CHECK(document.entries[0].authors[0].name == "n");
  }
}
