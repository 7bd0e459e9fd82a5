#include "feeds/text/url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using datelined::feeds::canonical_url;

TEST_SUITE("feeds/text/canonical_url") {
  TEST_CASE("one page has one form, however it was reached") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        // scheme, host, port
        {"http://paper.example/a", "https://paper.example/a"},
        {"https://WWW.Paper.Example/a", "https://paper.example/a"},
        {"https://paper.example:443/a", "https://paper.example/a"},
        {"http://paper.example:80/a", "https://paper.example/a"},
        {"https://m.paper.example/a", "https://www.paper.example/a"},
        {"https://mobile.paper.example/a", "https://paper.example/a"},
        {"https://en.m.wiki.example/a", "https://en.wiki.example/a"},
        {"https://paper.example./a", "https://paper.example/a"},
        {"https://bücher.example/a", "https://xn--bcher-kva.example/a"},
        {"https://user:secret@paper.example/a", "https://paper.example/a"},
        // path
        {"https://paper.example/a/", "https://paper.example/a"},
        {"https://paper.example/%7Eann/a%2db", "https://paper.example/~ann/a-b"},
        {"https://paper.example/%d8%a8", "https://paper.example/ب"},
        {"https://paper.example/a;jsessionid=4711", "https://paper.example/a"},
        // AMP
        {"https://amp.paper.example/a", "https://paper.example/a"},
        {"https://paper.example/a.amp.html", "https://paper.example/a.html"},
        {"https://paper.example/a.amp", "https://paper.example/a"},
        {"https://paper.example/a/amp/", "https://paper.example/a"},
        {"https://paper.example/amp/a", "https://paper.example/a"},
        {"https://paper.example/news/amp/world-47", "https://paper.example/news/world-47"},
        {"https://paper.example/a?amp=1", "https://paper.example/a"},
        {"https://paper.example/a?outputType=amp", "https://paper.example/a"},
        // tracking
        {"https://paper.example/a?utm_source=rss&utm_medium=feed", "https://paper.example/a"},
        {"https://paper.example/a?id=7&fbclid=x", "https://paper.example/a?id=7"},
        {"https://paper.example/a?gclid=x&id=7&cmp=rss", "https://paper.example/a?id=7"},
        {"https://paper.example/a?UTM_Campaign=x", "https://paper.example/a"},
        {"https://paper.example/a?", "https://paper.example/a"},
        {"https://paper.example/a?&id=7&", "https://paper.example/a?id=7"},
        {"https://paper.example/a?section=3&id=7", "https://paper.example/a?id=7&section=3"},
        // fragment
        {"https://paper.example/a#comments", "https://paper.example/a"},
        {"https://paper.example/a?id=7#:~:text=storm", "https://paper.example/a?id=7"},
    };
    for (const auto& [one, other] : rows) {
      CAPTURE(one);
      CHECK(canonical_url(one) == canonical_url(other));
      CHECK_FALSE(canonical_url(one).empty());
    }
  }

  TEST_CASE("what tells pages apart stays") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"https://paper.example/a", "https://paper.example/b"},
        {"https://paper.example/a?id=7", "https://paper.example/a?id=8"},
        {"https://paper.example/?p=7", "https://paper.example/?p=8"},
        {"https://paper.example/story.php?n=1", "https://paper.example/story.php?n=2"},
        {"https://paper.example/a?page=2", "https://paper.example/a"},
        {"https://paper.example/a?lang=ur", "https://paper.example/a?lang=en"},
        {"https://paper.example/a?reference=1", "https://paper.example/a?reference=2"},
        {"https://paper.example/a?id=1&id=2", "https://paper.example/a?id=2&id=1"},
        {"https://paper.example/A", "https://paper.example/a"},
        {"https://paper.example/a%2Fb", "https://paper.example/a/b"},
        {"https://paper.example:8080/a", "https://paper.example/a"},
        {"https://sport.paper.example/a", "https://paper.example/a"},
        {"https://m.example/a", "https://example/a"},
        {"https://paper.example/#!/story/7", "https://paper.example/#!/story/8"},
        {"https://paper.example/amplifier", "https://paper.example/lifier"},
        {"https://paper.example/amp", "https://paper.example/"},
    };
    for (const auto& [one, other] : rows) {
      CAPTURE(one);
      CHECK(canonical_url(one) != canonical_url(other));
    }
  }

  TEST_CASE("what names no page has no form") {
    for (const char* url :
         {"", "https://paper.example", "https://paper.example/", "https://www.paper.example/?utm_source=x",
          "mailto:desk@paper.example", "tag:paper.example,2024:1", "a.html"}) {
      CAPTURE(url);
      CHECK(canonical_url(url).empty());
    }
  }
}
