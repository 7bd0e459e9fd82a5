#include "daemon/poll/schedule.hpp"

#include "daemon/poll/freshness.hpp"
#include "daemon/poll/rhythm.hpp"
#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace datelined;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;

namespace {

const feeds::Time monday_noon = feeds::Time{seconds{1'700'481'600}};  // 2023-11-20T12:00:00Z
const Terms terms{15min, 1min, 24h};

Fetched answer(int status, std::vector<Header> headers) {
  Fetched fetched;
  fetched.status = status;
  fetched.headers = std::move(headers);
  return fetched;
}

schema::FeedState state_with(const Pace& pace, int errors = 0) {
  schema::FeedState state;
  state.freshness = pace.freshness;
  state.skip_hours = pace.skip_hours;
  state.skip_days = pace.skip_days;
  state.errors = errors;
  return state;
}

// After a visit that brought the document with these headers.
Next next_after(schema::FeedState state, int status, std::vector<Header> headers, const Terms& set = terms,
                feeds::Time now = monday_noon, double jitter = 0) {
  const Fetched fetched = answer(status, std::move(headers));
  state.lifetime = lifetime_of(fetched);
  return next_poll(set, state, &fetched, now, jitter);
}

// A wait in whole seconds carries the one that `now` has lost.
seconds wait_after(std::vector<Header> headers, const Pace& pace = {}, double jitter = 0) {
  return *next_after(state_with(pace), 200, std::move(headers), terms, monday_noon, jitter).at - monday_noon - 1s;
}

seconds wait_after_failure(int failures, int status, std::vector<Header> headers = {}, double jitter = 0) {
  const Fetched fetched = answer(status, std::move(headers));
  const Fetched* const given = status == 0 ? nullptr : &fetched;
  return *next_poll(terms, state_with({}, failures), given, monday_noon, jitter).at - monday_noon - 1s;
}

}  // namespace

TEST_SUITE("daemon/poll/schedule") {
  TEST_CASE("headers may lengthen the wait, and nonsense says nothing") {
    const struct {
      std::vector<Header> headers;
      seconds wait;
    } rows[] = {
        {{}, 15min},
        {{{"cache-control", "max-age=3600"}}, 1h},
        {{{"cache-control", "public, MAX-AGE=\"3600\" , foo"}}, 1h},
        {{{"cache-control", "max-age=60"}}, 15min},
        {{{"cache-control", "s-maxage=3600"}}, 15min},
        {{{"cache-control", "max-age=3600, no-cache"}}, 15min},
        {{{"cache-control", "no-cache=\"Set-Cookie\", max-age=7200"}}, 2h},
        {{{"cache-control", "max-age=7200, NO-CACHE = Set-Cookie"}}, 2h},
        {{{"cache-control", "no-cache=\"Set-Cookie, no-store\", max-age=7200"}}, 2h},
        {{{"cache-control", "private=\"a, no-cache , b\", max-age=7200"}}, 2h},
        {{{"cache-control", "x=\"\\\", no-cache, \", max-age=7200"}}, 2h},
        {{{"cache-control", "no-cache=\"Set-Cookie\", no-cache, max-age=7200"}}, 15min},
        {{{"cache-control", "no-cache=, max-age=7200"}}, 15min},
        {{{"cache-control", "no-cache=\"\", max-age=7200"}}, 15min},
        {{{"cache-control", "no-store=\"x\", max-age=7200"}}, 15min},
        {{{"cache-control", "public, x=\"never ends, max-age=7200"}}, 15min},
        {{{"cache-control", "no-store"}, {"expires", "Mon, 20 Nov 2023 14:00:00 GMT"}}, 15min},
        {{{"cache-control", "public"}, {"cache-control", "max-age=7200"}}, 2h},
        {{{"cache-control", "max-age=7200"}, {"age", "3600"}}, 1h},
        {{{"cache-control", "max-age=7200"}, {"age", "old"}}, 2h},
        {{{"cache-control", "max-age=7200"}, {"age", "99999"}}, 15min},
        {{{"cache-control", "max-age=31536000"}}, 24h},
        {{{"cache-control", "max-age=99999999999999999999999"}}, 24h},
        {{{"cache-control", "max-age=9223372036854775807"}, {"age", "9223372036854775807"}}, 15min},
        {{{"cache-control", "max-age=banana, ,=,max-age=-1, \""}}, 15min},
        {{{"expires", "Mon, 20 Nov 2023 14:00:00 GMT"}}, 2h},
        {{{"expires", "Mon, 20 Nov 2023 09:00:00 GMT"}, {"date", "Mon, 20 Nov 2023 07:00:00 GMT"}}, 2h},
        {{{"expires", "Mon, 20 Nov 2023 14:00:00 GMT"}, {"cache-control", "max-age=3600"}}, 1h},
        {{{"expires", "Mon, 20 Nov 2023 14:00:00 GMT"}, {"cache-control", "max-age=soon"}}, 2h},
        {{{"expires", "0"}}, 15min},
        {{{"expires", "7200"}}, 15min},
        {{{"expires", "2099"}}, 15min},
        {{{"expires", "20991231"}}, 15min},
        {{{"expires", "2099-12-31"}}, 15min},
        {{{"expires", "12/31/2099"}}, 15min},
        {{{"expires", "٣٦٠٠"}}, 15min},
        {{{"expires", "Mon, 20 Nov 2023 14:00:00 GMT"}, {"date", "2023-11-19"}}, 2h},
        {{{"expires", "Sun, 19 Nov 2023 14:00:00 GMT"}}, 15min},
    };
    for (const auto& row : rows) {
      for (const Header& header : row.headers) CAPTURE(header.name + ": " + header.value);
      CHECK(wait_after(row.headers) == row.wait);
    }
  }

  TEST_CASE("the document's own pace counts, up to the longest interval") {
    CHECK(wait_after({}, {.freshness = 1h}) == 1h);
    CHECK(wait_after({{"cache-control", "max-age=7200"}}, {.freshness = 1h}) == 2h);
    CHECK(wait_after({}, {.freshness = days{3000}}) == 24h);
  }

  TEST_CASE("skipped hours and days are waited out") {
    const auto next = [](std::uint32_t hours, std::uint8_t weekdays) {
      return feeds::rfc3339(*next_poll(terms, state_with({0s, hours, weekdays}), nullptr, monday_noon, 0).at);
    };
    CHECK(next(1u << 12 | 1u << 13, 0) == "2023-11-20T14:00:00Z");
    CHECK(next(1u << 11, 0) == "2023-11-20T12:15:01Z");
    CHECK(next(0, 1u << 0) == "2023-11-21T00:00:00Z");
    CHECK(next(1u << 0, 1u << 0) == "2023-11-21T01:00:00Z");
    CHECK(next((1u << 24) - 1, 0) == "2023-11-20T12:15:01Z");
    CHECK(next(0, 0x7f) == "2023-11-20T12:15:01Z");
    CHECK(next(((1u << 24) - 1) & ~(1u << 11), 0x7f & ~(1u << 6)) == "2023-11-26T11:00:00Z");
  }

  TEST_CASE("skipped hours and days are waited out after a failure too") {
    const auto next = [](const Pace& pace, int status, std::vector<Header> headers = {}, double jitter = 0) {
      return next_after(state_with(pace, 1), status, std::move(headers), terms, monday_noon, jitter);
    };
    const Pace noon_and_one{0s, 1u << 12 | 1u << 13, 0};
    const auto two = feeds::Time{monday_noon + 2h};
    CHECK(next(noon_and_one, 500).at == two);
    CHECK(next(noon_and_one, 500).why == "skip");
    CHECK(next({0s, 0, 1u << 0}, 404).at == monday_noon + 12h);
    CHECK(next({0s, 1u << 11, 0}, 500).at == monday_noon + 15min + 1s);
    CHECK(next(noon_and_one, 503, {{"retry-after", "3600"}}).at == two);
    CHECK(next(noon_and_one, 503, {{"retry-after", "7200"}}).at == two + 1s);
    CHECK(next(noon_and_one, 503, {{"retry-after", "7200"}}).why == "retry-after");
    // Those that failed together do not come back together.
    CHECK(*next(noon_and_one, 500, {}, 0.9).at > *next(noon_and_one, 500, {}, 0.1).at + 1min);
  }

  TEST_CASE("jitter is later, in proportion, never earlier") {
    CHECK(wait_after({}, {}, 0.999) > 15min);
    CHECK(wait_after({}, {}, 0.999) <= 15min + 90s);
    CHECK(wait_after({{"cache-control", "max-age=36000"}}, {}, 0.5) == 10h + 30min);
  }

  TEST_CASE("an interval is held between the shortest and the longest") {
    const auto wait = [](Terms set) { return *next_poll(set, {}, nullptr, monday_noon, 0).at - monday_noon - 1s; };
    CHECK(wait({1s, 1min, 24h}) == 1min);
    CHECK(wait({48h, 1min, 24h}) == 24h);
    CHECK(wait({1h, 2h, 30min}) == 2h);
  }

  TEST_CASE("failures wait longer and longer, up to the longest interval") {
    const seconds waits[] = {15min, 30min, 1h, 2h, 4h, 8h, 16h, 16h};
    int failures = 0;
    for (const seconds wait : waits) CHECK(wait_after_failure(++failures, 500) == wait);
    CHECK(wait_after_failure(2'000'000'000, 0) == 16h);
    CHECK(wait_after_failure(2'000'000'000, 0, {}, 0.999) <= 24h);
    CHECK(wait_after_failure(2, 500, {}, 0.5) == 30min + 450s);
    CHECK(wait_after_failure(1, 404, {{"cache-control", "max-age=36000"}}) == 15min);
  }

  TEST_CASE("Retry-After is a lower bound") {
    const struct {
      int status;
      const char* value;
      seconds wait;
    } rows[] = {
        {429, "3600", 1h},
        {503, "Mon, 20 Nov 2023 15:00:00 GMT", 3h},
        {503, "60", 15min},
        {500, "3600", 15min},
        {429, "172800", 48h},
        {429, "99999999999999999999", days{30}},
        {503, "in a bit, thanks; -5", 15min},
        {503, "-5", 15min},
        {503, "2099-12-31", 15min},
        {503, "12/31/2099", 15min},
        {503, "٣٦٠٠", 15min},
        {503, "Sun, 19 Nov 2023 15:00:00 GMT", 15min},
    };
    for (const auto& row : rows) {
      CAPTURE(row.value);
      CHECK(wait_after_failure(1, row.status, {{"retry-after", row.value}}) == row.wait);
    }
    CHECK(wait_after_failure(
              1, 503, {{"retry-after", "Mon, 20 Nov 2023 15:00:00 GMT"}, {"date", "Mon, 20 Nov 2023 14:00:00 GMT"}}) ==
          1h);
  }

  TEST_CASE("what chose the next poll is told") {
    const auto why = [](const schema::FeedState& state, int status, std::vector<Header> headers) {
      return next_after(state, status, std::move(headers)).why;
    };
    CHECK(why({}, 200, {}) == "interval");
    CHECK(why({}, 200, {{"cache-control", "max-age=3600"}}) == "freshness");
    CHECK(why(state_with({2h, 0, 0}), 304, {{"cache-control", "max-age=3600"}}) == "document");
    CHECK(why(state_with({0s, 1u << 12, 0}), 200, {}) == "skip");
    CHECK(why(state_with({}, 1), 500, {}) == "failure");
    CHECK(why(state_with({}, 1), 503, {{"retry-after", "7200"}}) == "retry-after");
    schema::FeedState gone = state_with({}, 1);
    gone.gone = true;
    CHECK(why(gone, 410, {}) == "gone");
    CHECK(next_poll(terms, gone, nullptr, monday_noon, 0).at == std::nullopt);
  }

  TEST_CASE("a feed's own rhythm shortens the interval, never below the shortest or what the publisher asks") {
    // A wire that has brought sixty entries an hour around noon, ten documents' worth of news a visit.
    Rhythm rhythm(monday_noon - days{7});
    for (int day = 1; day <= 7; ++day) {
      for (int i = 0; i < 60 * 3; ++i) rhythm.learn(monday_noon - days{day} + std::chrono::minutes{i - 60});
    }
    schema::FeedState state;
    state.rhythm = rhythm.write();
    state.entries_shown = 40;
    const auto wait = [&](const Terms& set, std::vector<Header> headers, feeds::Time now) {
      return *next_after(state, 200, std::move(headers), set, now).at - now - 1s;
    };
    CHECK(wait(terms, {}, monday_noon) > 3min);
    CHECK(wait(terms, {}, monday_noon) < 8min);
    CHECK(wait(terms, {}, monday_noon + 8h) == 15min);  // its night
    CHECK(wait({15min, 10min, 24h}, {}, monday_noon) == 10min);
    CHECK(wait(terms, {{"cache-control", "max-age=600"}}, monday_noon) == 10min);
    CHECK(wait(terms, {{"cache-control", "max-age=3600"}}, monday_noon) == 1h);
    CHECK(wait({.interval = 15min, .min_interval = 1min, .max_interval = 24h, .fixed = true}, {}, monday_noon) ==
          15min);
    // Two days are no experience.
    state.rhythm = Rhythm(monday_noon - days{2}).write();
    CHECK(wait(terms, {}, monday_noon) == 15min);
  }

  TEST_CASE("after a gap the interval is halved, again after another, to the shortest") {
    const auto wait = [](int hurry, std::vector<Header> headers = {}) {
      schema::FeedState state;
      state.hurry = hurry;
      return *next_after(state, 200, std::move(headers)).at - monday_noon - 1s;
    };
    CHECK(wait(8) == 450s);
    CHECK(wait(1) == 450s);
    CHECK(wait(16) == 225s);
    CHECK(wait(32) == 1min);
    CHECK(wait(32, {{"cache-control", "max-age=600"}}) == 10min);
  }

  TEST_CASE("who all wait for the end of the same hour do not come on its stroke") {
    const auto at = [](double jitter) {
      return *next_poll(terms, state_with({0s, 1u << 12, 0}), nullptr, monday_noon, jitter).at - monday_noon;
    };
    CHECK(at(0) == 1h);
    CHECK(at(0.5) > 1h + 1min);
    CHECK(at(0.999) < 1h + 10min);
  }

  TEST_CASE("a host's pause is what Retry-After says") {
    CHECK(pause_asked(answer(429, {{"retry-after", "900"}}), monday_noon) == monday_noon + 15min + 1s);
    CHECK(pause_asked(answer(503, {{"retry-after", "900"}}), monday_noon) == monday_noon + 15min + 1s);
    CHECK(pause_asked(answer(429, {}), monday_noon) == std::nullopt);
    CHECK(pause_asked(answer(500, {{"retry-after", "900"}}), monday_noon) == std::nullopt);
  }

  TEST_CASE("a head's pace is the longest of what it says") {
    feeds::Feed head;
    CHECK(pace_of(head).freshness == 0s);
    head.extension.ttl = 60;
    CHECK(pace_of(head).freshness == 1h);
    head.extension.syndication = feeds::Syndication{"daily", 4, {}};
    CHECK(pace_of(head).freshness == 6h);
    head.extension.syndication = feeds::Syndication{"daily", 0, {}};
    CHECK(pace_of(head).freshness == 1h);
    head.extension.syndication = feeds::Syndication{"Weekly", {}, {}};
    CHECK(pace_of(head).freshness == days{7});
    head.extension.syndication = feeds::Syndication{"", 2, {}};
    CHECK(pace_of(head).freshness == 12h);
    head.extension.syndication = feeds::Syndication{"yearly", std::numeric_limits<std::int64_t>::max(), {}};
    CHECK(pace_of(head).freshness == 1h);
    head.extension.syndication = feeds::Syndication{"fortnightly", 1, {}};
    head.extension.ttl = -60;
    CHECK(pace_of(head).freshness == 0s);
    head.extension.ttl = std::numeric_limits<std::int64_t>::max();
    CHECK(pace_of(head).freshness == days{3650});

    head.extension.skip_hours = {0, 24, 13, 99, -1};
    head.extension.skip_days = {"Monday", "sunday", "Someday"};
    CHECK(pace_of(head).skip_hours == (1u << 0 | 1u << 13));
    CHECK(pace_of(head).skip_days == (1u << 0 | 1u << 6));
  }

  TEST_CASE("while a hub sends what is new, visits are few, and as usual as soon as it may not") {
    const auto next = [](auto&& change, const Terms& its = terms, std::vector<Header> headers = {}) {
      schema::FeedState state;
      state.pushed_since = monday_noon - 1h;
      state.pushed_until = monday_noon + days{7};
      change(state);
      return next_after(state, 200, std::move(headers), its);
    };
    const auto nothing = [](schema::FeedState&) {};
    using State = schema::FeedState;

    // Eight usual waits; what the usual one would be is kept.
    CHECK(next(nothing).why == "push");
    CHECK(*next(nothing).at - monday_noon == 8 * (15min + 1s) + 1s);
    CHECK(next(nothing).unpushed == monday_noon + 15min + 1s);
    // No longer than the longest interval, nor shorter than the publisher wants.
    CHECK(*next(nothing, {4h, 1min, 24h}).at - monday_noon == 24h + 1s);
    CHECK(*next(nothing, terms, {{"cache-control", "max-age=82800"}}).at - monday_noon == 24h + 1s);
    CHECK(next(nothing, {24h, 1min, 24h}).why == "interval");
    // Not past the lease.
    const auto ends_in = [&](seconds time) { return [=](State& state) { state.pushed_until = monday_noon + time; }; };
    CHECK(next(ends_in(1h)).at == monday_noon + 1h);
    CHECK(next(ends_in(1h)).why == "push");
    CHECK(next(ends_in(5min)).at == monday_noon + 15min + 1s);
    CHECK(next(ends_in(5min)).why == "interval");
    CHECK(next(ends_in(5min)).unpushed == std::nullopt);
    CHECK(next(ends_in(-1h)).why == "interval");
    // A hub that missed something, a gap, failures: as if there were none.
    CHECK(next([](State& state) { state.push_missed = true; }).why == "interval");
    CHECK(next([](State& state) { state.hurry = 8; }).why == "gap");
    CHECK(next([](State& state) { state.errors = 1; }).why == "failure");
    CHECK(next([](State& state) { state.gone = true; }).why == "gone");
    CHECK(next([](State& state) { state.pushed_until.reset(); }).why == "interval");
    // Skipped hours are skipped.
    const feeds::Time skipped = *next([](State& state) { state.skip_hours = 1u << 14; }).at;
    CHECK(skipped >= monday_noon + 3h);
  }

  TEST_CASE("visits that a hub spares do not fall together") {
    const auto at = [](double jitter) {
      schema::FeedState state;
      state.pushed_until = monday_noon + days{7};
      return *next_poll({4h, 1min, 24h}, state, nullptr, monday_noon, jitter).at;
    };
    CHECK(at(0.9) < at(0.1) - 1h);
  }

  TEST_CASE("when a hub ceases to send, the feed is asked when it would have been, or now") {
    schema::FeedState state;
    state.next_poll = monday_noon + 8h;
    state.unpushed = monday_noon + 10min;
    CHECK(poll_unpushed(state, monday_noon) == monday_noon + 10min);
    CHECK(poll_unpushed(state, monday_noon + 1h) == monday_noon + 1h);
    state.unpushed.reset();
    CHECK(poll_unpushed(state, monday_noon) == monday_noon + 8h);
  }
}
