#include "feeds/match.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>

namespace datelined::feeds {
namespace {

constexpr double most_days = 4;
constexpr std::size_t rarest = 6;

// No pair with less in common has ever been one story by the rest of its figures.
constexpr double least_in_common = 0.08;

// What many texts have weighs less.
double weigh(unsigned texts) {
  return 1 / (1 + std::log(texts + 1.0));
}

double log_of(unsigned texts) {
  return std::log(texts + 1.5);
}

// Most grams and words are rare: theirs are computed once.
template <double (*of)(unsigned)>
double looked_up(unsigned texts) {
  static const auto small = [] {
    std::array<double, 1024> all{};
    for (unsigned n = 0; n < all.size(); ++n) all[n] = of(n);
    return all;
  }();
  return texts < small.size() ? small[texts] : of(texts);
}

// Of a gram that every text has which can be counted (feeds/commonness.hpp).
const double least_weight = weigh(2 * std::numeric_limits<std::uint16_t>::max());

// Far more than what rounding makes of a score.
constexpr double slack = 1e-6;

bool is_kept(Hash hash, int level) {
  return (hash & ((Hash{1} << level) - 1)) == 0;
}

// Walks two sorted lists, past what the coarser of two samples would not have kept: calls both(i, j), first(i) and
// second(j) for what stands in both, in one alone.
template <class Both, class First, class Second>
void meet(const std::vector<Hash>& one, const std::vector<Hash>& other, int level, Both both, First first,
          Second second) {
  std::size_t i = 0, j = 0;
  for (;;) {
    while (i < one.size() && !is_kept(one[i], level)) ++i;
    while (j < other.size() && !is_kept(other[j], level)) ++j;
    const bool more = i < one.size(), more_of_other = j < other.size();
    if (!more && !more_of_other) return;
    if (more && more_of_other && one[i] == other[j]) {
      both(i++, j++);
    } else if (more && (!more_of_other || one[i] < other[j])) {
      first(i++);
    } else {
      second(j++);
    }
  }
}

using Shared = Comparison::Shared;

Shared count_shared(const std::vector<Hash>& mine, const std::vector<Hash>& theirs, int level) {
  Shared out;
  meet(
      mine, theirs, level, [&](std::size_t, std::size_t) { ++out.both; }, [&](std::size_t) { ++out.only; },
      [](std::size_t) {});
  return out;
}

// Whether a gram lies in the lead; asked in ascending order.
class InLead {
 public:
  explicit InLead(const std::vector<Hash>& lead) : next_(lead.begin()), end_(lead.end()) {}
  bool operator()(Hash gram) {
    while (next_ != end_ && *next_ < gram) ++next_;
    return next_ != end_ && *next_ == gram;
  }

 private:
  std::vector<Hash>::const_iterator next_, end_;
};

void compare_numbers(const Sketch& smaller, const Sketch& larger, Figures& figures) {
  const int level = std::max(smaller.numbers.level, larger.numbers.level);
  const Shared shared = count_shared(smaller.numbers.hashes, larger.numbers.hashes, level);
  figures.numbers = shared.share(1);
  figures.number_count = std::min((shared.both + shared.only) * std::exp2(level), 4.0) / 4;
}

void compare_titles(const Sketch& one, const Sketch& other, Figures& figures) {
  const Shared shared = count_shared(one.title, other.title, 0);
  const auto shorter = static_cast<double>(std::min(one.title.size(), other.title.size()));
  figures.title = shorter > 0 ? shared.both / shorter : 0;
}

// How many hashes a sample of this level keeps of them, which are all or some of those of `sample`.
std::size_t count_kept(const Sample& sample, const std::vector<Hash>& hashes, int level) {
  if (sample.level == level) return hashes.size();
  return static_cast<std::size_t>(std::ranges::count_if(hashes, [&](Hash hash) { return is_kept(hash, level); }));
}

}  // namespace

// Fitted by logistic regression on wire copy in eleven languages: what agencies sent, as papers ran it, beside
// reports that look alike and are of another day, game or telegram.
double score(const Figures& f) {
  return -7.48 - 0.99 * f.grams + 9.52 * f.rare_grams - 6.65 * f.lead_smaller - 14.16 * f.lead_larger + 0.49 * f.words +
         0.78 * f.numbers + 2.14 * f.numbers * f.number_count - 5.15 * (1 - f.numbers) * f.number_count +
         0.20 * f.jaccard - 0.33 * f.strangers + 1.62 * f.title - 1.67 * f.days + 1.02 * f.size + 0.84 * f.ratio -
         5.52 * f.grams * f.words + 7.37 * f.rare_lead_smaller + 17.29 * f.rare_lead_larger +
         2.90 * f.rare_lead_larger * f.ratio - 3.51 * f.rare_lead_smaller * f.ratio + 3.22 * f.rare_grams * f.ratio;
}

void Comparison::Side::both(bool in_lead, double weight) {
  ++plain.both;
  weighted.both += weight;
  if (!in_lead) return;
  ++lead.both;
  weighted_lead.both += weight;
}

void Comparison::Side::only(bool in_lead, double weight) {
  ++plain.only;
  weighted.only += weight;
  if (!in_lead) return;
  ++lead.only;
  weighted_lead.only += weight;
}

// One that was counted as its own stands in both.
void Comparison::Side::not_only(bool in_lead, double weight) {
  --plain.only;
  weighted.only -= weight;
  if (in_lead) {
    --lead.only;
    weighted_lead.only -= weight;
  }
  both(in_lead, weight);
}

Comparison::Comparison(const Sketch& text, const Commonness& commonness)
    : text_(text), commonness_(commonness), entries_(std::log(commonness.entries() + 400)) {
  for (const Hash gram : text.grams.hashes) marks_.set(gram >> mark_shift);
}

void Comparison::weigh_grams() {
  if (!weights_.empty()) return;
  const std::vector<Hash>& grams = text_.grams.hashes;
  weights_.reserve(grams.size());
  in_lead_.reserve(grams.size());
  InLead in_lead(text_.lead);
  for (const Hash gram : grams) {
    weights_.push_back(weight(gram));
    in_lead_.push_back(in_lead(gram));
  }
}

void Comparison::weigh_words() {
  if (!rarities_.empty()) return;
  rarities_.reserve(text_.words.hashes.size());
  for (const Hash word : text_.words.hashes) rarities_.push_back(rarity(word));
}

double Comparison::weight(Hash gram) const {
  return looked_up<weigh>(commonness_.texts_with_gram(gram));
}

double Comparison::rarity(Hash word) const {
  return std::max(0.0, entries_ - looked_up<log_of>(commonness_.texts_with_word(word)));
}

// Next to none of the other's grams has a mark by chance: without a branch for those, which a walk along both lists
// would guess wrong at every other step.
void Comparison::meet_grams(const Sketch& other, int level) {
  const std::vector<Hash>& mine = text_.grams.hashes;
  const std::vector<Hash>& theirs = other.grams.hashes;
  if (marked_.size() < theirs.size()) marked_.resize(theirs.size());
  std::size_t marked = 0;
  for (std::size_t j = 0; j < theirs.size(); ++j) {
    marked_[marked] = j;
    marked += marks_[theirs[j] >> mark_shift] ? 1 : 0;
  }
  met_.clear();
  std::size_t i = 0;
  for (const std::size_t j : std::span(marked_).first(marked)) {
    while (i < mine.size() && mine[i] < theirs[j]) ++i;
    if (i == mine.size()) break;
    if (mine[i] == theirs[j] && is_kept(mine[i], level)) met_.push_back({i, j});
  }
}

void Comparison::compare_grams(const Sketch& other, bool is_smaller, int level, Figures& figures) const {
  const std::vector<Hash>& mine = text_.grams.hashes;
  const std::vector<Hash>& theirs = other.grams.hashes;
  InLead in_their_lead(other.lead);
  Side my_side, their_side;
  std::size_t next = 0;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (next < met_.size() && met_[next].mine == i) {
      my_side.both(in_lead_[i], weights_[i]);
      ++next;
    } else if (is_kept(mine[i], level)) {
      my_side.only(in_lead_[i], weights_[i]);
    }
  }
  next = 0;
  for (std::size_t j = 0; j < theirs.size(); ++j) {
    const bool in_lead = in_their_lead(theirs[j]);
    if (next < met_.size() && met_[next].theirs == j) {
      their_side.both(in_lead, weights_[met_[next].mine]);
      ++next;
    } else if (is_kept(theirs[j], level)) {
      // What the larger has beside is not asked for but in its lead.
      their_side.only(in_lead, in_lead || !is_smaller ? weight(theirs[j]) : 0);
    }
  }
  set_grams(is_smaller ? my_side : their_side, is_smaller ? their_side : my_side, level, figures);
}

void Comparison::set_grams(const Side& smaller, const Side& larger, int level, Figures& figures) {
  const double both = smaller.plain.both, scale = std::exp2(level);
  figures.grams = smaller.plain.share(0);
  figures.rare_grams = smaller.weighted.share(0);
  figures.lead_smaller = smaller.lead.share(0);
  figures.lead_larger = larger.lead.share(0);
  figures.rare_lead_smaller = smaller.weighted_lead.share(0);
  figures.rare_lead_larger = larger.weighted_lead.share(0);
  figures.jaccard = both > 0 ? both / (both + smaller.plain.only + larger.plain.only) : 0;
  figures.size = std::log1p((both + smaller.plain.only) * scale);
  figures.ratio = std::max(0.0, std::log1p((both + larger.plain.only) * scale) - figures.size);
}

void Comparison::compare_words(const Sketch& other, bool is_smaller, Figures& figures) const {
  const int level = std::max(text_.words.level, other.words.level);
  Shared shared;
  std::vector<double> strangers;
  const auto add_stranger = [&](double rarity) {
    shared.only += rarity;
    strangers.push_back(rarity);
  };
  const auto mine_alone = [&](std::size_t i) {
    if (is_smaller) add_stranger(rarities_[i]);
  };
  const auto theirs_alone = [&](std::size_t j) {
    if (!is_smaller) add_stranger(rarity(other.words.hashes[j]));
  };
  meet(
      text_.words.hashes, other.words.hashes, level, [&](std::size_t i, std::size_t) { shared.both += rarities_[i]; },
      mine_alone, theirs_alone);
  figures.words = shared.share(0);
  const std::size_t count = std::min(rarest, strangers.size());
  std::partial_sort(strangers.begin(), strangers.begin() + static_cast<std::ptrdiff_t>(count), strangers.end(),
                    std::greater<>());
  for (std::size_t i = 0; i < count; ++i) figures.strangers += strangers[i] / static_cast<double>(count);
}

const Comparison::Side& Comparison::alone_at(int level) {
  if (alone_ && alone_level_ == level) return *alone_;
  Side& side = alone_.emplace(Side{});  // clang 14 cannot make one in place: its members have values
  alone_level_ = level;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (is_kept(text_.grams.hashes[i], level)) side.only(in_lead_[i], weights_[i]);
  }
  return side;
}

// The leads, which decide the most, are weighed as in compare_grams; of what the other has beside, each gram weighs as
// little as one can; all that the words could tell is in its favour.
double Comparison::most_probable(const Sketch& other, std::chrono::seconds apart, int level) {
  const bool is_smaller = text_.letters <= other.letters;
  weigh_grams();
  Side mine = alone_at(level), theirs;
  for (const Hash gram : other.lead) {
    if (is_kept(gram, level)) theirs.only(true, weight(gram));
  }
  const auto others = static_cast<double>(count_kept(other.grams, other.grams.hashes, level)) - theirs.plain.only;
  theirs.plain.only += others;
  theirs.weighted.only += others * least_weight;
  InLead in_their_lead(other.lead);
  for (const auto& [i, j] : met_) {
    mine.not_only(in_lead_[i], weights_[i]);
    const bool in_lead = in_their_lead(other.grams.hashes[j]);
    theirs.not_only(in_lead, weights_[i]);
    if (!in_lead) theirs.weighted.only += weights_[i] - least_weight;
  }
  Figures figures;
  set_grams(is_smaller ? mine : theirs, is_smaller ? theirs : mine, level, figures);
  compare_rest(other, apart, figures);
  const double without_words = score(figures);
  figures.words = 1;
  const double most = std::max(without_words, score(figures)) + slack;
  return 1 / (1 + std::exp(-most));
}

void Comparison::compare_rest(const Sketch& other, std::chrono::seconds apart, Figures& figures) const {
  const bool is_smaller = text_.letters <= other.letters;
  compare_numbers(is_smaller ? text_ : other, is_smaller ? other : text_, figures);
  compare_titles(text_, other, figures);
  figures.days = std::min(most_days, std::abs(static_cast<double>(apart.count())) / 86'400);
}

// After meet_grams.
Match Comparison::compare(const Sketch& other, std::chrono::seconds apart, int level) {
  Match match;
  weigh_grams();
  weigh_words();
  Figures& figures = match.figures;
  const bool is_smaller = text_.letters <= other.letters;
  compare_grams(other, is_smaller, level, figures);
  compare_words(other, is_smaller, figures);
  compare_rest(other, apart, figures);
  if (figures.grams >= least_in_common) match.probability = 1 / (1 + std::exp(-score(figures)));
  return match;
}

double Comparison::probability(const Sketch& other, std::chrono::seconds apart) {
  return likely(other, apart, 0).at_most;
}

Comparison::Likely Comparison::likely(const Sketch& other, std::chrono::seconds apart, double least) {
  if (text_.empty() || other.empty()) return {};
  const int level = std::max(text_.grams.level, other.grams.level);
  meet_grams(other, level);
  const Sketch& smaller = text_.letters <= other.letters ? text_ : other;
  const auto all = static_cast<double>(count_kept(smaller.grams, smaller.grams.hashes, level));
  if (static_cast<double>(met_.size()) / std::max(all, 1.0) < least_in_common) return {};
  if (least > 0) {
    const double most = most_probable(other, apart, level);
    if (most < least) return {most, false};
  }
  return {compare(other, apart, level).probability, true};
}

Match Comparison::whole(const Sketch& other, std::chrono::seconds apart) {
  if (text_.empty() || other.empty()) return {};
  const int level = std::max(text_.grams.level, other.grams.level);
  meet_grams(other, level);
  return compare(other, apart, level);
}

}  // namespace datelined::feeds
