#include "feeds/sketch_index.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

constexpr std::size_t newest_of_a_fingerprint = 8;
constexpr int least_shared = 2;

// A table is full at four fifths, and has after growing so much room that it grows seldom.
constexpr std::size_t smallest = 8;
bool is_full(std::size_t used, std::size_t places) {
  return used * 5 >= places * 4;
}
std::size_t roomy(std::size_t postings) {
  return std::max(smallest, postings * 3 / 2);
}

std::uint32_t minutes(Time time) {
  return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count());
}

}  // namespace

std::size_t SketchIndex::home(const Table& table, Fingerprint fingerprint) {
  const std::uint64_t spread = static_cast<Fingerprint>(fingerprint << table_bits);
  return static_cast<std::size_t>((spread * table.places.size()) >> 32);
}

void SketchIndex::grow(Table& table) {
  std::vector<Posting> living;
  for (const Posting& posting : table.places) {
    if (posting.entry != 0 && lives(posting.entry)) living.push_back(posting);
  }
  table.places.assign(roomy(living.size()), Posting{});
  table.places.shrink_to_fit();
  table.used = living.size();
  for (const Posting& posting : living) {
    std::size_t place = home(table, posting.fingerprint);
    while (table.places[place].entry != 0) place = after(table, place);
    table.places[place] = posting;
  }
}

void SketchIndex::add(Fingerprint fingerprint, std::uint32_t entry) {
  Table& table = table_of(fingerprint);
  if (is_full(table.used + 1, table.places.size())) grow(table);
  Posting* dead = nullptr;
  Posting* oldest = nullptr;
  std::size_t count = 0;
  for (std::size_t place = home(table, fingerprint);; place = after(table, place)) {
    Posting& posting = table.places[place];
    if (posting.entry == 0) {
      Posting* into = count >= newest_of_a_fingerprint ? oldest : dead;
      if (into == nullptr) {
        into = &posting;
        ++table.used;
      }
      *into = {fingerprint, entry};
      return;
    }
    if (!lives(posting.entry)) {
      if (dead == nullptr) dead = &posting;
    } else if (posting.fingerprint == fingerprint) {
      if (posting.entry == entry) return;
      ++count;
      if (oldest == nullptr || whole(posting.entry) < whole(oldest->entry)) oldest = &posting;
    }
  }
}

void SketchIndex::remove(Fingerprint fingerprint, std::uint32_t entry) {
  Table& table = table_of(fingerprint);
  if (table.places.empty()) return;
  for (std::size_t place = home(table, fingerprint); table.places[place].entry != 0; place = after(table, place)) {
    Posting& posting = table.places[place];
    if (posting.fingerprint != fingerprint || posting.entry != entry) continue;
    // Dead rather than empty: what was put behind it has to be found.
    posting.entry = static_cast<std::uint32_t>(first_) + 0x8000'0000u;
    if (posting.entry == 0) ++posting.entry;
    return;
  }
}

// Entries without a text have numbers too: they are places without a time.
void SketchIndex::admit(std::int64_t entry, Time time) {
  if (times_.empty()) first_ = entry;
  for (; first_ > entry; --first_) times_.push_front(0);
  const auto place = static_cast<std::size_t>(entry - first_);
  if (place >= times_.size()) times_.resize(place + 1, 0);
  times_[place] = minutes(time);
}

void SketchIndex::add(std::int64_t entry, Time time, const Fingerprints& fingerprints) {
  admit(entry, time);
  const auto low = static_cast<std::uint32_t>(entry);
  if (low == 0) return;
  for (const Fingerprint fingerprint : fingerprints) add(fingerprint, low);
}

void SketchIndex::change(std::int64_t entry, Time time, const Fingerprints& before, const Fingerprints& after) {
  admit(entry, time);
  const auto low = static_cast<std::uint32_t>(entry);
  if (low == 0) return;
  const auto add_or_remove = [&](const Fingerprints& these, const Fingerprints& not_these, auto what) {
    for (const Fingerprint fingerprint : these) {
      if (!std::binary_search(not_these.begin(), not_these.end(), fingerprint)) what(fingerprint);
    }
  };
  add_or_remove(before, after, [&](Fingerprint fingerprint) { remove(fingerprint, low); });
  add_or_remove(after, before, [&](Fingerprint fingerprint) { add(fingerprint, low); });
}

void SketchIndex::forget_before(std::int64_t entry) {
  while (first_ < entry && !times_.empty()) {
    times_.pop_front();
    ++first_;
  }
}

std::vector<SketchIndex::Found> SketchIndex::find(const Fingerprints& fingerprints, Time time,
                                                  std::chrono::seconds window, std::size_t most) const {
  const std::uint32_t from = minutes(time - window), to = minutes(time + window);
  // All at once into the cache: each is somewhere else in memory.
  for (const Fingerprint fingerprint : fingerprints) {
    const Table& table = table_of(fingerprint);
    if (!table.places.empty()) __builtin_prefetch(&table.places[home(table, fingerprint)]);
  }
  std::vector<std::uint32_t> met;
  for (const Fingerprint fingerprint : fingerprints) {
    const Table& table = table_of(fingerprint);
    if (table.places.empty()) continue;
    for (std::size_t place = home(table, fingerprint); table.places[place].entry != 0; place = after(table, place)) {
      const Posting& posting = table.places[place];
      if (posting.fingerprint != fingerprint || !lives(posting.entry)) continue;
      const std::uint32_t at = times_[posting.entry - static_cast<std::uint32_t>(first_)];
      if (from <= at && at <= to) met.push_back(posting.entry);
    }
  }
  std::sort(met.begin(), met.end());
  std::vector<Found> found;
  for (const std::uint32_t entry : met) {
    if (found.empty() || found.back().entry != whole(entry)) found.push_back({whole(entry), 0});
    ++found.back().shared;
  }
  // One alone is chance or page furniture.
  std::erase_if(found, [](const Found& one) { return one.shared < least_shared; });
  const auto better = [](const Found& one, const Found& other) {
    return one.shared != other.shared ? one.shared > other.shared : one.entry > other.entry;
  };
  const std::size_t count = std::min(most, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(), better);
  found.resize(count);
  return found;
}

std::size_t SketchIndex::bytes() const {
  std::size_t bytes = times_.size() * sizeof(std::uint32_t) + sizeof *this;
  for (const Table& table : tables_) bytes += table.places.capacity() * sizeof(Posting);
  return bytes;
}

}  // namespace datelined::feeds
