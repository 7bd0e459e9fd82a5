// What is kept of an entry's text to tell whether another entry tells the same: a few kilobytes at most,
// however long the text is.
//
// The fingerprints find the entries worth comparing, the rest compares them (feeds/match.hpp). Grams and
// words of long texts are sampled by their hash, so that two texts keep the same ones.
#pragma once

#include "feeds/comparable.hpp"
#include "feeds/grams.hpp"

#include <boost/container/static_vector.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace datelined::feeds {

// Hashes of 24 bits, ascending, read where they lie: three bytes each, the lowest first, behind any other byte.
class Hashes {
 public:
  Hashes() = default;
  // Lives as long as the bytes. There is one before `first` that can be read, too.
  Hashes(const char* first, std::size_t count) : before_(first - 1), count_(count) {}

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  Hash operator[](std::size_t place) const {
    static_assert(hash_bits == 24);
    std::uint32_t with_one_before;
    std::memcpy(&with_one_before, before_ + 3 * place, sizeof with_one_before);
    if constexpr (std::endian::native == std::endian::big) with_one_before = __builtin_bswap32(with_one_before);
    return with_one_before >> 8;
  }

  bool operator==(const Hashes& other) const {
    return count_ == other.count_ && (count_ == 0 || std::memcmp(before_ + 1, other.before_ + 1, 3 * count_) == 0);
  }

 private:
  const char* before_ = nullptr;
  std::size_t count_ = 0;
};

inline bool is_kept(Hash hash, int level) {
  return (hash & ((Hash{1} << level) - 1)) == 0;
}

// Hashes of which one in 2^level is kept: those whose lowest `level` bits are 0.
struct Sample {
  int level = 0;
  Hashes hashes = {};

  bool operator==(const Sample&) const = default;
};

// A sketch in its bytes, and as long as they live.
struct Sketch {
  Sample grams;                // distinct
  Sample words;                // a word twice at most
  Sample numbers;              // distinct
  Hashes title;                // its words, distinct
  std::uint32_t letters = 0;   // of the text
  const char* lead = nullptr;  // a bit for each gram: it lies in the text's beginning

  // No text, or one too short to tell from another: there is nothing to compare.
  bool empty() const { return grams.hashes.empty(); }

  bool is_in_lead(std::size_t gram) const {
    return (static_cast<unsigned char>(lead[gram / 8]) >> (gram % 8) & 1u) != 0;
  }
};

// By what an entry is found: hashes of 32 bits, distinct, at most `most_fingerprints`.
using Fingerprint = std::uint32_t;
inline constexpr std::size_t most_fingerprints = 18;
using Fingerprints = boost::container::static_vector<Fingerprint, most_fingerprints>;

struct Sketched {
  std::string sketch;  // its bytes; empty: nothing to compare
  Fingerprints fingerprints;
};

Sketched sketch(const Comparable& entry);

// What is no sketch reads as an empty one.
Sketch read_sketch(std::string_view bytes);

std::string encode(const Fingerprints& fingerprints);
Fingerprints decode_fingerprints(std::string_view bytes);

}  // namespace datelined::feeds
