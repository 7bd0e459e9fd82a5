#include "feeds/story.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/dateline.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

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

}  // namespace

Signature sign(const Entry& entry, const Labels& own) {
  Signature signature;
  signature.url = hash64(canonical_url(entry.url));
  const std::string headline = fold_letters(read_headline(entry.title, own).text);
  const std::string text = fold_letters(without_dateline(entry, plain_content(entry)));
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

std::int64_t completeness(const Entry& entry) {
  const std::string text = plain_content(entry);
  std::int64_t characters = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_blank(next_code_point(text, at))) ++characters;
  }
  return characters;
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
