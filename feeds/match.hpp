// Do two entries tell the same, and how sure is that: their sketches compared.
#pragma once

#include "feeds/commonness.hpp"
#include "feeds/sketch.hpp"

#include <chrono>

namespace datelined::feeds {

// What was measured; every share is between 0 and 1. The smaller is the entry with fewer letters.
struct Figures {
  double grams = 0;                                    // share of the smaller's grams that the larger has
  double rare_grams = 0;                               // the same, where what many texts have counts less
  double lead_smaller = 0;                             // share of the smaller's beginning that the larger has
  double lead_larger = 0;                              // the other way round
  double rare_lead_smaller = 0, rare_lead_larger = 0;  // both, where what many texts have counts less
  double words = 0;         // share of the smaller's words in the larger, rare ones count more
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

// Above 0: rather one story than two; the logarithm of the odds.
double score(const Figures& figures);

Match compare(const Sketch& one, const Sketch& other, std::chrono::seconds apart, const Commonness& commonness);

}  // namespace datelined::feeds
