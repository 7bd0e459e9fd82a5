// Which of the entries lately seen share fingerprints with a text: few, found at once, however many there are.
//
// In memory, about 170 bytes an entry, made anew from the store at start. What it holds is a function of the
// entries and their order alone. A fingerprint remembers its newest eight entries: page furniture and
// templates that thousands share find nothing more than that.
#pragma once

#include "feeds/sketch.hpp"
#include "feeds/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace datelined::feeds {

class SketchIndex {
 public:
  struct Found {
    std::int64_t entry = 0;
    int shared = 0;  // fingerprints
  };

  // Entries come in ascending order. Nothing happens to one that is there.
  void add(std::int64_t entry, Time time, const Fingerprints& fingerprints);

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
  // An entry under one of its fingerprints; `entry` has the lower 32 bits, 0 is an empty place.
  struct Posting {
    Fingerprint fingerprint = 0;
    std::uint32_t entry = 0;
  };
  // Open addressing with linear probing. Small ones, so that one that grows moves little and needs little beside.
  struct Table {
    std::vector<Posting> places;
    std::size_t used = 0;  // by the living and the dead
  };
  static constexpr int table_bits = 8;

  Table& table_of(Fingerprint fingerprint) { return tables_[fingerprint >> (32 - table_bits)]; }
  const Table& table_of(Fingerprint fingerprint) const { return tables_[fingerprint >> (32 - table_bits)]; }
  static std::size_t home(const Table& table, Fingerprint fingerprint);
  static std::size_t after(const Table& table, std::size_t place) {
    return place + 1 == table.places.size() ? 0 : place + 1;
  }
  bool lives(std::uint32_t entry) const { return entry - static_cast<std::uint32_t>(first_) < times_.size(); }
  std::int64_t whole(std::uint32_t entry) const { return first_ + (entry - static_cast<std::uint32_t>(first_)); }

  void admit(std::int64_t entry, Time time);
  void add(Fingerprint fingerprint, std::uint32_t entry);
  void remove(Fingerprint fingerprint, std::uint32_t entry);
  void grow(Table& table);

  std::array<Table, std::size_t{1} << table_bits> tables_;
  std::deque<std::uint32_t> times_;  // minutes since 1970 of first_, first_ + 1 …
  std::int64_t first_ = 1;
};

}  // namespace datelined::feeds
