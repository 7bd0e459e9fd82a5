// A feed that was cut off or whose bytes were changed: what was whole before the damage comes out as if nothing
// had happened, and nothing comes out that nobody wrote.
#include "feeds/json.hpp"
#include "feeds/parse.hpp"

#include "tests/support/made_feeds.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <set>
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

enum class Letters { none, ascii, other };

Letters letters_at(std::string_view text, std::size_t at) {
  constexpr std::string_view half_a_character = "\uFFFD";  // where the damage went through one
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x80) return std::isalnum(c) != 0 ? Letters::ascii : Letters::none;
  for (std::size_t back = 0; back < half_a_character.size() && back <= at; ++back)
    if (text.substr(at - back).starts_with(half_a_character)) return Letters::none;
  return Letters::other;
}

std::set<std::string_view> words_of(const Entry& entry) {
  std::set<std::string_view> words;
  for (const std::string_view text : std::initializer_list<std::string_view>{
           entry.guid, entry.url, entry.title, entry.summary, entry.content_html, entry.content_text}) {
    for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
      const Letters letters = letters_at(text, at);
      while (end < text.size() && letters_at(text, end) == letters) ++end;
      if (letters != Letters::none) words.insert(text.substr(at, end - at));
    }
  }
  return words;
}

// Whether what the entry says stands in one of the texts. Not to the last word: the damage makes one, and in
// UTF-16 or where it breaks a tag or a reference it makes some more.
bool is_said_by(const std::vector<std::string_view>& texts, const Entry& entry) {
  const std::set<std::string_view> said = words_of(entry);
  const auto unknown = static_cast<std::size_t>(std::ranges::count_if(said, [&](std::string_view word) {
    return std::ranges::none_of(texts, [&](std::string_view text) { return text.find(word) != text.npos; });
  }));
  return unknown <= 1 || 2 * unknown <= said.size();
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
    // Said to be in one encoding and written in another: it is read rightly as long as every byte agrees.
    const auto contradicts_itself = [](const Note& note) { return note.code == "encoding-mismatch"; };
    if (std::ranges::any_of(result->notes, contradicts_itself)) return;
    whole_ = std::move(result->entries);
    encoding_ = result->encoding;
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
    std::vector<std::string> jsons;
    for (const Entry& entry : result->entries) jsons.push_back(boost::json::serialize(to_json(entry)));
    for (std::size_t i = 0; i < complete; ++i) {
      if (i >= jsons.size()) {
        ++tally_.lost;
        tally_.note(where + "entry " + std::to_string(i) + " is lost");
      } else if (jsons[i] != jsons_[i]) {
        ++tally_.changed;
        tally_.note(where + "entry " + std::to_string(i) + " is " + jsons[i] + " instead of " + jsons_[i]);
      }
    }
    if (const std::optional<std::size_t> i = invented(*result, jsons, damaged)) {
      ++tally_.invented;
      tally_.note(where + "nobody wrote " + jsons[*i]);
    }
  }

  // The first of the damaged document's entries that has no right to be there. Those before and after the
  // damage are the whole document's; between them stand no more than stood there, and say nothing else.
  std::optional<std::size_t> invented(const Parsed& result, const std::vector<std::string>& jsons,
                                      std::string_view damaged) const {
    const std::vector<Entry>& entries = result.entries;
    const bool is_misread = result.encoding != encoding_;  // the damage hit what says how to read the letters
    const std::size_t fewer = std::min(jsons.size(), jsons_.size());
    std::size_t before = 0, after = 0;
    while (before < fewer && jsons[before] == jsons_[before]) ++before;
    while (after < fewer - before && jsons[jsons.size() - 1 - after] == jsons_[jsons_.size() - 1 - after]) ++after;
    if (jsons.size() > jsons_.size()) return before;

    std::size_t from = 0, to = damaged.size();
    if (!ends_.empty() && before > 0) from = std::min(ends_[before - 1], to);
    if (!ends_.empty() && after > 0) to = std::min(ends_[jsons_.size() - after], to);
    std::vector<std::string_view> texts{address, "&amp;&lt;&gt;&quot;", damaged.substr(from, to - from)};
    texts.insert(texts.end(), jsons_.begin() + before, jsons_.end() - after);
    for (std::size_t i = before; i < jsons.size() - after; ++i) {
      if (!is_misread && !is_said_by(texts, entries[i])) return i;
    }
    return std::nullopt;
  }

  std::string name_, bytes_, encoding_;
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
      if (feed.size() != 0) feed.damage(seed++);
    }
    MESSAGE(tally.feeds << " feeds, " << tally.documents << " documents, " << tally.complete
                        << " whole entries before damage, " << tally.lost << " lost, " << tally.changed << " changed, "
                        << tally.invented << " invented, " << tally.refused << " refused, the slowest in "
                        << tally.slowest << " s");
    check_tally(tally);
  }
}
