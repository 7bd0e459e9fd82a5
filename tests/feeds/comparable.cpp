#include "feeds/comparable.hpp"

#include "feeds/text/fold.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/comparable") {
  TEST_CASE("an entry is compared by its text without markup, its headline without a label and its page") {
    Entry entry;
    entry.title = "UPDATE 1-Bank names chief";
    entry.url = "https://www.bank.example/chief?utm_source=rss";
    entry.content_html = "<p>The <b>bank</b></p><p>named a chief.</p>";
    const Comparable comparable(entry);
    CHECK(comparable.headline.text == "Bank names chief");
    CHECK(comparable.headline.signal == "update");
    CHECK(comparable.text == "The bank named a chief.");
    CHECK(comparable.page == "bank.example/chief");
    CHECK(comparable.folded_headline == fold_to_code_points("Bank names chief"));
    CHECK(comparable.folded_text == fold_to_code_points("The bank named a chief."));
    CHECK(comparable.folded_telling() == comparable.folded_text);
  }

  TEST_CASE("a summary stands in for a text that is missing, and tells more than one that is shorter") {
    Entry entry;
    entry.summary = "The bank named a chief on Monday.";
    CHECK(Comparable(entry).text == entry.summary);
    CHECK(Comparable(entry).folded_telling() == fold_to_code_points(entry.summary));
    entry.content_text = "The bank named …";
    CHECK(Comparable(entry).text == entry.content_text);
    CHECK(Comparable(entry).folded_telling() == fold_to_code_points(entry.summary));
    entry.summary = "… … … … … … … … … …";
    CHECK(Comparable(entry).folded_telling().empty());
  }
}
