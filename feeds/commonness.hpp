// How often grams and words have been seen lately: what every text has says little about any.
//
// Counts over the last few thousand entries, in two spans that take turns, so that what is counted is a
// function of the entries and their numbers alone: a restart counts anew and comes to the same. Constant
// memory; a hash that collides with another counts too high.
#pragma once

#include "feeds/sketch.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace datelined::feeds {

class Commonness {
 public:
  // So many entries are a span; what is counted are the last one to two spans.
  static constexpr std::int64_t entries_a_span = 4096;

  Commonness();

  // The entry with this number, counted; numbers ascend but for remove().
  void add(std::int64_t number, const Sketch& sketch);
  void remove(std::int64_t number, const Sketch& sketch);
  bool counts(std::int64_t number) const;  // whether the entry with this number still does

  // The first entry that counts when the last one is `last`.
  static std::int64_t first_counted(std::int64_t last) { return (last / entries_a_span - 1) * entries_a_span; }

  double entries() const { return static_cast<double>(spans_[0].entries + spans_[1].entries); }
  unsigned texts_with_gram(Hash gram) const { return times(gram * 2); }
  unsigned texts_with_word(Hash word) const { return times(word * 2 + 1); }

 private:
  struct Span {
    std::int64_t number = -1;
    std::int64_t entries = 0;
  };
  // A span sees about a million different grams and words; four times as much memory would count little better.
  static constexpr int place_bits = 20;
  static std::size_t place(std::uint32_t key) { return (key * 0x9E37'79B1u) >> (32 - place_bits); }
  unsigned times(std::uint32_t key) const {
    const auto& counts = counts_[place(key)];
    return unsigned{counts[0]} + counts[1];
  }
  std::size_t span_of(std::int64_t number);
  void clear(std::size_t span);
  void count(std::size_t span, const Sketch& sketch, int by);

  std::array<Span, 2> spans_;
  std::vector<std::array<std::uint16_t, 2>> counts_;  // of both spans side by side: one look into far memory
};

}  // namespace datelined::feeds
