#include "feeds/story.hpp"

#include "feeds/blanks.hpp"
#include "feeds/dateline.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>
#include <utility>

namespace datelined::feeds {
namespace {

// Of a newcomer and two stories: it has in it what either tells.
constexpr double enough_to_prove = 0.85;

// Of a newcomer and a copy: below this it is not worth asking whether their stories are one.
constexpr double enough_to_ask = 0.45;

// A story of which no copy resembles the newcomer enough to join changes nothing: it need not be among the ties.
static_assert(enough_to_ask >= enough_to_join);

bool share_evidence(const Signature& one, const Signature& other) {
  return (one.url != 0 && one.url == other.url) || (one.text != 0 && one.text == other.text);
}

constexpr std::array<std::pair<Status, std::string_view>, 3> status_names{{
    {Status::usable, "usable"},
    {Status::corrected, "corrected"},
    {Status::killed, "killed"},
}};

// The letters of a text stand in it in their order: those of the dateline come behind those before it.
std::string letters_without_dateline(const Comparable& entry) {
  std::string letters = letters_of(entry.folded_text);
  const Cut cut = dateline_to_cut(entry.entry, entry.text);
  if (cut.size == 0) return letters;
  const std::string_view text = entry.text;
  return letters.erase(fold_letters(text.substr(0, cut.begin)).size(),
                       fold_letters(text.substr(cut.begin, cut.size)).size());
}

}  // namespace

Signature sign(const Comparable& entry) {
  Signature signature;
  signature.url = hash64(entry.page);
  const std::string headline = letters_of(entry.folded_headline);
  const std::string text = letters_without_dateline(entry);
  if (!headline.empty() && !text.empty()) signature.text = hash64(headline + '\n' + text);
  return signature;
}

std::optional<std::int64_t> choose_story(const Signature& signature, Time time, std::span<const Candidate> candidates,
                                         std::chrono::seconds window) {
  std::optional<std::int64_t> oldest;
  for (const Candidate& candidate : candidates) {
    if (candidate.has_feed || !share_evidence(signature, candidate.signature)) continue;
    if (std::chrono::abs(time - candidate.time) > window) continue;
    if (!oldest || candidate.story < *oldest) oldest = candidate.story;
  }
  return oldest;
}

Placement choose_place(std::span<const Tie> ties, std::optional<std::int64_t> known) {
  const auto better = [](const Tie& one, const Tie& other) {
    return one.mean != other.mean ? one.mean > other.mean : one.story < other.story;
  };
  std::vector<Tie> ranked(ties.begin(), ties.end());
  std::sort(ranked.begin(), ranked.end(), better);

  Placement place;
  place.story = known;
  if (!known && !ranked.empty() && ranked.front().mean >= enough_to_join) place.story = ranked.front().story;
  if (!place.story) return place;
  const auto resembles = [](const Tie& tie) { return tie.best >= enough_to_ask; };
  const auto own = std::find_if(ranked.begin(), ranked.end(), [&](const Tie& tie) { return tie.story == place.story; });
  if (own == ranked.end() || !resembles(*own)) return place;
  for (const Tie& tie : ranked) {
    if (tie.story == place.story || !resembles(tie)) continue;
    const bool proves = own->best >= enough_to_prove && tie.mean >= enough_to_prove;
    (proves ? place.united : place.alike).push_back(tie.story);
  }
  return place;
}

bool are_one(double likeness) {
  return likeness >= enough_to_unite;
}

std::size_t choose_lead(std::span<const Contender> copies) {
  assert(!copies.empty());
  const auto rank = [](const Contender& copy) {
    return std::tuple(-std::int64_t{copy.priority}, -copy.completeness, copy.first_seen, copy.entry);
  };
  const auto lead = std::min_element(copies.begin(), copies.end(), [&](const Contender& one, const Contender& other) {
    return rank(one) < rank(other);
  });
  return static_cast<std::size_t>(lead - copies.begin());
}

std::int64_t completeness(const Comparable& entry) {
  return static_cast<std::int64_t>(count_without_blanks(entry.text));
}

std::string_view to_string(Status status) {
  for (const auto& [value, name] : status_names) {
    if (value == status) return name;
  }
  return {};
}

std::optional<Status> read_status(std::string_view text) {
  for (const auto& [value, name] : status_names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace datelined::feeds
