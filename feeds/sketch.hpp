// What is kept of an entry's text to tell whether another entry tells the same: a few kilobytes at most,
// however long the text is.
//
// The fingerprints find the entries worth comparing, the rest compares them (feeds/match.hpp). Grams and
// words of long texts are sampled by their hash, so that two texts keep the same ones.
#pragma once

#include "feeds/comparable.hpp"
#include "feeds/grams.hpp"

#include <boost/container/static_vector.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

inline bool is_kept(Hash hash, int level) {
  return (hash & ((Hash{1} << level) - 1)) == 0;
}

// Hashes of which one in 2^level is kept: those whose lowest `level` bits are 0. Sorted.
struct Sample {
  int level = 0;
  std::vector<Hash> hashes;

  bool operator==(const Sample&) const = default;
};

struct Sketch {
  Sample grams;               // distinct
  std::vector<Hash> lead;     // those that lie in the text's beginning
  Sample words;               // a word twice at most
  Sample numbers;             // distinct
  std::vector<Hash> title;    // its words, distinct
  std::uint32_t letters = 0;  // of the text

  // No text, or one too short to tell from another: there is nothing to compare.
  bool empty() const { return grams.hashes.empty(); }
  bool operator==(const Sketch&) const = default;
};

// By what an entry is found: hashes of 32 bits, distinct, at most `most_fingerprints`.
using Fingerprint = std::uint32_t;
inline constexpr std::size_t most_fingerprints = 18;
using Fingerprints = boost::container::static_vector<Fingerprint, most_fingerprints>;

struct Sketched {
  Sketch sketch;
  Fingerprints fingerprints;
};

Sketched sketch(const Comparable& entry);

// As bytes for the store, and back. What is no sketch reads as an empty one.
std::string encode(const Sketch& sketch);
Sketch decode_sketch(std::string_view bytes);
void decode_sketch(std::string_view bytes, Sketch& into);  // the same in memory that is there already
std::string encode(const Fingerprints& fingerprints);
Fingerprints decode_fingerprints(std::string_view bytes);

}  // namespace datelined::feeds
