// The sample wires of examples/ give what examples/README.md says they give.
#include "feeds/identity.hpp"
#include "feeds/parse.hpp"
#include "feeds/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

using namespace datelined::feeds;

namespace {

struct SampleWire {
  std::string file, format, encoding;
  std::size_t items;
};

const std::vector<SampleWire> wires{
    {"arabic.xml", "rss-1.0", "utf-8", 4},
    {"chinese-gb18030.xml", "rss-2.0", "gb18030", 4},
    {"english-press.xml", "rss-2.0", "utf-8", 4},
    {"english.xml", "rss-2.0", "utf-8", 8},
    {"exchange.json", "json-1.1", "utf-8", 6},
    {"french-mislabelled.xml", "rss-2.0", "windows-1252", 3},
    {"hebrew.xml", "rss-2.0", "utf-8", 3},
    {"hindi.xml", "atom-1.0", "utf-8", 3},
    {"japanese-shift_jis.xml", "rss-1.0", "shift_jis", 3},
    {"persian.xml", "atom-1.0", "utf-8", 3},
    {"russian-windows-1251.xml", "rss-2.0", "windows-1251", 3},
    {"spanish.xml", "atom-1.0", "utf-8", 3},
    {"urdu-second.xml", "atom-1.0", "utf-8", 3},
    {"urdu.xml", "rss-2.0", "utf-8", 4},
};

Parsed parse_wire(const std::string& file) {
  std::ifstream stream(SOURCE_TREE "/examples/wires/" + file, std::ios::binary);
  REQUIRE_MESSAGE(stream.is_open(), file);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  const auto parsed = parse({.bytes = bytes});
  REQUIRE_MESSAGE(parsed.has_value(), file);
  return *parsed;
}

struct Copy {
  std::size_t feed;
  std::int64_t story;
  Signature signature;
  Time time;
};

std::int64_t story_of(const Entry& entry, std::size_t feed, const std::vector<Copy>& copies, Time now) {
  const Signature signature = sign(entry);
  std::vector<Candidate> candidates;
  for (const Copy& copy : copies) {
    const bool has_feed = std::any_of(copies.begin(), copies.end(), [&](const Copy& other) {
      return other.story == copy.story && other.feed == feed;
    });
    candidates.push_back({copy.story, copy.signature, copy.time, has_feed});
  }
  const auto chosen = choose_story(signature, entry.date_published.value_or(now), candidates);
  return chosen.value_or(static_cast<std::int64_t>(copies.size()));
}

// Every entry of every wire once, oldest first in each, as polling the wires in this order finds them.
std::vector<Copy> poll_all(const std::vector<SampleWire>& order, Time now) {
  std::vector<Copy> copies;
  for (std::size_t feed = 0; feed < order.size(); ++feed) {
    const Parsed parsed = parse_wire(order[feed].file);
    const auto keys = identify(parsed.entries);
    std::set<Key> known;
    for (std::size_t i = parsed.entries.size(); i-- > 0;) {
      const bool is_new = std::none_of(keys[i].begin(), keys[i].end(), [&](Key key) { return known.contains(key); });
      known.insert(keys[i].begin(), keys[i].end());
      if (!is_new) continue;
      const Entry& entry = parsed.entries[i];
      copies.push_back({feed, story_of(entry, feed, copies, now), sign(entry), entry.date_published.value_or(now)});
    }
  }
  return copies;
}

std::size_t count_stories(const std::vector<Copy>& copies) {
  std::set<std::int64_t> stories;
  for (const Copy& copy : copies) stories.insert(copy.story);
  return stories.size();
}

}  // namespace

TEST_SUITE("feeds/examples") {
  TEST_CASE("every sample wire is read whole, in its own encoding") {
    for (const SampleWire& wire : wires) {
      CAPTURE(wire.file);
      const Parsed parsed = parse_wire(wire.file);
      CHECK(parsed.format == wire.format);
      CHECK(parsed.encoding == wire.encoding);
      CHECK(parsed.entries.size() == wire.items);
      for (const Entry& entry : parsed.entries) {
        CAPTURE(entry.title);
        CHECK_FALSE(entry.title.empty());
        CHECK(entry.url.starts_with("http"));
        CHECK_FALSE((entry.content_html + entry.content_text).empty());
        const bool is_undated = entry.id == "he-540";
        CHECK(entry.date_published.has_value() == !is_undated);
        CHECK(entry.content_html.find("must never reach") == std::string::npos);
        CHECK(entry.content_html.find("alert") == std::string::npos);
      }
    }
  }

  TEST_CASE("52 entries tell 43 stories, whichever wire comes first") {
    const Time now = Time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
    const auto copies = poll_all(wires, now);
    CHECK(copies.size() == 52);
    CHECK(count_stories(copies) == 43);

    const std::vector<SampleWire> backwards(wires.rbegin(), wires.rend());
    CHECK(count_stories(poll_all(backwards, now)) == 43);
  }
}
