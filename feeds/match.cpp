#include "feeds/match.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace datelined::feeds {
namespace {

constexpr double most_days = 4;
constexpr std::size_t rarest = 6;

// No pair with less in common has ever been one story by the rest of its figures.
constexpr double least_in_common = 0.08;

// The weight of a gram that no other text has.
constexpr double full_weight = 1 << 20;

double weigh(unsigned texts) {
  return full_weight / (1 + std::log(texts + 1.0));
}

double log_of(unsigned texts) {
  return std::log(texts + 1.5);
}

// Most grams and words are rare: theirs are computed once.
template <class Value, double (*of)(unsigned)>
Value looked_up(unsigned texts) {
  static const auto small = [] {
    std::array<Value, 1024> all{};
    for (unsigned n = 0; n < all.size(); ++n) all[n] = static_cast<Value>(of(n));
    return all;
  }();
  return texts < small.size() ? small[texts] : static_cast<Value>(of(texts));
}

// Of a gram that every text has which can be counted (feeds/commonness.hpp).
const auto least_weight = static_cast<std::uint32_t>(weigh(2 * std::numeric_limits<std::uint16_t>::max()));

// Far more than what rounding makes of a score.
constexpr double slack = 1e-6;

// Calls what(hash, place) for those that a sample of this level keeps, which is as coarse as this one or coarser.
template <class What>
void each_kept(const std::vector<Hash>& hashes, int sampled, int level, What what) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (sampled == level || is_kept(hashes[i], level)) what(hashes[i], i);
  }
}
template <class What>
void each_kept(const Sample& sample, int level, What what) {
  each_kept(sample.hashes, sample.level, level, what);
}

std::uint32_t count_kept(const Sample& sample, int level) {
  if (sample.level == level) return static_cast<std::uint32_t>(sample.hashes.size());
  std::uint32_t count = 0;
  each_kept(sample, level, [&](Hash, std::size_t) { ++count; });
  return count;
}

// Walks two sorted lists, calling see(i, j, whether they agree there). Which of the two goes on is computed rather than
// branched on: a processor would guess it wrong at every other step.
template <class See>
void meet(const std::vector<Hash>& one, const std::vector<Hash>& other, See see) {
  std::size_t i = 0, j = 0;
  while (i < one.size() && j < other.size()) {
    const Hash mine = one[i], theirs = other[j];
    see(i, j, mine == theirs);
    i += mine <= theirs ? 1 : 0;
    j += theirs <= mine ? 1 : 0;
  }
}

std::uint32_t count_shared(const std::vector<Hash>& one, const std::vector<Hash>& other) {
  std::uint32_t shared = 0;
  meet(one, other, [&](std::size_t, std::size_t, bool is_same) { shared += is_same ? 1 : 0; });
  return shared;
}

// For each of the grams whether it lies in the lead, which is some of them.
void find_lead(const std::vector<Hash>& grams, const std::vector<Hash>& lead, std::vector<char>& in_lead) {
  in_lead.resize(grams.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < grams.size(); ++i) {
    in_lead[i] = next < lead.size() && lead[next] == grams[i] ? 1 : 0;
    next += static_cast<std::size_t>(in_lead[i]);
  }
}

void compare_numbers(const Sketch& smaller, const Sketch& larger, Figures& figures) {
  const int level = std::max(smaller.numbers.level, larger.numbers.level);
  const Part<std::uint32_t> numbers{count_shared(smaller.numbers.hashes, larger.numbers.hashes),
                                    count_kept(smaller.numbers, level)};
  figures.numbers = numbers.share(1);
  figures.number_count = std::min(numbers.all * std::exp2(level), 4.0) / 4;
}

void compare_titles(const Sketch& one, const Sketch& other, Figures& figures) {
  const std::size_t shorter = std::min(one.title.size(), other.title.size());
  if (shorter > 0) figures.title = count_shared(one.title, other.title) / static_cast<double>(shorter);
}

// The greatest of the values it sees.
class Greatest {
 public:
  void see(double value) {
    if (count_ == greatest_.size() && value <= greatest_.back()) return;
    if (count_ < greatest_.size()) ++count_;
    std::size_t place = count_ - 1;
    for (; place > 0 && greatest_[place - 1] < value; --place) greatest_[place] = greatest_[place - 1];
    greatest_[place] = value;
  }
  double mean() const {
    double sum = 0;
    for (std::size_t i = 0; i < count_; ++i) sum += greatest_[i];
    return count_ > 0 ? sum / static_cast<double>(count_) : 0;
  }

 private:
  std::array<double, rarest> greatest_{};
  std::size_t count_ = 0;
};

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

Comparison::Comparison(const Sketch& text, const Commonness& commonness)
    : text_(text), commonness_(commonness), entries_(std::log(commonness.entries() + 400)) {
  for (const Hash gram : text.grams.hashes) marks_.set(gram >> mark_shift);
}

void Comparison::weigh_grams() {
  if (!weights_.empty()) return;
  const std::vector<Hash>& grams = text_.grams.hashes;
  weights_.resize(grams.size());
  for (std::size_t i = 0; i < grams.size(); ++i) weights_[i] = weight(grams[i]);
  find_lead(grams, text_.lead, in_lead_);
}

Comparison::Weight Comparison::weight(Hash gram) const {
  return looked_up<Weight, weigh>(commonness_.texts_with_gram(gram));
}

void Comparison::find_rarities(const Sample& words, std::vector<double>& rarities) const {
  rarities.resize(words.hashes.size());
  for (std::size_t i = 0; i < rarities.size(); ++i) {
    const unsigned texts = commonness_.texts_with_word(words.hashes[i]);
    rarities[i] = std::max(0.0, entries_ - looked_up<double, log_of>(texts));
  }
}

// Next to none of the other's grams has a mark by chance: fewer steps than a walk along both lists.
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

const Comparison::Side& Comparison::alone_at(int level) {
  if (alone_ && alone_level_ == level) return *alone_;
  weigh_grams();
  Side& side = alone_.emplace(Side{});  // clang 14 cannot make one in place: its members have values
  alone_level_ = level;
  each_kept(text_.grams, level, [&](Hash, std::size_t i) {
    ++side.plain.all;
    side.weighted.all += weights_[i];
    side.lead.all += in_lead_[i] ? 1 : 0;
    side.weighted_lead.all += in_lead_[i] ? weights_[i] : 0;
  });
  return side;
}

// After meet_grams. What the other has behind its lead alone is counted, but not weighed: weigh_rest does.
Comparison::Sides Comparison::sides(const Sketch& other, int level) {
  Sides both;
  both.mine = alone_at(level);
  Side& mine = both.mine;
  Side& theirs = both.theirs;
  theirs.plain.all = count_kept(other.grams, level);
  each_kept(other.lead, other.grams.level, level, [&](Hash gram, std::size_t) {
    ++theirs.lead.all;
    theirs.weighted_lead.all += weight(gram);
  });
  find_lead(other.grams.hashes, other.lead, in_their_lead_);
  for (const auto& [i, j] : met_) {
    const Weight weight = weights_[i], in_mine = in_lead_[i] ? weight : 0, in_theirs = in_their_lead_[j] ? weight : 0;
    mine.weighted.both += weight;
    mine.lead.both += in_lead_[i] ? 1 : 0;
    mine.weighted_lead.both += in_mine;
    theirs.lead.both += in_their_lead_[j] ? 1 : 0;
    theirs.weighted_lead.both += in_theirs;
  }
  mine.plain.both = theirs.plain.both = static_cast<std::uint32_t>(met_.size());
  theirs.weighted.both = mine.weighted.both;
  theirs.weighted.all = theirs.weighted.both + theirs.weighted_lead.all - theirs.weighted_lead.both;
  return both;
}

void Comparison::weigh_rest(const Sketch& other, int level, Side& theirs) const {
  theirs.weighted.all = 0;
  each_kept(other.grams, level, [&](Hash gram, std::size_t) { theirs.weighted.all += weight(gram); });
}

void Comparison::set_grams(const Side& smaller, const Side& larger, int level, Figures& figures) {
  const double both = smaller.plain.both, all = smaller.plain.all, scale = std::exp2(level);
  figures.grams = smaller.plain.share(0);
  figures.rare_grams = smaller.weighted.share(0);
  figures.lead_smaller = smaller.lead.share(0);
  figures.lead_larger = larger.lead.share(0);
  figures.rare_lead_smaller = smaller.weighted_lead.share(0);
  figures.rare_lead_larger = larger.weighted_lead.share(0);
  figures.jaccard = both > 0 ? both / (all + larger.plain.all - both) : 0;
  figures.size = std::log1p(all * scale);
  figures.ratio = std::max(0.0, std::log1p(larger.plain.all * scale) - figures.size);
}

void Comparison::compare_words(const Sketch& other, bool is_smaller, Figures& figures) {
  if (rarities_.empty()) find_rarities(text_.words, rarities_);
  if (!is_smaller) find_rarities(other.words, their_rarities_);
  const Sample& words = is_smaller ? text_.words : other.words;
  const std::vector<double>& rarities = is_smaller ? rarities_ : their_rarities_;
  met_.resize(words.hashes.size() + 1);
  std::size_t met = 0;
  meet(text_.words.hashes, other.words.hashes, [&](std::size_t i, std::size_t j, bool is_same) {
    met_[met] = {i, j};
    met += is_same ? 1 : 0;
  });
  Part<double> shared;
  Greatest strangers;
  std::size_t next = 0;
  each_kept(words, std::max(text_.words.level, other.words.level), [&](Hash, std::size_t place) {
    shared.all += rarities[place];
    if (next < met && (is_smaller ? met_[next].mine : met_[next].theirs) == place) {
      shared.both += rarities[place];
      ++next;
    } else {
      strangers.see(rarities[place]);
    }
  });
  figures.words = shared.share(0);
  figures.strangers = strangers.mean();
}

// What neither grams nor words tell.
Figures Comparison::compare_rest(const Sketch& other, std::chrono::seconds apart) const {
  const bool is_smaller = is_smaller_than(other);
  Figures figures;
  compare_numbers(is_smaller ? text_ : other, is_smaller ? other : text_, figures);
  compare_titles(text_, other, figures);
  figures.days = std::min(most_days, std::abs(static_cast<double>(apart.count())) / 86'400);
  return figures;
}

// Of what the other has behind its lead each gram weighs as little as one can, and all that the words could tell is in
// its favour.
double Comparison::most_probable(const Sketch& other, const Sides& sides, int level, Figures figures) const {
  const bool is_smaller = is_smaller_than(other);
  Side theirs = sides.theirs;
  const std::uint32_t behind = theirs.plain.all - theirs.plain.both - (theirs.lead.all - theirs.lead.both);
  theirs.weighted.all += behind * least_weight;
  set_grams(is_smaller ? sides.mine : theirs, is_smaller ? theirs : sides.mine, level, figures);
  const double without_words = score(figures);
  figures.words = 1;
  const double most = std::max(without_words, score(figures)) + slack;
  return 1 / (1 + std::exp(-most));
}

Match Comparison::compare(const Sketch& other, Sides sides, int level, const Figures& rest) {
  Match match{.figures = rest};
  Figures& figures = match.figures;
  const bool is_smaller = is_smaller_than(other);
  if (!is_smaller) weigh_rest(other, level, sides.theirs);
  set_grams(is_smaller ? sides.mine : sides.theirs, is_smaller ? sides.theirs : sides.mine, level, figures);
  compare_words(other, is_smaller, figures);
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
  const double all = count_kept(is_smaller_than(other) ? text_.grams : other.grams, level);
  if (static_cast<double>(met_.size()) / std::max(all, 1.0) < least_in_common) return {};
  const Sides both = sides(other, level);
  const Figures rest = compare_rest(other, apart);
  if (least > 0) {
    const double most = most_probable(other, both, level, rest);
    if (most < least) return {most, false};
  }
  return {compare(other, both, level, rest).probability, true};
}

Match Comparison::whole(const Sketch& other, std::chrono::seconds apart) {
  if (text_.empty() || other.empty()) return {};
  const int level = std::max(text_.grams.level, other.grams.level);
  meet_grams(other, level);
  return compare(other, sides(other, level), level, compare_rest(other, apart));
}

}  // namespace datelined::feeds
