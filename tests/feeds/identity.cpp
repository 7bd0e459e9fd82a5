#include "feeds/identity.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace datelined::feeds;

namespace {

Entry entry(std::string guid, std::string url, std::string title = "Quake hits", std::string text = "") {
  Entry made;
  made.id = guid.empty() ? url : guid;
  made.guid = std::move(guid);
  made.url = std::move(url);
  made.title = std::move(title);
  made.content_text = std::move(text);
  return made;
}

using Document = std::vector<Entry>;

std::vector<std::vector<Key>> keys_of(const Document& document) {
  return identify(document);
}

// How many entries a store holds after these documents came one after the other: the first known key names it.
std::size_t stored_after(const std::vector<Document>& documents) {
  std::vector<std::set<Key>> stored;
  for (const Document& document : documents) {
    for (const std::vector<Key>& keys : keys_of(document)) {
      REQUIRE_FALSE(keys.empty());
      std::set<Key>* known = nullptr;
      for (const Key key : keys) {
        const auto place =
            std::find_if(stored.begin(), stored.end(), [&](const auto& all) { return all.contains(key); });
        if (place == stored.end()) continue;
        known = &*place;
        break;
      }
      if (known == nullptr) known = &stored.emplace_back();
      known->insert(keys.begin(), keys.end());
    }
  }
  return stored.size();
}

}  // namespace

TEST_SUITE("feeds/identity") {
  TEST_CASE("the same guid is the same entry, whatever else changed") {
    CHECK(stored_after({{entry("g1", "https://a.example/1", "Old")}, {entry("g1", "https://a.example/2", "New")}}) ==
          1);
    CHECK(stored_after({{entry("g1", "")}, {entry(" g1\n", "")}}) == 1);
    CHECK(stored_after({{entry("g1", "")}, {entry("g2", "")}}) == 2);
    CHECK(stored_after({{entry("g1", "")}, {entry("G1", "")}}) == 2);
  }

  TEST_CASE("a guid that changes, appears or goes leaves the entry what it was by its link") {
    const std::string link = "https://a.example/1";
    CHECK(stored_after({{entry("g1", link)}, {entry("g2", link)}}) == 1);
    CHECK(stored_after({{entry("", link)}, {entry("g1", link)}, {entry("g1", "https://a.example/moved")}}) == 1);
    CHECK(stored_after({{entry("g1", link)}, {entry("", link)}}) == 1);
    CHECK(stored_after({{entry("  ", link)}, {entry("", link)}}) == 1);
  }

  TEST_CASE("tracking, scheme and www make no other link") {
    CHECK(stored_after({{entry("", "http://www.a.example/1")}, {entry("", "https://a.example/1?utm_source=rss")}}) ==
          1);
    CHECK(stored_after({{entry("", "https://a.example/?id=1")}, {entry("", "https://a.example/?id=2")}}) == 2);
  }

  TEST_CASE("one guid on several links tells nothing apart") {
    Document broken;
    for (const char* number : {"1", "2", "3", "4", "5"}) {
      broken.push_back(entry("https://a.example/", std::string("https://a.example/") + number));
    }
    CHECK(stored_after({broken}) == 5);
    CHECK(stored_after({broken, broken}) == 5);
  }

  TEST_CASE("one guid on several headlines without links tells nothing apart") {
    const Document broken = {entry("0", "", "One"), entry("0", "", "Two"), entry("0", "", "Three")};
    CHECK(stored_after({broken, broken}) == 3);
    CHECK(stored_after({{entry("7", "", "Quake"), entry("7", "", "UPDATE 1-Quake")}}) == 1);
  }

  TEST_CASE("one link under several guids tells nothing apart") {
    const std::string live = "https://a.example/live";
    const Document page = {entry("g1", live, "One"), entry("g2", live, "Two")};
    CHECK(stored_after({page, page}) == 2);
    CHECK(stored_after({{entry("", live, "One"), entry("", live, "Two")}}) == 2);
  }

  TEST_CASE("a fragment tells the entries of a live page apart") {
    CHECK(stored_after({{entry("", "https://a.example/live#one"), entry("", "https://a.example/live#two")}}) == 2);
  }

  TEST_CASE("a home page is no name") {
    CHECK(stored_after({{entry("", "https://a.example/", "One")}, {entry("", "https://a.example/", "Two")}}) == 2);
  }

  TEST_CASE("without guid and link title and text decide") {
    const Entry quake = entry("", "", "Quake hits", "A quake hit.");
    CHECK(stored_after({{quake}, {entry("", "", "Quake  hits", "A quake hit.")}}) == 1);
    CHECK(stored_after({{quake}, {entry("", "", "Quake hits", "Another quake hit.")}}) == 2);
    CHECK(stored_after({{quake}, {entry("", "", "Flood", "A quake hit.")}}) == 2);
    Entry in_html = entry("", "", "Quake hits");
    in_html.content_html = "<p>A <b>quake</b> hit.</p>";
    CHECK(stored_after({{quake}, {in_html}}) == 1);
  }

  TEST_CASE("an entry with nothing to go by goes by its derived id") {
    Entry one, two;
    one.id = "urn:sha256:1";
    two.id = "urn:sha256:2";
    CHECK(stored_after({{one, two}, {one, two}}) == 2);
  }

  TEST_CASE("a guid that reads like another entry's link is not that link") {
    CHECK(stored_after({{entry("https://a.example/1", "https://a.example/2", "One"),
                         entry("", "https://a.example/1", "Two")}}) == 2);
  }

  TEST_CASE("an empty document has no entries") {
    CHECK(keys_of({}).empty());
  }
}
