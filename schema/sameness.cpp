#include "schema/sameness.hpp"

#include <algorithm>
#include <string>

namespace datelined::schema {

namespace {

// Of the entries found those that share the most are compared: more than a story's copies that are asked, so that
// they do not hide another story behind them.
constexpr std::size_t compared = 5;

// After a long rest much is too old at once: several transactions share it.
constexpr int purged_at_once = 4096;

}  // namespace

Sameness::Sameness(Database& database)
    : blocks_(database),
      copies_(database),
      oldest_(database,
              "SELECT entry, seen, sketch FROM sketch ORDER BY entry LIMIT " + std::to_string(purged_at_once)),
      first_(database, "SELECT coalesce(min(entry), 0) FROM sketch"),
      forget_(database, "DELETE FROM sketch WHERE entry <= ?1"),
      sketches_(database, "SELECT entry, sketch FROM sketch WHERE entry >= ?1 ORDER BY entry"),
      add_(database, "INSERT OR REPLACE INTO sketch (entry, seen, sketch) VALUES (?1, ?2, ?3)"),
      before_(database, "SELECT sketch FROM sketch WHERE entry = ?1"),
      change_(database, "UPDATE sketch SET sketch = ?2 WHERE entry = ?1"),
      last_(database, "SELECT coalesce(max(entry), 0) FROM sketch") {}

Sameness::Memory& Sameness::memory() {
  if (memory_) return *memory_;
  Memory& made = memory_.emplace();
  std::int64_t first = 0, last = 0;
  first_.query().next(first);
  last_.query().next(last);
  made.index.fill(blocks_.most_fingerprints(),
                  [&](const feeds::SketchIndex::Take& take) { blocks_.each(first, last, take); });
  made.commonness = read_commonness();
  return made;
}

feeds::Commonness Sameness::read_commonness() {
  feeds::Commonness commonness;
  std::int64_t entry = 0, last = 0;
  Blob bytes;
  last_.query().next(last);
  for (Rows rows = sketches_.query(feeds::Commonness::first_counted(last)); rows.next(entry, bytes);) {
    commonness.add(entry, feeds::read_sketch(bytes.bytes));
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
    copies_.changed(entry);
    if (!memory_ || !memory_->commonness.counts(entry)) continue;
    memory_->commonness.remove(entry, feeds::read_sketch(bytes.bytes));
  }
  if (last == 0) return;
  forget_.run(last);
  blocks_.forget(last);
  if (memory_) memory_->index.forget_before(last + 1);
}

Sameness::Answer Sameness::ask(Asked& asked, std::int64_t entry, double least) {
  auto place = std::ranges::find(asked.answers, entry, &Answer::entry);
  if (place != asked.answers.end() && (place->likely.is_exact || least > 0)) return *place;
  const Copies::Copy& copy = copies_.find(entry);
  const feeds::Sketch sketch = feeds::read_sketch(copy.sketch);
  Answer answer{.entry = entry, .story = copy.story, .likely = {}, .is_known = !sketch.empty()};
  if (answer.is_known) answer.likely = asked.text.likely(sketch, asked.time - copy.time, least);
  if (place == asked.answers.end()) place = asked.answers.emplace(place);
  *place = answer;
  return answer;
}

Resemblance Sameness::ask_story(Asked& asked, const Answer& nearest, std::int64_t but) {
  Resemblance found{{nearest.story, nearest.likely.at_most, 0}, nearest.entry};
  double sum = found.tie.best;
  std::size_t count = 1;
  for (const auto& [entry, completeness] : copies_.longest(nearest.story)) {
    if (count == feeds::copies_asked) break;
    if (entry == nearest.entry || entry == but) continue;
    const Answer answer = ask(asked, entry, 0);
    if (!answer.is_known) continue;
    sum += answer.likely.at_most;
    ++count;
  }
  found.tie.mean = sum / static_cast<double>(count);
  return found;
}

std::vector<Sameness::Kept> Sameness::kept_of(std::int64_t story, std::int64_t but) {
  std::vector<Kept> kept;
  for (const auto& [entry, completeness] : copies_.longest(story)) {
    if (kept.size() == feeds::copies_asked) break;
    if (entry == but) continue;
    const Copies::Copy& copy = copies_.find(entry);
    const feeds::Sketch sketch = feeds::read_sketch(copy.sketch);
    if (!sketch.empty()) kept.push_back({sketch, copy.time});
  }
  return kept;
}

bool Sameness::are_one(const feeds::Sketched& text, Time time, std::int64_t story, std::int64_t other,
                       std::int64_t but) {
  std::vector<Kept> ours = kept_of(story, but);
  ours.push_back({feeds::read_sketch(text.sketch), time});
  const std::vector<Kept> theirs = kept_of(other, but);
  if (theirs.empty()) return false;
  const auto mean = [&](double sum) { return sum / static_cast<double>(ours.size() * theirs.size()); };
  feeds::Comparison& comparison = memory().comparison;
  // Most are not, and that shows before any two are compared in full.
  double at_most = static_cast<double>(ours.size() * theirs.size());
  for (const Kept& one : ours) {
    comparison.take(one.sketch);
    for (const Kept& their : theirs) {
      at_most -=
          1 - comparison.likely(their.sketch, one.time - their.time, feeds::Comparison::more_than_certain).at_most;
      if (!feeds::are_one(mean(at_most))) return false;
    }
  }
  double sum = 0;
  for (const Kept& one : ours) {
    comparison.take(one.sketch);
    for (const Kept& their : theirs) sum += comparison.probability(their.sketch, one.time - their.time);
  }
  return feeds::are_one(mean(sum));
}

std::vector<Resemblance> Sameness::find(const feeds::Sketched& text, Time time, std::int64_t but) {
  std::vector<Resemblance> found;
  if (text.sketch.empty()) return found;
  Asked asked{memory().comparison, time, {}};
  asked.text.take(feeds::read_sketch(text.sketch));
  std::vector<Answer> nearest;  // of each story the copy that resembles the text most
  // One more, because it may find itself.
  const auto candidates = memory().index.find(text.fingerprints, time, window_, compared + 1);
  for (const auto& candidate : candidates) copies_.fetch(candidate.entry);
  for (const auto& candidate : candidates) {
    if (candidate.entry == but || asked.answers.size() == compared) continue;
    const Answer answer = ask(asked, candidate.entry, feeds::enough_to_join);
    if (answer.likely.at_most < feeds::enough_to_join) continue;
    const auto place = std::ranges::find(nearest, answer.story, &Answer::story);
    if (place == nearest.end()) {
      nearest.push_back(answer);
    } else if (answer.likely.at_most > place->likely.at_most) {
      *place = answer;
    }
  }
  for (const Answer& copy : nearest) found.push_back(ask_story(asked, copy, but));
  return found;
}

std::optional<feeds::Match> Sameness::compare(const feeds::Sketched& text, Time time, std::int64_t entry) {
  const Copies::Copy& copy = copies_.find(entry);
  if (text.sketch.empty() || copy.sketch.empty()) return std::nullopt;
  feeds::Comparison comparison(feeds::read_sketch(text.sketch), memory().commonness);
  return comparison.whole(feeds::read_sketch(copy.sketch), time - copy.time);
}

void Sameness::add(std::int64_t entry, std::int64_t story, Time seen, Time time, const feeds::Sketched& text) {
  if (text.sketch.empty()) return;
  // Before the row is there: what is made from the store would have it already.
  Memory& memory = this->memory();
  add_.run(entry, seen, Blob{text.sketch});
  copies_.add(entry, {story, time, text.sketch});
  blocks_.append({entry, time, text.fingerprints});
  memory.index.add(entry, time, text.fingerprints);
  memory.commonness.add(entry, feeds::read_sketch(text.sketch));
}

bool Sameness::change(std::int64_t entry, Time seen, Time time, Time now, const feeds::Sketched& text) {
  copies_.changed(entry);
  if (seen < now - window_) return false;
  std::string before;
  {
    Blob sketch;
    Rows rows = before_.query(entry);
    if (rows.next(sketch)) before = sketch.bytes;
  }
  if (before == text.sketch) return false;
  Memory& memory = this->memory();
  if (before.empty()) {
    add_.run(entry, seen, Blob{text.sketch});
  } else {
    change_.run(entry, Blob{text.sketch});
    memory.commonness.remove(entry, feeds::read_sketch(before));
  }
  memory.index.change(entry, time, blocks_.replace({entry, time, text.fingerprints}), text.fingerprints);
  memory.commonness.add(entry, feeds::read_sketch(text.sketch));
  return true;
}

}  // namespace datelined::schema
