// Which of the entries lately seen share fingerprints with a text: few, found at once, however many there are.
//
// In memory, less than 200 bytes an entry, made anew from the store at start. What it holds is a function of the
// entries and their order alone. A fingerprint remembers its newest four entries: page furniture and
// templates that thousands share find nothing more than that.
#pragma once

#include "feeds/sketch.hpp"
#include "feeds/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <vector>

namespace datelined::feeds {

class SketchIndex {
 public:
  struct Found {
    std::int64_t entry = 0;
    int shared = 0;  // fingerprints
  };

  struct Entry {
    std::int64_t entry = 0;
    Time time;
    Fingerprints fingerprints;
  };

  // Entries come in ascending order. Nothing happens to one that is there.
  void add(std::int64_t entry, Time time, const Fingerprints& fingerprints);

  // The same for all that an index begins with, many times faster: `each` hands them over in their order, with so many
  // fingerprints at most.
  using Take = std::function<void(const Entry& entry)>;
  void fill(std::size_t fingerprints, const std::function<void(const Take& take)>& each);

  // An entry's text became another, or it had none before.
  void change(std::int64_t entry, Time time, const Fingerprints& before, const Fingerprints& after);

  // Forgets the entries before this one.
  void forget_before(std::int64_t entry);

  // Those that share the most, and at least two fingerprints, at most `window` away in time; the newest first where
  // they share as much.
  std::vector<Found> find(const Fingerprints& fingerprints, Time time, std::chrono::seconds window,
                          std::size_t most) const;

  std::size_t entries() const { return times_.size(); }
  std::size_t bytes() const;  // of memory, about

 private:
  // Entries under some of their fingerprints: as many as the processor fetches at once. `entries` have the lower 32
  // bits, 0 is an empty place, and behind it there are only empty ones. What finds no place stands in the next
  // bucket that has one.
  static constexpr std::size_t places = 8;
  struct alignas(64) Bucket {
    std::array<Fingerprint, places> fingerprints{};
    std::array<std::uint32_t, places> entries{};
  };
  struct Posting {
    Fingerprint fingerprint = 0;
    std::uint32_t entry = 0;
  };
  // Small ones, so that one that grows moves little and needs little beside.
  struct Table {
    std::vector<Bucket> buckets;
    std::size_t used = 0;  // places, by the living and the dead
  };
  static constexpr int table_bits = 8;
  static std::size_t table_number(Fingerprint fingerprint) { return fingerprint >> (32 - table_bits); }

  Table& table_of(Fingerprint fingerprint) { return tables_[table_number(fingerprint)]; }
  const Table& table_of(Fingerprint fingerprint) const { return tables_[table_number(fingerprint)]; }
  void prefetch(Fingerprint fingerprint) const;
  void prefetch(const Fingerprints& fingerprints) const;
  static void put(Table& table, std::size_t at, const Posting& posting) {
    Bucket& bucket = table.buckets[at / places];
    bucket.fingerprints[at % places] = posting.fingerprint;
    bucket.entries[at % places] = posting.entry;
  }
  static std::size_t home(std::size_t buckets, Fingerprint fingerprint) {
    const std::uint64_t spread = static_cast<Fingerprint>(fingerprint << table_bits);
    return static_cast<std::size_t>((spread * buckets) >> 32);
  }
  static std::size_t home(const Table& table, Fingerprint fingerprint) {
    return home(table.buckets.size(), fingerprint);
  }
  template <class Buckets, class Visit>
  static void each_place(Buckets& buckets, std::size_t home, Visit visit);
  bool lives(std::uint32_t entry) const { return entry - static_cast<std::uint32_t>(first_) < times_.size(); }
  std::int64_t whole(std::uint32_t entry) const { return first_ + (entry - static_cast<std::uint32_t>(first_)); }

  void admit(std::int64_t entry, Time time);
  void add(Fingerprint fingerprint, std::uint32_t entry);
  void settle(Table& table);
  static bool is_crowded_out(const Posting& posting, std::span<const Posting> newer);
  void remove(Fingerprint fingerprint, std::uint32_t entry);
  void resize(Table& table, std::size_t room);

  std::array<Table, std::size_t{1} << table_bits> tables_;
  std::deque<std::uint32_t> times_;  // minutes since 1970 of first_, first_ + 1 …
  std::int64_t first_ = 1;
};

}  // namespace datelined::feeds
