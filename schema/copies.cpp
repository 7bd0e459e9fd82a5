#include "schema/copies.hpp"

#include "feeds/story.hpp"

#include <algorithm>

namespace datelined::schema {

namespace {

// A story that a thousand outlets carry must not make each new copy look at a thousand.
constexpr int looked_at = 64;

// One more than is asked: what it is asked for and a copy that changes are passed over.
constexpr std::size_t longest_kept = feeds::copies_asked + 2;

// Some eight megabytes.
constexpr std::size_t remembered = 8192;

}  // namespace

Copies::Copies(Database& database)
    : copy_(database, "SELECT e.story, e.time, s.sketch FROM entry e JOIN sketch s ON s.entry = e.id WHERE e.id = ?1"),
      longest_of_(database, "SELECT id, completeness FROM (SELECT id, completeness FROM entry WHERE story = ?1 LIMIT " +
                                std::to_string(looked_at) + ") ORDER BY completeness DESC, id LIMIT " +
                                std::to_string(longest_kept)),
      all_of_(database, "SELECT id FROM entry WHERE story = ?1"),
      version_(database, "PRAGMA data_version"),
      copies_(remembered),
      longest_(remembered) {}

void Copies::begin() {
  std::int64_t version = 0;
  version_.query().next(version);
  if (version != seen_version_) forget();
  seen_version_ = version;
}

const Copies::Copy& Copies::find(std::int64_t entry) {
  if (const Copy* copy = copies_.find(entry)) return *copy;
  Copy copy;
  Blob bytes;
  Rows rows = copy_.query(entry);
  if (rows.next(copy.story, copy.time, bytes)) copy.sketch = bytes.bytes;
  return copies_.put(entry, std::move(copy));
}

void Copies::fetch(std::int64_t entry) {
  constexpr std::size_t cache_line = 64;
  const std::string& sketch = find(entry).sketch;
  for (std::size_t at = 0; at < sketch.size(); at += cache_line) __builtin_prefetch(sketch.data() + at);
}

const std::vector<Copies::Length>& Copies::longest(std::int64_t story) {
  if (const auto* copies = longest_.find(story)) return *copies;
  std::vector<Length> copies;
  Length copy;
  for (Rows rows = longest_of_.query(story); rows.next(copy.entry, copy.completeness);) copies.push_back(copy);
  return longest_.put(story, std::move(copies));
}

void Copies::story_joined(std::int64_t story, Length copy) {
  std::vector<Length>* copies = longest_.find(story);
  if (copies == nullptr) return;
  // Where they are all of the story's, this one has its place among them; else the store knows.
  if (copies->size() >= longest_kept) return story_changed(story);
  const auto is_before = [](const Length& one, const Length& other) {
    return one.completeness != other.completeness ? one.completeness > other.completeness : one.entry < other.entry;
  };
  copies->insert(std::ranges::upper_bound(*copies, copy, is_before), copy);
}

void Copies::story_ends(std::int64_t story) {
  std::int64_t entry = 0;
  for (Rows rows = all_of_.query(story); rows.next(entry);) changed(entry);
  story_changed(story);
}

void Copies::forget() {
  copies_.clear();
  longest_.clear();
}

}  // namespace datelined::schema
