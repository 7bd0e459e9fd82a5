// When to ask a feed again: a function of what was set, what was known, what came, and now.
//
// Pure. Times are wire times (UTC seconds). `jitter` spreads a herd, in [0, 1), more after a first visit;
// later, never earlier.
// See: W3C WebSub; daemon/poll/freshness.hpp, RFC 9110 §10.2.3 (Retry-After), RSS 2.0 ttl, skipHours, skipDays,
// the RSS 1.0 syndication module.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "daemon/poll/rhythm.hpp"
#include "feeds/signal.hpp"
#include "schema/last_documents.hpp"
#include "schema/records.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

namespace datelined {

// What the operator set, for one feed.
struct Terms {
  std::chrono::seconds interval;  // the feed's own, or the default
  std::chrono::seconds min_interval, max_interval;
  bool fixed = false;                                // the interval is the feed's own: its rhythm does not shorten it
  std::size_t max_body = std::size_t{16} << 20;      // of a document, decoded
  std::shared_ptr<const feeds::Labels> labels = {};  // the newsroom's own; null: none
  std::shared_ptr<schema::LastDocuments> documents = {};  // those that a state leaves there; null: none
};

// What the stored document says of its own pace.
struct Pace {
  std::chrono::seconds freshness{0};
  std::uint32_t skip_hours = 0;
  std::uint8_t skip_days = 0;
};
Pace pace_of(const feeds::Feed& head);

struct Next {
  std::optional<feeds::Time> at;  // nullopt: never
  std::string_view why;           // interval, rhythm, gap, freshness, document, skip, push, failure, retry-after, gone
  std::optional<feeds::Time> unpushed = {};  // with "push": when it would be without
};

// `state` is as the visit left it, with what the headers of `answer` said; `answer` null when there was none. The
// publisher's freshness is a lower bound. Above it a feed is asked once an interval, or as often as its rhythm brings
// news, or more often after a gap, down to min_interval. Failures wait longer and longer, up to max_interval, and go
// on. While a hub sends what is new, a visit only sees whether it does: it waits eight times as long, up to
// max_interval and to the end of the hub's lease; not after a gap, nor where the last visits found what the hub had not
// sent.
Next next_poll(const Terms& terms, const schema::FeedState& state, const Fetched* answer, feeds::Time now,
               double jitter);

// The same for who has read state.rhythm already.
Next next_poll(const Terms& terms, const schema::FeedState& state, const Rhythm& rhythm, const Fetched* answer,
               feeds::Time now, double jitter);

// When to ask a feed whose hub has ceased to send: when it would have been asked without, but not in the past.
feeds::Time poll_unpushed(const schema::FeedState& state, feeds::Time now);

// Until when a host asks for all of its feeds to be left alone: 429 or 503 with a Retry-After.
std::optional<feeds::Time> pause_asked(const Fetched& answer, feeds::Time now);

}  // namespace datelined
