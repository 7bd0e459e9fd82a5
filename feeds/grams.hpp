// A folded text as what comparing counts: overlapping grams of letters, words, numbers.
//
// Grams need neither a segmenter nor spaces: eight letters (four in Han and kana) wherever they stand, so
// that a missing space changes nothing. Words only weigh: a maximal run of letters; where a script writes
// no spaces, each three letters that follow one another.
//
// In:  text as fold_to_code_points() gives it.
// Out: hashes of 24 bits, in the order of the text; a text shorter than a gram is one gram.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace datelined::feeds {

using Hash = std::uint32_t;
inline constexpr int hash_bits = 24;

struct Grams {
  std::vector<Hash> grams;
  std::size_t lead = 0;  // so many of them lie in the text's beginning: 150 letters, 75 of Han or kana
  std::vector<Hash> words;
  std::vector<Hash> numbers;  // runs of digits
  std::size_t letters = 0;    // and digits, without the gaps
};

Grams grams_of(std::u32string_view folded);

}  // namespace datelined::feeds
