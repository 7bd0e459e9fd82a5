#include "feeds/write/published.hpp"
#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

TEST_SUITE("feeds/write/published") {
  TEST_CASE("an excerpt ends between words, or between characters where there are no words") {
    CHECK(excerpt("short", 10) == "short");
    CHECK(excerpt("one two three", 13) == "one two three");
    CHECK(excerpt("one two three", 9) == "one two…");
    CHECK(excerpt("土耳其发生地震", 3) == "土耳其…");
    CHECK(excerpt("", 10) == "");
    CHECK(excerpt("a\xFF\xFF", 2) == "a\xFF…");
  }

  TEST_CASE("a link leads to an absolute address and holds nothing that ends it") {
    CHECK(link_target("https://a.example/ä?q=1&r=%20") == "https://a.example/ä?q=1&r=%20");
    CHECK(link_target("https://a.example/a b\"<c>") == "https://a.example/a%20b%22%3Cc%3E");
    CHECK(link_target("https://a.example/[1]?50%#a#b") == "https://a.example/%5B1%5D?50%25#a%23b");
    CHECK(link_target("http://[2001:db8::1]/x") == "http://[2001:db8::1]/x");
    CHECK(link_target("/relative") == "");
    CHECK(link_target("") == "");
  }

  TEST_CASE("a media type and a mail address are what they claim, or nothing") {
    CHECK(media_type_or_none("audio/mpeg") == "audio/mpeg");
    CHECK(media_type_or_none(" text/html; charset=utf-8") == "text/html");
    for (const char* none : {"", "audio", "audio/", "/mpeg", "a b/c", "audio/mpeg3/x"}) {
      CAPTURE(none);
      CHECK(media_type_or_none(none) == "");
    }
    CHECK(is_mail_address("desk@a.example"));
    for (const char* none : {"", "@", "a@", "@a", "nobody", "a@b@c", "a b@c", "Desk <a@b.example>"}) {
      CAPTURE(none);
      CHECK_FALSE(is_mail_address(none));
    }
  }

  TEST_CASE("other sources are other feeds at other addresses, each once") {
    Story story = dispatch();
    story.sources.push_back(story.sources[1]);
    story.sources.push_back({"mirror", "x", story.entry.url, "", {}, noon});
    story.sources.push_back({"no-link", "x", "", "", {}, noon});
    const auto others = other_sources(story);
    REQUIRE(others.size() == 1);
    CHECK(others[0]->feed == "app-ur");
  }

  TEST_CASE("categories are the entry's, with labels and schemes, and its feed's") {
    Story story = dispatch();
    story.entry.extension.categories = {
        {"eco", "https://a.example/subjects", "Economy"}, {"eco", "", ""}, {"x", "no scheme", ""}};
    const auto categories = categories_of(story);
    REQUIRE(categories.size() == 3);
    CHECK(categories[0] == Category{"eco", "https://a.example/subjects", "Economy"});
    CHECK(categories[1] == Category{"x", "", ""});
    CHECK(categories[2] == Category{"Asia", "", ""});
  }

  TEST_CASE("a feed stands in for authors that nobody names") {
    Story story = dispatch();
    story.entry.authors.clear();
    CHECK(authors_of(story).at(0).name == "شِنہوا پاکستان سروس");
    story.origin.feed.authors = {{"Desk", "", "", {}}};
    CHECK(authors_of(story).at(0).name == "Desk");
  }
}
