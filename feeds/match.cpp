#include "feeds/match.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
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
template <class Value>
using OfFew = std::array<Value, 1024>;

template <class Value>
OfFew<Value> of_few(double (*of)(unsigned)) {
  OfFew<Value> all{};
  for (unsigned texts = 0; texts < all.size(); ++texts) all[texts] = static_cast<Value>(of(texts));
  return all;
}

const OfFew<std::uint32_t> weights_of_few = of_few<std::uint32_t>(weigh);
const OfFew<double> logs_of_few = of_few<double>(log_of);

inline std::uint32_t weight_of(unsigned texts) {
  return texts < weights_of_few.size() ? weights_of_few[texts] : static_cast<std::uint32_t>(weigh(texts));
}

// Of a gram that every text has which can be counted (feeds/commonness.hpp).
const auto least_weight = static_cast<std::uint32_t>(weigh(2 * std::numeric_limits<std::uint16_t>::max()));

// Far more than what rounding makes of a score.
constexpr double slack = 1e-6;

// Whether a sample of this level keeps it, which is as coarse as its own or coarser.
inline bool stays(const Sample& sample, Hash hash, int level) {
  return sample.level == level || is_kept(hash, level);
}

// Here and below what a hash decides is computed rather than branched on: a processor would guess it wrong half of the
// time.
std::uint32_t count_kept(const Sample& sample, int level) {
  const Hashes hashes = sample.hashes;
  if (sample.level == level) return static_cast<std::uint32_t>(hashes.size());
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < hashes.size(); ++i) count += is_kept(hashes[i], level) ? 1 : 0;
  return count;
}

// Calls what(place) for the grams of the lead.
template <class What>
void each_of_lead(const Sketch& sketch, What what) {
  const std::size_t count = sketch.grams.hashes.size();
  for (std::size_t first = 0; first < count; first += 64) {
    std::uint64_t bits = 0;
    const std::size_t these = std::min<std::size_t>(count - first, 64);
    std::memcpy(&bits, sketch.lead + first / 8, (these + 7) / 8);
    if constexpr (std::endian::native == std::endian::big) bits = __builtin_bswap64(bits);
    if (these < 64) bits &= (std::uint64_t{1} << these) - 1;
    for (; bits != 0; bits &= bits - 1) what(first + static_cast<std::size_t>(std::countr_zero(bits)));
  }
}

// Walks two sorted lists, calling see(i, j, whether they agree there).
template <class See>
void meet(const Hashes one, const Hashes other, See see) {
  std::size_t i = 0, j = 0;
  while (i < one.size() && j < other.size()) {
    const Hash mine = one[i], theirs = other[j];
    see(i, j, mine == theirs);
    i += mine <= theirs ? 1 : 0;
    j += theirs <= mine ? 1 : 0;
  }
}

std::uint32_t count_shared(const Hashes one, const Hashes other) {
  std::uint32_t shared = 0;
  meet(one, other, [&](std::size_t, std::size_t, bool is_same) { shared += is_same ? 1 : 0; });
  return shared;
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

void Comparison::take(const Sketch& text) {
  text_ = text;
  entries_ = std::log(commonness_.entries() + 400);
  marks_.reset();
  const Hashes grams = text_.grams.hashes;
  starts_.fill(0);
  for (std::size_t i = 0; i < grams.size(); ++i) {
    marks_.set(grams[i] >> mark_shift);
    if (const std::size_t next = (grams[i] >> start_shift) + 1; next < starts_.size()) ++starts_[next];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  weights_.clear();
  rarities_.clear();
  alone_.clear();
}

void Comparison::weigh_grams() {
  const Hashes grams = text_.grams.hashes;
  if (weights_.size() == grams.size()) return;
  weights_.resize(grams.size());
  for (std::size_t i = 0; i < grams.size(); ++i) weights_[i] = weight_of(commonness_.texts_with_gram(grams[i]));
}

double Comparison::rarity(Hash word) const {
  const unsigned texts = commonness_.texts_with_word(word);
  return std::max(0.0, entries_ - (texts < logs_of_few.size() ? logs_of_few[texts] : log_of(texts)));
}

void Comparison::find_rarities() {
  const Hashes words = text_.words.hashes;
  if (rarities_.size() == words.size()) return;
  rarities_.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) rarities_[i] = rarity(words[i]);
}

// Next to none of the other's grams has a mark by chance: fewer steps than a walk along both lists.
void Comparison::meet_grams(const Sketch& other, int level) {
  const Hashes mine = text_.grams.hashes, theirs = other.grams.hashes;
  if (chosen_.size() < theirs.size()) chosen_.resize(theirs.size());
  std::size_t marked = 0;
  for (std::size_t j = 0; j < theirs.size(); ++j) {
    chosen_[marked] = static_cast<std::uint32_t>(j);
    marked += marks_[theirs[j] >> mark_shift] ? 1 : 0;
  }
  met_.clear();
  for (const std::uint32_t j : std::span(chosen_).first(marked)) {
    const Hash gram = theirs[j];
    std::uint32_t i = starts_[gram >> start_shift];
    while (i < mine.size() && mine[i] < gram) ++i;
    if (i < mine.size() && mine[i] == gram && is_kept(gram, level)) met_.push_back({i, j});
  }
}

const Comparison::Side& Comparison::alone_at(int level) {
  for (const auto& [its_level, side] : alone_) {
    if (its_level == level) return side;
  }
  weigh_grams();
  const Hashes grams = text_.grams.hashes;
  Side side;
  for (std::size_t i = 0; i < grams.size(); ++i) {
    const bool counts = stays(text_.grams, grams[i], level);
    side.plain.all += counts ? 1 : 0;
    side.weighted.all += counts ? weights_[i] : 0;
  }
  each_of_lead(text_, [&](std::size_t i) {
    const bool counts = stays(text_.grams, grams[i], level);
    side.lead.all += counts ? 1 : 0;
    side.weighted_lead.all += counts ? weights_[i] : 0;
  });
  return alone_.emplace_back(level, side).second;
}

// After meet_grams. What the other has behind its lead alone is counted, but not weighed: weigh_rest does.
Comparison::Sides Comparison::sides(const Sketch& other, int level) {
  Sides both;
  both.mine = alone_at(level);
  Side& mine = both.mine;
  Side& theirs = both.theirs;
  their_weights_.assign(other.grams.hashes.size(), 0);
  for (const auto& [i, j] : met_) {
    const bool in_mine = text_.is_in_lead(i), in_theirs = other.is_in_lead(j);
    const Weight weight = their_weights_[j] = weights_[i];
    mine.weighted.both += weight;
    mine.lead.both += in_mine ? 1 : 0;
    mine.weighted_lead.both += in_mine ? weight : 0;
    theirs.lead.both += in_theirs ? 1 : 0;
    theirs.weighted_lead.both += in_theirs ? weight : 0;
  }
  theirs.plain.all = count_kept(other.grams, level);
  theirs.weighted_lead.all = theirs.weighted_lead.both;
  std::size_t unmet = 0;
  each_of_lead(other, [&](std::size_t j) {
    const bool counts = stays(other.grams, other.grams.hashes[j], level);
    theirs.lead.all += counts ? 1 : 0;
    chosen_[unmet] = static_cast<std::uint32_t>(j);
    unmet += counts && their_weights_[j] == 0 ? 1 : 0;
  });
  for (const std::uint32_t j : std::span(chosen_).first(unmet)) {
    theirs.weighted_lead.all += their_weights_[j] = weight_of(commonness_.texts_with_gram(other.grams.hashes[j]));
  }
  mine.plain.both = theirs.plain.both = static_cast<std::uint32_t>(met_.size());
  theirs.weighted.both = mine.weighted.both;
  theirs.weighted.all = theirs.weighted.both + theirs.weighted_lead.all - theirs.weighted_lead.both;
  return both;
}

void Comparison::weigh_rest(const Sketch& other, int level, Side& theirs) {
  const Hashes grams = other.grams.hashes;
  theirs.weighted.all = 0;
  std::size_t unknown = 0;
  for (std::size_t j = 0; j < grams.size(); ++j) {
    theirs.weighted.all += their_weights_[j];
    chosen_[unknown] = static_cast<std::uint32_t>(j);
    unknown += their_weights_[j] == 0 && stays(other.grams, grams[j], level) ? 1 : 0;
  }
  for (const std::uint32_t j : std::span(chosen_).first(unknown)) {
    theirs.weighted.all += weight_of(commonness_.texts_with_gram(grams[j]));
  }
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
  find_rarities();
  const Sample& words = is_smaller ? text_.words : other.words;
  const std::size_t count = words.hashes.size();
  met_.resize(count + 1);
  std::size_t met = 0;
  meet(text_.words.hashes, other.words.hashes, [&](std::size_t i, std::size_t j, bool is_same) {
    met_[met] = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)};
    met += is_same ? 1 : 0;
  });
  Part<double> shared;
  strange_.assign(count, 1);
  for (const auto& [i, j] : std::span(met_).first(met)) {
    shared.both += rarities_[i];
    strange_[is_smaller ? i : j] = 0;
  }
  const int level = std::max(text_.words.level, other.words.level);
  if (chosen_.size() < count) chosen_.resize(count);
  std::size_t strangers = 0;
  for (std::size_t place = 0; place < count; ++place) {
    chosen_[strangers] = static_cast<std::uint32_t>(place);
    strangers += strange_[place] != 0 && stays(words, words.hashes[place], level) ? 1 : 0;
  }
  Greatest rarest_strangers;
  shared.all = shared.both;
  for (const std::uint32_t place : std::span(chosen_).first(strangers)) {
    const double its = is_smaller ? rarities_[place] : rarity(words.hashes[place]);
    shared.all += its;
    rarest_strangers.see(its);
  }
  figures.words = shared.share(0);
  figures.strangers = rarest_strangers.mean();
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
