#include "schema/sameness.hpp"

#include <algorithm>
#include <string>

namespace datelined::schema {

namespace {

// Of the entries found those that share the most are compared: as many as a story's copies that are asked, so that
// they do not hide another story behind them.
constexpr std::size_t compared = 8;

// A story that a thousand outlets carry must not make each new copy look at a thousand.
constexpr int copies_looked_at = 64;

// When the index is made: enough that each part of it is written to many times.
constexpr std::size_t added_at_once = 32'768;

// After a long rest much is too old at once: several transactions share it.
constexpr int purged_at_once = 4096;

}  // namespace

Sameness::Sameness(Database& database)
    : blocks_(database),
      oldest_(database,
              "SELECT entry, seen, sketch FROM sketch ORDER BY entry LIMIT " + std::to_string(purged_at_once)),
      first_(database, "SELECT coalesce(min(entry), 0) FROM sketch"),
      forget_(database, "DELETE FROM sketch WHERE entry <= ?1"),
      sketches_(database, "SELECT entry, sketch FROM sketch WHERE entry >= ?1 ORDER BY entry"),
      sketch_(database,
              "SELECT e.story, e.time, s.sketch FROM entry e JOIN sketch s ON s.entry = e.id WHERE e.id = ?1"),
      copies_(database, "SELECT id FROM (SELECT id, completeness FROM entry WHERE story = ?1 LIMIT " +
                            std::to_string(copies_looked_at) + ") ORDER BY completeness DESC, id LIMIT " +
                            std::to_string(feeds::copies_asked + 2)),
      add_(database, "INSERT OR REPLACE INTO sketch (entry, seen, sketch) VALUES (?1, ?2, ?3)"),
      before_(database, "SELECT sketch FROM sketch WHERE entry = ?1"),
      change_(database, "UPDATE sketch SET sketch = ?2 WHERE entry = ?1"),
      last_(database, "SELECT coalesce(max(entry), 0) FROM sketch") {}

Sameness::Memory& Sameness::memory() {
  if (memory_) return *memory_;
  Memory& made = memory_.emplace();
  std::int64_t first = 0;
  first_.query().next(first);
  made.index.reserve(blocks_.most_fingerprints());
  std::vector<feeds::SketchIndex::Entry> some;
  blocks_.each(first, [&](FingerprintBlocks::Block&& block) {
    for (feeds::SketchIndex::Entry& entry : block) {
      if (entry.entry >= first) some.push_back(std::move(entry));
    }
    if (some.size() < added_at_once) return;
    made.index.add(some);
    some.clear();
  });
  made.index.add(some);
  made.commonness = read_commonness();
  return made;
}

feeds::Commonness Sameness::read_commonness() {
  feeds::Commonness commonness;
  std::int64_t entry = 0, last = 0;
  Blob bytes;
  last_.query().next(last);
  for (Rows rows = sketches_.query(feeds::Commonness::first_counted(last)); rows.next(entry, bytes);) {
    commonness.add(entry, feeds::decode_sketch(bytes.bytes));
  }
  return commonness;
}

void Sameness::purge(Time now) {
  std::int64_t entry = 0, last = 0;
  Time seen;
  Blob bytes;
  for (Rows rows = oldest_.query(); rows.next(entry, seen, bytes);) {
    if (seen >= now - window_) break;
    last = entry;
    if (!memory_ || !memory_->commonness.counts(entry)) continue;
    memory_->commonness.remove(entry, feeds::decode_sketch(bytes.bytes));
  }
  if (last == 0) return;
  forget_.run(last);
  blocks_.forget(last);
  if (memory_) memory_->index.forget_before(last + 1);
}

const Sameness::Copy& Sameness::ask(Asked& asked, std::int64_t entry) {
  const auto [place, is_new] = asked.copies.try_emplace(entry);
  Copy& copy = place->second;
  if (!is_new) return copy;
  Time time;
  Blob bytes;
  Rows rows = sketch_.query(entry);
  if (!rows.next(copy.story, time, bytes)) return copy;
  copy.known = true;
  copy.probability = asked.text.quick(feeds::decode_sketch(bytes.bytes), asked.time - time).probability;
  return copy;
}

// The longest first: what a short copy has in common with another short one tells little.
std::vector<std::int64_t> Sameness::copies_of(std::int64_t story) {
  std::vector<std::int64_t> copies;
  std::int64_t entry = 0;
  for (Rows rows = copies_.query(story); rows.next(entry);) copies.push_back(entry);
  return copies;
}

Resemblance Sameness::ask_story(Asked& asked, std::int64_t story, std::int64_t best, std::int64_t but) {
  Resemblance found{{story, asked.copies.at(best).probability, 0}, best};
  double sum = found.tie.best;
  std::size_t count = 1;
  for (const std::int64_t entry : copies_of(story)) {
    if (count == feeds::copies_asked) break;
    if (entry == best || entry == but) continue;
    const Copy& copy = ask(asked, entry);
    if (!copy.known) continue;
    sum += copy.probability;
    ++count;
  }
  found.tie.mean = sum / static_cast<double>(count);
  return found;
}

std::vector<Sameness::Kept> Sameness::kept_of(std::int64_t story, std::int64_t but) {
  std::vector<Kept> kept;
  for (const std::int64_t entry : copies_of(story)) {
    if (kept.size() == feeds::copies_asked) break;
    std::int64_t its_story = 0;
    Time time;
    Blob bytes;
    Rows rows = sketch_.query(entry);
    if (entry != but && rows.next(its_story, time, bytes)) kept.push_back({feeds::decode_sketch(bytes.bytes), time});
  }
  return kept;
}

double Sameness::likeness(const feeds::Sketched& text, Time time, std::int64_t story, std::int64_t other,
                          std::int64_t but) {
  std::vector<Kept> ours = kept_of(story, but);
  ours.push_back({text.sketch, time});
  const std::vector<Kept> theirs = kept_of(other, but);
  double sum = 0;
  for (const Kept& one : ours) {
    feeds::Comparison comparison(one.sketch, memory().commonness);
    for (const Kept& each : theirs) sum += comparison.quick(each.sketch, one.time - each.time).probability;
  }
  return theirs.empty() ? 0 : sum / static_cast<double>(ours.size() * theirs.size());
}

std::vector<Resemblance> Sameness::find(const feeds::Sketched& text, Time time, std::int64_t but) {
  std::vector<Resemblance> found;
  if (text.sketch.empty()) return found;
  Asked asked{feeds::Comparison(text.sketch, memory().commonness), time, {}};
  // One more, because it may find itself.
  std::vector<std::pair<std::int64_t, std::int64_t>> best;  // story, its copy
  for (const auto& candidate : memory().index.find(text.fingerprints, time, window_, compared + 1)) {
    if (candidate.entry == but || asked.copies.size() == compared) continue;
    const Copy copy = ask(asked, candidate.entry);
    if (!copy.known) continue;
    const auto place = std::find_if(best.begin(), best.end(), [&](const auto& one) { return one.first == copy.story; });
    if (place == best.end()) {
      best.emplace_back(copy.story, candidate.entry);
    } else if (copy.probability > asked.copies.at(place->second).probability) {
      place->second = candidate.entry;
    }
  }
  for (const auto& [story, entry] : best) found.push_back(ask_story(asked, story, entry, but));
  return found;
}

std::optional<feeds::Match> Sameness::compare(const feeds::Sketch& text, Time time, std::int64_t entry) {
  std::int64_t story = 0;
  Time of_other;
  Blob bytes;
  Rows rows = sketch_.query(entry);
  if (text.empty() || !rows.next(story, of_other, bytes)) return std::nullopt;
  feeds::Comparison comparison(text, memory().commonness);
  return comparison.whole(feeds::decode_sketch(bytes.bytes), time - of_other);
}

void Sameness::add(std::int64_t entry, Time seen, Time time, const feeds::Sketched& text) {
  if (text.sketch.empty()) return;
  // Before the row is there: what is made from the store would have it already.
  Memory& memory = this->memory();
  add_.run(entry, seen, Blob{feeds::encode(text.sketch)});
  blocks_.append({entry, time, text.fingerprints});
  memory.index.add(entry, time, text.fingerprints);
  memory.commonness.add(entry, text.sketch);
}

bool Sameness::change(std::int64_t entry, Time seen, Time time, Time now, const feeds::Sketched& text) {
  if (seen < now - window_) return false;
  feeds::Sketch before;
  {
    Blob sketch;
    Rows rows = before_.query(entry);
    if (rows.next(sketch)) before = feeds::decode_sketch(sketch.bytes);
  }
  if (before == text.sketch) return false;
  Memory& memory = this->memory();
  if (before.empty()) {
    add_.run(entry, seen, Blob{feeds::encode(text.sketch)});
  } else {
    change_.run(entry, Blob{feeds::encode(text.sketch)});
    memory.commonness.remove(entry, before);
  }
  memory.index.change(entry, time, blocks_.replace({entry, time, text.fingerprints}), text.fingerprints);
  memory.commonness.add(entry, text.sketch);
  return true;
}

}  // namespace datelined::schema
