// Do two entries tell the same, and how sure is that: their sketches compared.
#pragma once

#include "feeds/commonness.hpp"
#include "feeds/sketch.hpp"

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace datelined::feeds {

// What was measured; every share is between 0 and 1. The smaller is the entry with fewer letters. "Rare" counts
// what many texts have less.
struct Figures {
  double grams = 0;              // share of the smaller's grams that the larger has
  double rare_grams = 0;         // the same, rare
  double lead_smaller = 0;       // share of the smaller's beginning that the larger has
  double lead_larger = 0;        // the other way round
  double rare_lead_smaller = 0;  // both, rare
  double rare_lead_larger = 0;
  double words = 0;         // share of the smaller's words in the larger, rare
  double numbers = 0;       // share of the smaller's numbers in the larger; 1 where it has none
  double number_count = 0;  // how many it has, up to 4: 0, ¼ … 1
  double jaccard = 0;       // grams of both among grams of either
  double strangers = 0;     // how rare the rarest words are that the smaller alone has
  double title = 0;         // words of the shorter title that the other title has
  double days = 0;          // between the two, at most 4
  double size = 0;          // ln(1 + grams of the smaller)
  double ratio = 0;         // ln of how many times longer the larger is
};

struct Match {
  Figures figures;
  double probability = 0;  // that the two are one story
};

// Of what one side has: how much there is, and how much of it the other side has too.
template <class Amount>
struct Part {
  Amount both{}, all{};
  double share(double of_none) const {
    return all > 0 ? static_cast<double>(both) / static_cast<double>(all) : of_none;
  }
};

// One text, to be compared with several: what of it is rare is looked up once, when it is first needed. The sketches
// and the commonness have to outlive it. One thread at a time.
class Comparison {
 public:
  explicit Comparison(const Commonness& commonness) : commonness_(commonness) {}
  Comparison(const Sketch& text, const Commonness& commonness) : Comparison(commonness) { take(text); }

  // The text that is compared from now on. The memory of the one before is used again.
  void take(const Sketch& text);

  // The probability. What has next to nothing in common is no story, and not looked at further.
  double probability(const Sketch& other, std::chrono::seconds apart);

  // The same where it is `least` or more; else something below that, but not below the probability, at less cost.
  struct Likely {
    double at_most = 0;
    bool is_exact = true;
  };
  Likely likely(const Sketch& other, std::chrono::seconds apart, double least);

  // No probability reaches this: with it as `least` nothing is compared in full.
  static constexpr double more_than_certain = 2;

  // With every figure.
  Match whole(const Sketch& other, std::chrono::seconds apart);

 private:
  // What many texts have weighs less: of `full_weight`, so that sums are exact in any order.
  using Weight = std::uint32_t;

  // The grams of one side, counted and weighed.
  struct Side {
    Part<std::uint32_t> plain, lead;
    Part<Weight> weighted, weighted_lead;
  };
  struct Sides {
    Side mine, theirs;
  };
  // What stands in both: its places.
  struct Met {
    std::uint32_t mine, theirs;
  };
  void meet_grams(const Sketch& other, int level);
  Sides sides(const Sketch& other, int level);
  const Side& alone_at(int level);
  void weigh_rest(const Sketch& other, int level, Side& theirs);
  static void set_grams(const Side& smaller, const Side& larger, int level, Figures& figures);
  void compare_words(const Sketch& other, bool is_smaller, Figures& figures);
  Figures compare_rest(const Sketch& other, std::chrono::seconds apart) const;
  double most_probable(const Sketch& other, const Sides& sides, int level, Figures figures) const;
  Match compare(const Sketch& other, Sides sides, int level, const Figures& rest);
  bool is_smaller_than(const Sketch& other) const { return text_.letters <= other.letters; }
  void weigh_grams();
  void find_rarities();
  double rarity(Hash word) const;

  // By the upper bits: a sample has emptied the lower ones.
  static constexpr int mark_bits = 14, mark_shift = hash_bits - mark_bits;
  static constexpr int start_bits = 9, start_shift = hash_bits - start_bits;

  const Commonness& commonness_;
  Sketch text_;
  double entries_ = 0;                              // ln of how many
  std::bitset<std::size_t{1} << mark_bits> marks_;  // of its grams
  // How many of its grams begin with less than these bits.
  std::array<std::uint32_t, std::size_t{1} << start_bits> starts_{};
  std::vector<Weight> weights_;              // of its grams
  std::vector<double> rarities_;             // of its words
  std::vector<std::pair<int, Side>> alone_;  // all of its grams that a sample of that level keeps

  // Of what it is compared with now:
  std::vector<std::uint32_t> chosen_;  // some places of one list: what the step that fills it looks for
  std::vector<Met> met_;               // grams of both, then words
  std::vector<Weight> their_weights_;  // of the other's grams; 0: not yet known
  std::vector<char> strange_;          // of the smaller's words: the larger has it not
};

// Above 0: rather one story than two; the logarithm of the odds.
double score(const Figures& figures);

}  // namespace datelined::feeds
