#include "schema/copies.hpp"

#include <algorithm>

namespace datelined::schema {

namespace {

// A story that a thousand outlets carry must not make each new copy look at a thousand.
constexpr int looked_at = 64;

// Some eight megabytes of copies, and as much of which are a story's longest.
constexpr std::size_t copies_remembered = 8192, stories_remembered = 65'536;

}  // namespace

Copies::Copies(Database& database)
    : copy_(database, "SELECT e.story, e.time, s.sketch FROM entry e JOIN sketch s ON s.entry = e.id WHERE e.id = ?1"),
      lengths_(database, "SELECT id, completeness FROM entry WHERE story = ?1 LIMIT " + std::to_string(looked_at)),
      all_of_(database, "SELECT id FROM entry WHERE story = ?1"),
      version_(database, "PRAGMA data_version"),
      copies_(copies_remembered),
      longest_(stories_remembered) {}

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

const Copies::Lengths& Copies::longest(std::int64_t story) {
  if (const Longest* longest = longest_.find(story)) return longest->copies;
  Longest longest;
  Length copy;
  for (Rows rows = lengths_.query(story); rows.next(copy.entry, copy.completeness);) longest.see(copy);
  return longest_.put(story, longest).copies;
}

void Copies::Longest::see(Length copy) {
  const auto is_before = [](const Length& one, const Length& other) {
    return one.completeness != other.completeness ? one.completeness > other.completeness : one.entry < other.entry;
  };
  ++seen;
  if (copies.size() == copies.capacity()) {
    if (is_before(copies.back(), copy)) return;
    copies.pop_back();
  }
  copies.insert(std::ranges::upper_bound(copies, copy, is_before), copy);
}

void Copies::story_made(std::int64_t story, Length first) {
  longest_.put(story, {}).see(first);
}

void Copies::story_joined(std::int64_t story, Length copy) {
  Longest* const longest = longest_.find(story);
  if (longest == nullptr) return;
  // Which of more are looked at, the store knows.
  if (longest->seen == looked_at) return story_changed(story);
  longest->see(copy);
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
