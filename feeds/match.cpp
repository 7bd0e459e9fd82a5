#include "feeds/match.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>

namespace datelined::feeds {
namespace {

constexpr double most_days = 4;
constexpr std::size_t rarest = 6;

// No pair with less in common has ever been one story by the rest of its figures.
constexpr double least_in_common = 0.08;

// ln(n + a) for small n: most grams and words are rare.
template <int thousandths>
double log_of(unsigned n) {
  constexpr double a = thousandths / 1000.0;
  static const auto small = [] {
    std::array<double, 1024> logs{};
    for (std::size_t i = 0; i < logs.size(); ++i) logs[i] = std::log(static_cast<double>(i) + a);
    return logs;
  }();
  return n < small.size() ? small[n] : std::log(n + a);
}

struct Shared {
  double both = 0, only = 0;
  double share(double of_none) const { return both + only > 0 ? both / (both + only) : of_none; }
};

// Walks two sorted lists, past what the coarser of two samples would not have kept: calls both(i, j), first(i) and
// second(j) for what stands in both, in one alone.
template <class Both, class First, class Second>
void meet(const std::vector<Hash>& one, const std::vector<Hash>& other, int level, Both both, First first,
          Second second) {
  const Hash mask = (Hash{1} << level) - 1;
  std::size_t i = 0, j = 0;
  for (;;) {
    while (i < one.size() && (one[i] & mask) != 0) ++i;
    while (j < other.size() && (other[j] & mask) != 0) ++j;
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

Shared count_shared(const std::vector<Hash>& mine, const std::vector<Hash>& theirs, int level) {
  Shared out;
  meet(
      mine, theirs, level, [&](std::size_t, std::size_t) { ++out.both; }, [&](std::size_t) { ++out.only; },
      [](std::size_t) {});
  return out;
}

// The grams of one side of a comparison.
struct Side {
  Shared plain, weighted, lead, weighted_lead;

  void both(bool in_lead, double weight) {
    ++plain.both;
    weighted.both += weight;
    if (!in_lead) return;
    ++lead.both;
    weighted_lead.both += weight;
  }
  void only(bool in_lead, double weight) {
    ++plain.only;
    weighted.only += weight;
    if (!in_lead) return;
    ++lead.only;
    weighted_lead.only += weight;
  }
};

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
    : text_(text), commonness_(commonness), entries_(std::log(commonness.entries() + 400)) {}

void Comparison::look_up() {
  if (!weights_.empty()) return;
  weights_.reserve(text_.grams.hashes.size());
  for (const Hash gram : text_.grams.hashes) weights_.push_back(weight(gram));
  rarities_.reserve(text_.words.hashes.size());
  for (const Hash word : text_.words.hashes) rarities_.push_back(rarity(word));
}

double Comparison::weight(Hash gram) const {
  return 1 / (1 + log_of<1000>(commonness_.texts_with_gram(gram)));
}

double Comparison::rarity(Hash word) const {
  return std::max(0.0, entries_ - log_of<1500>(commonness_.texts_with_word(word)));
}

void Comparison::compare_grams(const Sketch& other, bool is_smaller, Figures& figures) const {
  const std::vector<Hash>& mine = text_.grams.hashes;
  const std::vector<Hash>& theirs = other.grams.hashes;
  const int level = std::max(text_.grams.level, other.grams.level);
  InLead in_my_lead(text_.lead), in_their_lead(other.lead);
  Side my_side, their_side;
  meet(
      mine, theirs, level,
      [&](std::size_t i, std::size_t) {
        my_side.both(in_my_lead(mine[i]), weights_[i]);
        their_side.both(in_their_lead(mine[i]), weights_[i]);
      },
      [&](std::size_t i) { my_side.only(in_my_lead(mine[i]), weights_[i]); },
      [&](std::size_t j) {
        const bool in_lead = in_their_lead(theirs[j]);
        // What the larger has beside is not asked for but in its lead.
        their_side.only(in_lead, in_lead || !is_smaller ? weight(theirs[j]) : 0);
      });
  const Side& smaller = is_smaller ? my_side : their_side;
  const Side& larger = is_smaller ? their_side : my_side;
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

Match Comparison::compare(const Sketch& other, std::chrono::seconds apart) {
  Match match;
  look_up();
  Figures& figures = match.figures;
  const bool is_smaller = text_.letters <= other.letters;
  compare_grams(other, is_smaller, figures);
  compare_words(other, is_smaller, figures);
  compare_numbers(is_smaller ? text_ : other, is_smaller ? other : text_, figures);
  compare_titles(text_, other, figures);
  figures.days = std::min(most_days, std::abs(static_cast<double>(apart.count())) / 86'400);
  if (figures.grams >= least_in_common) match.probability = 1 / (1 + std::exp(-score(figures)));
  return match;
}

Match Comparison::quick(const Sketch& other, std::chrono::seconds apart) {
  if (text_.empty() || other.empty()) return {};
  const bool is_smaller = text_.letters <= other.letters;
  const Sketch& smaller = is_smaller ? text_ : other;
  const Sketch& larger = is_smaller ? other : text_;
  const int level = std::max(smaller.grams.level, larger.grams.level);
  if (count_shared(smaller.grams.hashes, larger.grams.hashes, level).share(0) < least_in_common) return {};
  return compare(other, apart);
}

Match Comparison::whole(const Sketch& other, std::chrono::seconds apart) {
  return text_.empty() || other.empty() ? Match{} : compare(other, apart);
}

}  // namespace datelined::feeds
