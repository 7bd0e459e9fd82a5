#include "feeds/revision.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace datelined::feeds;

namespace {

Entry dispatch() {
  Entry entry;
  entry.id = "g1";
  entry.url = "https://a.example/1?utm_source=rss";
  entry.title = "Floods in Punjab";
  entry.content_html =
      "<p>Rivers <a href=\"https://a.example/rivers?a=1&amp;b=2\">rose</a>.</p>"
      "<img src=\"https://a.example/x.jpg\" width=\"300\" height=\"200\">";
  entry.summary = "Rivers rose.";
  entry.language = "en";
  entry.authors = {{"A. Reporter", "", "", {}}};
  entry.tags = {"Asia", "Weather"};
  entry.attachments = {{"https://a.example/x.mp3", "audio/mpeg", "", 10, {}}};
  return entry;
}

bool is_revision(const std::function<void(Entry&)>& change) {
  Entry changed = dispatch();
  change(changed);
  return revision_hash(changed) != revision_hash(dispatch());
}

}  // namespace

TEST_SUITE("feeds/revision") {
  TEST_CASE("what a reader reads makes a revision") {
    CHECK(is_revision([](Entry& e) { e.title = "UPDATE 1-Floods in Punjab"; }));
    CHECK(is_revision([](Entry& e) { e.content_html.replace(3, 6, "Streams"); }));
    CHECK(is_revision([](Entry& e) { e.content_html.replace(e.content_html.find("x.jpg"), 5, "y.jpg"); }));
    CHECK(is_revision([](Entry& e) { e.content_html.replace(e.content_html.find("b=2"), 3, "b=3"); }));
    CHECK(is_revision([](Entry& e) { e.summary = "Rivers fell."; }));
    CHECK(is_revision([](Entry& e) { e.url = "https://a.example/2"; }));
    CHECK(is_revision([](Entry& e) { e.language = "ur"; }));
    CHECK(is_revision([](Entry& e) { e.authors[0].name = "Another"; }));
    CHECK(is_revision([](Entry& e) { e.attachments.clear(); }));
    CHECK(is_revision([](Entry& e) { e.tags.push_back("Floods"); }));
  }

  TEST_CASE("noise makes none") {
    CHECK_FALSE(is_revision([](Entry& e) { e.content_html += "<p>1,235 views</p>"; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.content_html.replace(e.content_html.find("x.jpg"), 5, "x.jpg?w=640"); }));
    CHECK_FALSE(is_revision([](Entry& e) { e.title = "Floods\u00A0in  Punjab "; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.content_html = "<div>\n" + e.content_html + "\n</div>"; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.content_html.replace(e.content_html.find("300"), 3, "640"); }));
    CHECK_FALSE(is_revision([](Entry& e) { e.url = "http://www.a.example/1?utm_source=atom&utm_medium=x"; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.tags = {"Weather", "Asia", "Asia"}; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.date_modified = Time(std::chrono::seconds(1'700'000'000)); }));
    CHECK_FALSE(is_revision([](Entry& e) { e.date_published = Time(std::chrono::seconds(1)); }));
    CHECK_FALSE(is_revision([](Entry& e) { e.extension.comments = Comments{"", "", "", 17}; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.attachments[0].size_in_bytes = 11; }));
    CHECK_FALSE(is_revision([](Entry& e) { e.id = e.guid = "g2"; }));
  }

  TEST_CASE("a word that moves from one member to another is a change") {
    CHECK(is_revision([](Entry& e) {
      e.title = "Floods in";
      e.content_html = "Punjab" + e.content_html;
    }));
    CHECK(is_revision([](Entry& e) {
      e.tags.push_back(e.authors[0].name);
      e.authors.clear();
    }));
  }

  TEST_CASE("the joiners of Persian words are no white space") {
    Entry joined, apart;
    joined.title = "می\u200Cخواهم";
    apart.title = "میخواهم";
    CHECK(revision_hash(joined) != revision_hash(apart));
  }

  TEST_CASE("what differs is named") {
    Entry changed = dispatch();
    CHECK(differences(dispatch(), changed).empty());
    changed.title = "Floods in Sindh";
    changed.authors.clear();
    CHECK(differences(dispatch(), changed) == std::vector<std::string_view>{"title", "authors"});
  }

  TEST_CASE("texts that differ in numbers alone are told") {
    Entry before = dispatch(), after = dispatch();
    before.content_html = "<p>Seen by 12 of us</p>";
    after.content_html = "<p>Seen by 1,300 of us</p>";
    CHECK(differ_in_numbers(before, after));
    after.content_html = "<p>Seen by 12 of them</p>";
    CHECK_FALSE(differ_in_numbers(before, after));
    after = before;
    after.title = "Floods in 2 provinces";
    CHECK_FALSE(differ_in_numbers(before, after));
  }
}
