#include "feeds/match.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

namespace datelined::feeds {
namespace {

constexpr double most_days = 4;
constexpr std::size_t rarest = 6;

// Calls both(hash) or only(hash) for each of `mine`, as `theirs` has it too or not; those that the coarser of the
// two samples would not have kept are passed over.
template <class Both, class Only>
void meet(const std::vector<Hash>& mine, const std::vector<Hash>& theirs, int level, Both both, Only only) {
  const Hash mask = (Hash{1} << level) - 1;
  auto other = theirs.begin();
  for (const Hash hash : mine) {
    if ((hash & mask) != 0) continue;
    while (other != theirs.end() && *other < hash) ++other;
    if (other != theirs.end() && *other == hash) {
      ++other;
      both(hash);
    } else {
      only(hash);
    }
  }
}

struct Shared {
  double both = 0, only = 0;
  double share(double of_none) const { return both + only > 0 ? both / (both + only) : of_none; }
};

template <class Weight>
Shared weigh_shared(const std::vector<Hash>& mine, const std::vector<Hash>& theirs, int level, Weight weight) {
  Shared out;
  meet(
      mine, theirs, level, [&](Hash hash) { out.both += weight(hash); }, [&](Hash hash) { out.only += weight(hash); });
  return out;
}

Shared count_shared(const std::vector<Hash>& mine, const std::vector<Hash>& theirs, int level) {
  Shared out;
  meet(
      mine, theirs, level, [&](Hash) { ++out.both; }, [&](Hash) { ++out.only; });
  return out;
}

void compare_grams(const Sketch& smaller, const Sketch& larger, const Commonness& commonness, Figures& figures) {
  const int level = std::max(smaller.grams.level, larger.grams.level);
  const auto weight = [&](Hash gram) { return 1 / (1 + std::log1p(commonness.texts_with_gram(gram))); };
  const Shared plain = count_shared(smaller.grams.hashes, larger.grams.hashes, level);
  figures.rare_grams = weigh_shared(smaller.grams.hashes, larger.grams.hashes, level, weight).share(0);
  figures.grams = plain.share(0);
  const double scale = std::exp2(level);
  const double of_smaller = (plain.both + plain.only) * scale;
  const double of_larger = static_cast<double>(larger.grams.hashes.size()) * std::exp2(larger.grams.level);
  const double of_either = of_smaller + of_larger - plain.both * scale;
  figures.jaccard = of_either > 0 ? std::min(1.0, plain.both * scale / of_either) : 0;
  figures.size = std::log1p(of_smaller);
  figures.ratio = std::max(0.0, std::log1p(of_larger) - figures.size);
  figures.lead_smaller = count_shared(smaller.lead, larger.grams.hashes, level).share(0);
  figures.lead_larger = count_shared(larger.lead, smaller.grams.hashes, level).share(0);
  figures.rare_lead_smaller = weigh_shared(smaller.lead, larger.grams.hashes, level, weight).share(0);
  figures.rare_lead_larger = weigh_shared(larger.lead, smaller.grams.hashes, level, weight).share(0);
}

void compare_words(const Sketch& smaller, const Sketch& larger, const Commonness& commonness, Figures& figures) {
  const int level = std::max(smaller.words.level, larger.words.level);
  const double entries = commonness.entries() + 400;
  const auto rarity = [&](Hash word) {
    return std::max(0.0, std::log(entries / (commonness.texts_with_word(word) + 1.5)));
  };
  Shared weighted;
  std::vector<double> strangers;
  meet(
      smaller.words.hashes, larger.words.hashes, level, [&](Hash word) { weighted.both += rarity(word); },
      [&](Hash word) {
        weighted.only += rarity(word);
        strangers.push_back(rarity(word));
      });
  figures.words = weighted.share(0);
  const std::size_t count = std::min(rarest, strangers.size());
  std::partial_sort(strangers.begin(), strangers.begin() + static_cast<std::ptrdiff_t>(count), strangers.end(),
                    std::greater<>());
  for (std::size_t i = 0; i < count; ++i) figures.strangers += strangers[i] / static_cast<double>(count);
}

void compare_numbers(const Sketch& smaller, const Sketch& larger, Figures& figures) {
  const int level = std::max(smaller.numbers.level, larger.numbers.level);
  const Shared shared = count_shared(smaller.numbers.hashes, larger.numbers.hashes, level);
  figures.numbers = shared.share(1);
  figures.number_count = std::min((shared.both + shared.only) * std::exp2(level), 4.0) / 4;
}

void compare_titles(const Sketch& one, const Sketch& other, Figures& figures) {
  const bool ordered = one.title.size() <= other.title.size();
  const Sketch& shorter = ordered ? one : other;
  const Sketch& longer = ordered ? other : one;
  figures.title = count_shared(shorter.title, longer.title, 0).share(0);
}

}  // namespace

// Fitted by logistic regression on wire copy in eleven languages: what agencies sent, as papers ran it, beside
// reports that look alike and are of another day, game or telegram.
double score(const Figures& f) {
  return -9.98 + 2.95 * f.grams + 8.89 * f.rare_grams - 5.48 * f.lead_smaller - 17.14 * f.lead_larger + 4.14 * f.words +
         0.94 * f.numbers + 1.89 * f.numbers * f.number_count - 4.94 * (1 - f.numbers) * f.number_count +
         3.11 * f.jaccard - 0.16 * f.strangers + 1.81 * f.title - 1.65 * f.days + 0.85 * f.size + 0.53 * f.ratio -
         12.93 * f.grams * f.words + 7.24 * f.rare_lead_smaller + 19.50 * f.rare_lead_larger +
         4.55 * f.rare_lead_larger * f.ratio - 4.81 * f.rare_lead_smaller * f.ratio + 4.75 * f.rare_grams * f.ratio;
}

Match compare(const Sketch& one, const Sketch& other, std::chrono::seconds apart, const Commonness& commonness) {
  Match match;
  if (one.empty() || other.empty()) return match;
  const bool ordered = one.letters <= other.letters;
  const Sketch& smaller = ordered ? one : other;
  const Sketch& larger = ordered ? other : one;
  Figures& figures = match.figures;
  compare_grams(smaller, larger, commonness, figures);
  compare_words(smaller, larger, commonness, figures);
  compare_numbers(smaller, larger, figures);
  compare_titles(one, other, figures);
  figures.days = std::min(most_days, std::abs(static_cast<double>(apart.count())) / 86'400);
  match.probability = 1 / (1 + std::exp(-score(figures)));
  return match;
}

}  // namespace datelined::feeds
