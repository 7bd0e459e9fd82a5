#include "feeds/sketch_index.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace datelined::feeds {
namespace {

constexpr std::size_t newest_of_a_fingerprint = 4;
constexpr int least_shared = 2;

// A table is full at three quarters of its places: then nearly all that is looked for stands in the first bucket.
// It grows by a quarter, so that it never needs much more than it holds.
bool is_full(std::size_t used, std::size_t places) {
  return used * 4 >= places * 3;
}
std::size_t roomy(std::size_t used) {
  return used * 5 / 3;
}

std::uint32_t minutes(Time time) {
  return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count());
}

}  // namespace

// Visits the places where the fingerprint may stand: visit(bucket, place), until that says it is enough, or up to the
// first empty place, that one too. There is one.
template <class Buckets, class Visit>
void SketchIndex::each_place(Buckets& buckets, std::size_t home, Visit visit) {
  for (std::size_t at = home;; at = at + 1 == buckets.size() ? 0 : at + 1) {
    auto& bucket = buckets[at];
    for (std::size_t place = 0; place < places; ++place) {
      const bool is_last = bucket.entries[place] == 0;
      if (!visit(bucket, place) || is_last) return;
    }
  }
}

void SketchIndex::resize(Table& table, std::size_t room) {
  std::vector<Bucket> old(room / places + 2);
  old.swap(table.buckets);
  table.used = 0;
  for (const Bucket& from : old) {
    for (std::size_t i = 0; i < places && from.entries[i] != 0; ++i) {
      if (!lives(from.entries[i])) continue;
      ++table.used;
      each_place(table.buckets, home(table, from.fingerprints[i]), [&](Bucket& bucket, std::size_t place) {
        if (bucket.entries[place] != 0) return true;
        bucket.fingerprints[place] = from.fingerprints[i];
        bucket.entries[place] = from.entries[i];
        return false;
      });
    }
  }
}

void SketchIndex::prefetch(Fingerprint fingerprint) const {
  const Table& table = table_of(fingerprint);
  if (!table.buckets.empty()) __builtin_prefetch(&table.buckets[home(table, fingerprint)]);
}

// All at once into the cache: each is somewhere else in memory.
void SketchIndex::prefetch(const Fingerprints& fingerprints) const {
  for (const Fingerprint fingerprint : fingerprints) prefetch(fingerprint);
}

void SketchIndex::add(Fingerprint fingerprint, std::uint32_t entry) {
  Table& table = table_of(fingerprint);
  if (is_full(table.used + 1, table.buckets.size() * places)) {
    std::size_t living = 1;
    for (const Bucket& bucket : table.buckets) {
      living += static_cast<std::size_t>(
          std::ranges::count_if(bucket.entries, [&](std::uint32_t one) { return one != 0 && lives(one); }));
    }
    resize(table, roomy(living));
  }
  Bucket* dead = nullptr;
  Bucket* oldest = nullptr;
  std::size_t dead_place = 0, oldest_place = 0, count = 0;
  each_place(table.buckets, home(table, fingerprint), [&](Bucket& bucket, std::size_t place) {
    const std::uint32_t there = bucket.entries[place];
    if (there == 0) {
      // A full one gives up its oldest, unless this one is older still.
      if (count >= newest_of_a_fingerprint) {
        if (whole(oldest->entries[oldest_place]) < whole(entry)) oldest->entries[oldest_place] = entry;
        return false;
      }
      table.used += dead == nullptr ? 1 : 0;
      Bucket& into = dead == nullptr ? bucket : *dead;
      const std::size_t its_place = dead == nullptr ? place : dead_place;
      into.fingerprints[its_place] = fingerprint;
      into.entries[its_place] = entry;
      return false;
    }
    if (!lives(there)) {
      if (dead == nullptr) {
        dead = &bucket;
        dead_place = place;
      }
    } else if (bucket.fingerprints[place] == fingerprint) {
      if (there == entry) return false;
      ++count;
      if (oldest == nullptr || whole(there) < whole(oldest->entries[oldest_place])) {
        oldest = &bucket;
        oldest_place = place;
      }
    }
    return true;
  });
}

void SketchIndex::remove(Fingerprint fingerprint, std::uint32_t entry) {
  Table& table = table_of(fingerprint);
  if (table.buckets.empty()) return;
  each_place(table.buckets, home(table, fingerprint), [&](Bucket& bucket, std::size_t place) {
    if (bucket.fingerprints[place] != fingerprint || bucket.entries[place] != entry) return true;
    // Dead rather than empty: what was put behind it has to be found.
    std::uint32_t& there = bucket.entries[place];
    there = static_cast<std::uint32_t>(first_) + 0x8000'0000u;
    if (there == 0) ++there;
    return false;
  });
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
  prefetch(fingerprints);
  admit(entry, time);
  const auto low = static_cast<std::uint32_t>(entry);
  if (low == 0) return;
  for (const Fingerprint fingerprint : fingerprints) add(fingerprint, low);
}

void SketchIndex::fill(std::size_t fingerprints, const std::function<void(const Take& take)>& each) {
  const std::size_t buckets = fingerprints / tables_.size() * 5 / 4 / places + 2;
  for (Table& table : tables_) table.buckets.resize(buckets);
  // First one behind the other, in the memory that is theirs in the end.
  each([&](const Entry& entry) {
    admit(entry.entry, entry.time);
    const auto low = static_cast<std::uint32_t>(entry.entry);
    if (low == 0) return;
    for (const Fingerprint fingerprint : entry.fingerprints) {
      Table& table = table_of(fingerprint);
      if (is_full(table.used + 1, table.buckets.size() * places)) {
        table.buckets.resize(roomy(table.used + 1) / places + 2);
      }
      put(table, table.used++, {fingerprint, low});
    }
  });
  for (Table& table : tables_) settle(table);
}

// What stands one behind the other goes where it is looked for. In the order of its homes, so that nothing has to be
// looked for to find a place.
void SketchIndex::settle(Table& table) {
  const std::size_t homes = table.buckets.size();
  std::vector<std::uint32_t> begins(homes + 1);
  const auto each_posting = [&](auto visit) {
    for (const Bucket& bucket : table.buckets) {
      for (std::size_t place = 0; place < places; ++place) {
        if (bucket.entries[place] == 0) return;
        visit(home(homes, bucket.fingerprints[place]), Posting{bucket.fingerprints[place], bucket.entries[place]});
      }
    }
  };
  each_posting([&](std::size_t home, const Posting&) { ++begins[home]; });
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<Posting> sorted(table.used);  // in each home the newest first
  each_posting([&](std::size_t home, const Posting& posting) { sorted[--begins[home]] = posting; });

  std::ranges::fill(table.buckets, Bucket{});
  table.used = 0;
  std::size_t next = 0;
  std::vector<Posting> rest;  // has no place before the end
  for (std::size_t home = 0; home < homes; ++home) {
    next = std::max(next, home * places);
    const Posting* const end = sorted.data() + begins[home + 1];
    Posting* const begin = sorted.data() + begins[home];
    Posting* kept = begin;
    for (const Posting* one = begin; one != end; ++one) {
      if (is_crowded_out(*one, {begin, kept})) continue;
      *kept++ = *one;
      if (next == homes * places) {
        rest.push_back(*one);
      } else {
        put(table, next++, *one);
        ++table.used;
      }
    }
  }
  for (const auto& [fingerprint, entry] : rest) add(fingerprint, entry);
}

// By those of its fingerprint that are newer, or because it is one of them.
bool SketchIndex::is_crowded_out(const Posting& posting, std::span<const Posting> newer) {
  std::size_t same = 0;
  for (const Posting& other : newer) {
    if (other.fingerprint != posting.fingerprint) continue;
    if (other.entry == posting.entry || ++same == newest_of_a_fingerprint) return true;
  }
  return false;
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
  prefetch(fingerprints);
  std::vector<std::uint32_t> met;
  met.reserve(fingerprints.size() * newest_of_a_fingerprint);
  for (const Fingerprint fingerprint : fingerprints) {
    const Table& table = table_of(fingerprint);
    if (table.buckets.empty()) continue;
    each_place(table.buckets, home(table, fingerprint), [&](const Bucket& bucket, std::size_t place) {
      if (bucket.fingerprints[place] == fingerprint && bucket.entries[place] != 0) met.push_back(bucket.entries[place]);
      return true;
    });
  }
  std::sort(met.begin(), met.end());
  const std::uint32_t from = minutes(time - window), to = minutes(time + window);
  std::vector<Found> found;
  for (auto next = met.begin(); next != met.end();) {
    const std::uint32_t entry = *next;
    const auto end = std::find_if(next, met.end(), [&](std::uint32_t other) { return other != entry; });
    const auto shared = static_cast<int>(end - next);
    next = end;
    // One alone is chance or page furniture.
    if (shared < least_shared || !lives(entry)) continue;
    const std::uint32_t at = times_[entry - static_cast<std::uint32_t>(first_)];
    if (from <= at && at <= to) found.push_back({whole(entry), shared});
  }
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
  for (const Table& table : tables_) bytes += table.buckets.capacity() * sizeof(Bucket);
  return bytes;
}

}  // namespace datelined::feeds
