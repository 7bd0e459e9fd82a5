#include "daemon/poll/schedule.hpp"

#include "daemon/fetch/retry_after.hpp"
#include "daemon/poll/freshness.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>
#include <optional>

namespace datelined {
namespace {

using schema::FeedState;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool equal_words(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

seconds part_of(seconds time, double share) {
  return std::chrono::duration_cast<seconds>(std::chrono::duration<double>(time) * share);
}

bool is_skipped(const Pace& pace, feeds::Time time) {
  const auto day = std::chrono::floor<days>(time);
  const auto hour = std::chrono::duration_cast<hours>(time - day).count();
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;  // 0 is Monday
  return ((pace.skip_hours >> hour) & 1u) != 0 || ((pace.skip_days >> weekday) & 1u) != 0;
}

// The first time from `time` on that is in no skipped hour or day. Who names every hour or every day
// means nothing by it.
feeds::Time past_skipped(Pace pace, feeds::Time time) {
  constexpr std::uint32_t every_hour = (1u << 24) - 1;
  constexpr std::uint8_t every_day = (1u << 7) - 1;
  if ((pace.skip_hours & every_hour) == every_hour) pace.skip_hours = 0;
  if ((pace.skip_days & every_day) == every_day) pace.skip_days = 0;
  while (is_skipped(pace, time)) time = std::chrono::floor<hours>(time) + hours{1};
  return time;
}

seconds interval_of(const Terms& terms) {
  return std::clamp(terms.interval, terms.min_interval, std::max(terms.min_interval, terms.max_interval));
}

// Without a period it is a day (RDF Site Summary 1.0, module Syndication).
seconds syndication_period(const feeds::Syndication& syndication) {
  const std::string_view said = syndication.period.empty() ? "daily" : std::string_view(syndication.period);
  static constexpr struct {
    std::string_view period;
    seconds length;
  } periods[] = {
      {"hourly", hours{1}}, {"daily", days{1}}, {"weekly", days{7}}, {"monthly", days{30}}, {"yearly", days{365}}};
  for (const auto& [period, length] : periods) {
    if (!equal_words(said, period)) continue;
    const std::int64_t frequency = syndication.frequency.value_or(1);
    return frequency >= 1 ? length / frequency : seconds{0};
  }
  return seconds{0};
}

// `now` is cut to whole seconds: without the one more, a wait could come out short by a part of one.
feeds::Time later(feeds::Time now, seconds wait) {
  return now + wait + seconds{1};
}

}  // namespace

Pace pace_of(const feeds::Feed& head) {
  const feeds::FeedExtension& more = head.extension;
  Pace pace;
  if (more.ttl && *more.ttl > 0)
    pace.freshness = minutes{std::min(*more.ttl, std::chrono::floor<minutes>(longest_delta).count())};
  if (more.syndication) pace.freshness = std::max(pace.freshness, syndication_period(*more.syndication));
  for (const std::int64_t hour : more.skip_hours) {
    if (hour >= 0 && hour <= 24) pace.skip_hours |= 1u << (hour % 24);
  }
  static constexpr std::string_view names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                               "Friday", "Saturday", "Sunday"};
  for (const std::string& day : more.skip_days) {
    for (unsigned i = 0; i < std::size(names); ++i) {
      if (equal_words(day, names[i])) pace.skip_days = static_cast<std::uint8_t>(pace.skip_days | 1u << i);
    }
  }
  return pace;
}

namespace {

// An eighth of a document new at a visit leaves room for a burst; more than a handful is late for a wire.
double news_a_visit(const FeedState& state) {
  return std::clamp(static_cast<double>(state.entries_shown) / 8, 1.0, 5.0);
}

struct Wait {
  seconds time;
  std::string_view why;

  void at_least(seconds other, std::string_view other_why) {
    if (other > time) *this = {other, other_why};
  }
  void at_most(seconds other, std::string_view other_why) {
    if (other < time) *this = {other, other_why};
  }
};

// A hub that dies in silence costs no more than this many usual waits, one that lets its lease end none.
constexpr int visits_spared = 8;

Next slowed(const Terms& terms, const FeedState& state, const Next& usual, feeds::Time now, double jitter) {
  if (!state.pushed_until || state.push_missed || state.hurry > 0) return usual;
  const seconds longest = std::max(terms.max_interval, terms.min_interval);
  const seconds wait = std::min((*usual.at - now) * visits_spared, longest - part_of(longest, jitter / 10));
  const feeds::Time meant = std::min(later(now, wait), *state.pushed_until);
  if (meant <= *usual.at) return usual;
  return {past_skipped({state.freshness, state.skip_hours, state.skip_days}, meant), "push", usual.at};
}

// On past what the stored document asks to be skipped.
Next unskipped(const FeedState& state, const Wait& wait, feeds::Time meant, double jitter) {
  const Pace pace{state.freshness, state.skip_hours, state.skip_days};
  const feeds::Time allowed = past_skipped(pace, meant);
  if (allowed == meant) return {meant, wait.why};
  // Who all wait for the same hour do not come on its stroke.
  return {past_skipped(pace, allowed + std::min(part_of(wait.time, jitter / 4), part_of(minutes{10}, jitter))), "skip"};
}

Next after_success(const Terms& terms, const FeedState& state, const Rhythm& rhythm, const Fetched* answer,
                   feeds::Time now, double jitter) {
  Wait wait{interval_of(terms), "interval"};
  if (!terms.fixed && rhythm.is_known(now)) {
    wait.at_most(std::max(terms.min_interval, rhythm.wait_for(news_a_visit(state), now, wait.time)), "rhythm");
  }
  if (state.hurry > 0) {
    const int halvings = (state.hurry + 7) / 8;
    wait.at_most(std::max(terms.min_interval, wait.time / (1 << halvings)), "gap");
  }
  if (answer != nullptr) wait.at_least(freshness_of(state.lifetime, *answer, now), "freshness");
  wait.at_least(state.freshness, "document");

  const seconds longest = std::max(terms.max_interval, terms.min_interval);
  wait.time = std::min(wait.time, longest);
  const seconds spread = std::min(part_of(wait.time, jitter / 10), longest / 11);
  return unskipped(state, wait, later(now, wait.time + spread), jitter);
}

Next after_failure(const Terms& terms, const FeedState& state, const Fetched* answer, feeds::Time now, double jitter) {
  const seconds longest = std::max(terms.max_interval, terms.min_interval);
  // Two thirds leave room for jitter below the longest: feeds that failed together do not come back together.
  const seconds steady = longest * 2 / 3;
  Wait wait{interval_of(terms), "failure"};
  for (int i = 1; i < state.errors && wait.time < steady; ++i) wait.time *= 2;
  wait.time = std::min(wait.time, std::max(steady, terms.min_interval));
  wait.time = std::min(wait.time + part_of(wait.time, std::min(jitter, 1.0) / 2), longest);

  const auto asked = answer != nullptr ? retry_after(*answer, now) : std::nullopt;
  if (asked && *asked > wait.time) wait = {*asked + part_of(*asked, jitter / 10), "retry-after"};
  return unskipped(state, wait, later(now, wait.time), jitter);
}

}  // namespace

Next next_poll(const Terms& terms, const FeedState& state, const Fetched* answer, feeds::Time now, double jitter) {
  return next_poll(terms, state, Rhythm::read(state.rhythm, now), answer, now, jitter);
}

Next next_poll(const Terms& terms, const FeedState& state, const Rhythm& rhythm, const Fetched* answer, feeds::Time now,
               double jitter) {
  if (state.gone) return {std::nullopt, "gone"};
  if (state.errors > 0) return after_failure(terms, state, answer, now, jitter);
  return slowed(terms, state, after_success(terms, state, rhythm, answer, now, jitter), now, jitter);
}

feeds::Time poll_unpushed(const FeedState& state, feeds::Time now) {
  const feeds::Time usual = state.unpushed ? *state.unpushed : state.next_poll.value_or(now);
  return std::max(usual, now);
}

std::optional<feeds::Time> pause_asked(const Fetched& answer, feeds::Time now) {
  const auto wait = retry_after(answer, now);
  if (!wait || *wait == seconds{0}) return std::nullopt;
  return later(now, *wait);
}

}  // namespace datelined
