#include "feeds/commonness.hpp"

namespace datelined::feeds {

Commonness::Commonness() : counts_(std::size_t{1} << place_bits) {}

void Commonness::clear(std::size_t span) {
  spans_[span].entries = 0;
  for (auto& counts : counts_) counts[span] = 0;
}

std::size_t Commonness::span_of(std::int64_t number) {
  const std::int64_t of_all = number / entries_a_span;
  const auto mine = static_cast<std::size_t>(of_all % 2), other = 1 - mine;
  if (spans_[mine].number < of_all) {
    // Its turn again: what it held is two spans old. After a span without an entry so is the other.
    clear(mine);
    spans_[mine].number = of_all;
    if (spans_[other].number >= 0 && spans_[other].number + 1 < of_all) clear(other);
  }
  return mine;
}

void Commonness::count(std::size_t span, const Sketch& sketch, int by) {
  const auto add_to = [&](std::uint32_t key) {
    std::uint16_t& times = counts_[place(key)][span];
    times = static_cast<std::uint16_t>(times + by);
  };
  spans_[span].entries += by;
  const Hashes grams = sketch.grams.hashes, words = sketch.words.hashes;
  for (std::size_t i = 0; i < grams.size(); ++i) add_to(grams[i] * 2);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == 0 || words[i] != words[i - 1]) add_to(words[i] * 2 + 1);
  }
}

void Commonness::add(std::int64_t number, const Sketch& sketch) {
  count(span_of(number), sketch, 1);
}

bool Commonness::counts(std::int64_t number) const {
  const std::int64_t of_all = number / entries_a_span;
  return spans_[static_cast<std::size_t>(of_all % 2)].number == of_all;
}

void Commonness::remove(std::int64_t number, const Sketch& sketch) {
  if (counts(number)) count(static_cast<std::size_t>(number / entries_a_span % 2), sketch, -1);
}

}  // namespace datelined::feeds
