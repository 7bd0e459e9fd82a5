// A feed that was cut off or whose bytes were changed: what was whole before the damage comes out as if nothing
// had happened, and nothing comes out that nobody wrote.
#include "feeds/json.hpp"
#include "feeds/parse.hpp"

#include "tests/support/made_feeds.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace datelined::feeds;
using datelined::test::made_feeds;
using datelined::test::MadeFeed;

namespace {

constexpr const char* address = "https://feeds.example/dir/feed";
constexpr std::size_t times = 50;  // each feed is cut, and changed, at so many places

Result<Parsed> parsed(std::string_view bytes) {
  return parse({bytes, address});
}

// ---- where entries end

std::string in_utf_16(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    out += '\0';
  }
  return out;
}

std::vector<std::size_t> ends_of(std::string_view bytes, std::string_view tag) {
  std::vector<std::size_t> ends;
  for (std::size_t at = bytes.find(tag); at != bytes.npos; at = bytes.find(tag, at + 1))
    ends.push_back(at + tag.size());
  return ends;
}

// The ends of the objects in a JSON Feed's items.
std::vector<std::size_t> object_ends(std::string_view bytes) {
  std::vector<std::size_t> ends;
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c != '}' && c != ']') continue;
    --depth;
    if (c == '}' && depth == 2) ends.push_back(at + 1);
  }
  return ends;
}

// As many as there are entries; none when that cannot be told from the bytes alone.
std::vector<std::size_t> entry_ends(std::string_view bytes, std::size_t entries) {
  std::vector<std::vector<std::size_t>> candidates{ends_of(bytes, "</item>"), ends_of(bytes, "</entry>"),
                                                   ends_of(bytes, in_utf_16("</item>")),
                                                   ends_of(bytes, in_utf_16("</entry>"))};
  if (bytes.starts_with('{')) candidates.push_back(object_ends(bytes));
  for (std::vector<std::size_t>& ends : candidates) {
    if (ends.size() == entries) return std::move(ends);
  }
  return {};
}

// ---- whether an entry is one of those that were there

// Equal but for what a cut or one changed byte does: one begins as the other, or they begin and end alike.
bool is_remnant(std::string_view damaged, std::string_view whole) {
  constexpr std::size_t most_changed = 24;                 // bytes: a changed byte may undo a reference or a character
  constexpr std::string_view half_a_character = "\uFFFD";  // of UTF-16, cut in the middle
  if (damaged == half_a_character) return true;
  const std::size_t shorter = std::min(damaged.size(), whole.size());
  if (shorter == 0) return false;
  std::size_t front = 0;
  while (front < shorter && damaged[front] == whole[front]) ++front;
  if (front == shorter) return true;
  std::size_t back = 0;
  while (back < shorter - front && damaged[damaged.size() - 1 - back] == whole[whole.size() - 1 - back]) ++back;
  return front + back > 0 && front + back + most_changed >= shorter;
}

std::string_view content_of(const Entry& entry) {
  return entry.content_html.empty() ? entry.content_text : entry.content_html;
}

bool is_remnant(const Entry& damaged, const Entry& whole) {
  const bool says_nothing =
      damaged.guid.empty() && damaged.url.empty() && damaged.title.empty() && content_of(damaged).empty();
  return says_nothing || is_remnant(damaged.id, whole.id) || is_remnant(damaged.url, whole.url) ||
         is_remnant(damaged.title, whole.title) || is_remnant(content_of(damaged), content_of(whole));
}

// The first of the damaged entries that is none of the whole ones, in their order; nullptr when all are.
const Entry* invented(const std::vector<Entry>& damaged, const std::vector<Entry>& whole) {
  std::size_t next = 0;
  for (const Entry& entry : damaged) {
    while (next < whole.size() && !is_remnant(entry, whole[next])) ++next;
    if (next == whole.size()) return &entry;
    ++next;
  }
  return nullptr;
}

// ---- damage

struct Tally {
  std::size_t feeds = 0, documents = 0, complete = 0, lost = 0, changed = 0, invented = 0, refused = 0;
  double slowest = 0;  // seconds
  std::vector<std::string> examples;

  void note(const std::string& example) {
    if (examples.size() < 10) examples.push_back(example);
  }
};

double processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class DamagedFeed {
 public:
  DamagedFeed(std::string name, std::string bytes, Tally& tally)
      : name_(std::move(name)), bytes_(std::move(bytes)), tally_(tally) {
    auto result = parsed(bytes_);
    if (!result) return;
    whole_ = std::move(result->entries);
    ends_ = entry_ends(bytes_, whole_.size());
    for (const Entry& entry : whole_) jsons_.push_back(boost::json::serialize(to_json(entry)));
    ++tally_.feeds;
  }

  std::size_t size() const { return whole_.size(); }

  void damage(std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto any = [&](std::size_t below) {
      return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    for (std::size_t i = 0; i < times; ++i) {
      const std::size_t at = any(bytes_.size());
      check(std::string_view(bytes_).substr(0, at), at, "cut at ");
    }
    for (std::size_t i = 0; i < times; ++i) {
      const std::size_t at = any(bytes_.size());
      std::string changed = bytes_;
      changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + any(255)));
      check(changed, at, "changed at ");
    }
  }

 private:
  void check(std::string_view damaged, std::size_t at, const char* what) {
    const std::string where = name_ + ": " + what + std::to_string(at) + ": ";
    const double start = processor_time();
    const auto result = parsed(damaged);
    tally_.slowest = std::max(tally_.slowest, processor_time() - start);
    ++tally_.documents;

    const auto complete = static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), at) - ends_.begin());
    tally_.complete += complete;
    if (!result) {
      ++tally_.refused;
      tally_.lost += complete;
      if (complete != 0) tally_.note(where + result.error().what);
      return;
    }
    const std::vector<Entry>& entries = result->entries;
    for (std::size_t i = 0; i < complete; ++i) {
      if (i >= entries.size()) {
        ++tally_.lost;
        tally_.note(where + "entry " + std::to_string(i) + " is lost");
      } else if (const std::string json = boost::json::serialize(to_json(entries[i])); json != jsons_[i]) {
        ++tally_.changed;
        const auto differ = std::mismatch(json.begin(), json.end(), jsons_[i].begin(), jsons_[i].end()).first;
        const auto from = static_cast<std::size_t>(std::max(differ - json.begin() - 60, std::ptrdiff_t{0}));
        tally_.note(where + "entry " + std::to_string(i) + " is …" + json.substr(from, 200) + "… instead of …" +
                    jsons_[i].substr(std::min(from, jsons_[i].size()), 200));
      }
    }
    if (const Entry* entry = invented(entries, whole_)) {
      ++tally_.invented;
      tally_.note(where + "nobody wrote " + boost::json::serialize(to_json(*entry)));
    }
  }

  std::string name_, bytes_;
  Tally& tally_;
  std::vector<Entry> whole_;
  std::vector<std::size_t> ends_;
  std::vector<std::string> jsons_;
};

void check_tally(const Tally& tally) {
  for (const std::string& example : tally.examples) MESSAGE(example);
  CHECK(tally.lost == 0);
  CHECK(tally.changed == 0);
  CHECK(tally.invented == 0);
  CHECK(tally.slowest < 1.0);
}

// Every eighth of the two hundred, so that they are damaged in parallel.
void damage_made_feeds(std::size_t first) {
  const std::vector<MadeFeed> feeds = made_feeds();
  Tally tally;
  for (std::size_t i = first; i < feeds.size(); i += 8) {
    DamagedFeed feed(feeds[i].name, feeds[i].bytes, tally);
    CAPTURE(feeds[i].name);
    REQUIRE(feed.size() == feeds[i].entries);
    feed.damage(static_cast<std::uint32_t>(i));
  }
  CHECK(tally.complete > tally.documents);
  check_tally(tally);
}

}  // namespace

TEST_SUITE("feeds/damage") {
  TEST_CASE("two hundred feeds, damaged: 1 of 8") {
    damage_made_feeds(0);
  }
  TEST_CASE("two hundred feeds, damaged: 2 of 8") {
    damage_made_feeds(1);
  }
  TEST_CASE("two hundred feeds, damaged: 3 of 8") {
    damage_made_feeds(2);
  }
  TEST_CASE("two hundred feeds, damaged: 4 of 8") {
    damage_made_feeds(3);
  }
  TEST_CASE("two hundred feeds, damaged: 5 of 8") {
    damage_made_feeds(4);
  }
  TEST_CASE("two hundred feeds, damaged: 6 of 8") {
    damage_made_feeds(5);
  }
  TEST_CASE("two hundred feeds, damaged: 7 of 8") {
    damage_made_feeds(6);
  }
  TEST_CASE("two hundred feeds, damaged: 8 of 8") {
    damage_made_feeds(7);
  }

  TEST_CASE("feeds of a folder of your own, damaged") {
    namespace fs = std::filesystem;
    const char* folder = std::getenv("DATELINED_FEEDS");
    if (folder == nullptr) return;
    Tally tally;
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(folder)) {
      if (item.is_regular_file()) files.push_back(item.path());
    }
    std::sort(files.begin(), files.end());
    std::uint32_t seed = 0;
    for (const fs::path& file : files) {
      std::ifstream stream(file, std::ios::binary);
      std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      constexpr std::size_t most_bytes = std::size_t{256} << 10;
      if (bytes.empty() || bytes.size() > most_bytes) continue;
      DamagedFeed feed(file.string(), std::move(bytes), tally);
      // What has one entry is mostly an example of something odd, in which every byte is structure.
      if (feed.size() > 1) feed.damage(seed++);
    }
    MESSAGE(tally.feeds << " feeds, " << tally.documents << " documents, " << tally.complete
                        << " whole entries before damage, " << tally.lost << " lost, " << tally.changed << " changed, "
                        << tally.invented << " invented, " << tally.refused << " refused, the slowest in "
                        << tally.slowest << " s");
    check_tally(tally);
  }
}
