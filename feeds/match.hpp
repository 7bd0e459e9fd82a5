// Do two entries tell the same, and how sure is that: their sketches compared.
#pragma once

#include "feeds/commonness.hpp"
#include "feeds/sketch.hpp"

#include <chrono>
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

// One text, to be compared with several: what of it is rare is looked up once, when it is first needed. Both
// arguments have to outlive it. One thread at a time.
class Comparison {
 public:
  Comparison(const Sketch& text, const Commonness& commonness);

  // What has next to nothing in common is no story, and not looked at further: there are no figures then.
  Match quick(const Sketch& other, std::chrono::seconds apart);

  // With every figure.
  Match whole(const Sketch& other, std::chrono::seconds apart);

 private:
  void compare_grams(const Sketch& other, bool is_smaller, Figures& figures) const;
  void compare_words(const Sketch& other, bool is_smaller, Figures& figures) const;
  Match compare(const Sketch& other, std::chrono::seconds apart);
  void look_up();
  double weight(Hash gram) const;
  double rarity(Hash word) const;

  const Sketch& text_;
  const Commonness& commonness_;
  double entries_;  // ln of how many
  std::vector<double> weights_, rarities_;
};

// Above 0: rather one story than two; the logarithm of the odds.
double score(const Figures& figures);

}  // namespace datelined::feeds
