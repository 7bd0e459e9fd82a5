#include "feeds/commonness.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

// A span sees about a million different grams and words.
constexpr int place_bits = 21;

}  // namespace

Commonness::Commonness() {
  for (Span& span : spans_) span.counts.resize(std::size_t{1} << place_bits);
}

std::size_t Commonness::place(std::uint32_t key) {
  return (key * 0x9E37'79B1u) >> (32 - place_bits);
}

unsigned Commonness::times(std::uint32_t key) const {
  const std::size_t at = place(key);
  return unsigned{spans_[0].counts[at]} + spans_[1].counts[at];
}

Commonness::Span& Commonness::span_of(std::int64_t number) {
  Span& is = spans_[static_cast<std::size_t>(number / entries_a_span % 2)];
  if (is.number < number / entries_a_span) {
    // Its turn again: what it held is two spans old.
    is.number = number / entries_a_span;
    is.entries = 0;
    std::fill(is.counts.begin(), is.counts.end(), std::uint16_t{0});
    // A span without a single entry leaves its neighbour's older counts behind.
    Span& other = spans_[static_cast<std::size_t>((number / entries_a_span + 1) % 2)];
    if (other.number >= 0 && other.number + 1 < is.number) {
      other.entries = 0;
      std::fill(other.counts.begin(), other.counts.end(), std::uint16_t{0});
    }
  }
  return is;
}

void Commonness::count(Span& into, const Sketch& sketch, int by) {
  const auto add_to = [&](std::uint32_t key) {
    std::uint16_t& times = into.counts[place(key)];
    times = static_cast<std::uint16_t>(times + by);
  };
  into.entries += by;
  for (const Hash gram : sketch.grams.hashes) add_to(gram * 2);
  const std::vector<Hash>& words = sketch.words.hashes;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == 0 || words[i] != words[i - 1]) add_to(words[i] * 2 + 1);
  }
}

void Commonness::add(std::int64_t number, const Sketch& sketch) {
  count(span_of(number), sketch, 1);
}

void Commonness::remove(std::int64_t number, const Sketch& sketch) {
  Span& is = span_of(number);
  if (is.number == number / entries_a_span) count(is, sketch, -1);
}

}  // namespace datelined::feeds
