#include "feeds/digest.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace datelined::feeds;

namespace {

Entry dispatch() {
  Entry entry;
  entry.id = "g1";
  entry.guid = "g1";
  entry.url = "https://a.example/1";
  entry.title = "Floods in Punjab";
  entry.content_html = "<p>Rivers rose.</p>";
  entry.tags = {"Asia", "Weather"};
  entry.extension.wire.emplace().version = "1";
  return entry;
}

std::uint64_t digest_with(const std::function<void(Entry&)>& change) {
  Entry entry = dispatch();
  change(entry);
  return digest(entry, {7});
}

}  // namespace

TEST_SUITE("feeds/digest") {
  TEST_CASE("the same entry has the same digest") {
    CHECK(digest(dispatch(), {7}) == digest(dispatch(), {7}));
  }

  TEST_CASE("whatever a document says of an entry is in its digest") {
    const std::uint64_t before = digest(dispatch(), {7});
    CHECK(digest_with([](Entry& entry) { entry.title += '.'; }) != before);
    CHECK(digest_with([](Entry& entry) { entry.content_html.insert(4, " "); }) != before);
    CHECK(digest_with([](Entry& entry) { entry.date_modified = Time{}; }) != before);
    CHECK(digest_with([](Entry& entry) { entry.guid = "g2"; }) != before);
    CHECK(digest_with([](Entry& entry) { entry.extension.wire->version = "2"; }) != before);
    CHECK(digest_with([](Entry& entry) { entry.extension.media.emplace(); }) != before);
    CHECK(digest_with([](Entry& entry) { entry.extension.geo = Geometry{"Point", {{1.5, 2}}}; }) != before);
  }

  TEST_CASE("what stands in one member is not what stands in the next") {
    CHECK(digest_with([](Entry& entry) { entry.tags = {"AsiaWeather"}; }) != digest_with([](Entry& entry) {
            entry.tags = {"Asia", "Weather"};
          }));
    CHECK(digest_with([](Entry& entry) {
            entry.tags = {"Asia", ""};
          }) != digest_with([](Entry& entry) {
            entry.tags = {"", "Asia"};
          }));
    const auto move_a_word = [](Entry& entry) {
      entry.title = "Floods";
      entry.content_html = " in Punjab<p>Rivers rose.</p>";
    };
    CHECK(digest_with(move_a_word) != digest(dispatch(), {7}));
  }

  TEST_CASE("an entry that goes by other names is looked at again") {
    CHECK(digest(dispatch(), {7, 8}) != digest(dispatch(), {7}));
  }
}
