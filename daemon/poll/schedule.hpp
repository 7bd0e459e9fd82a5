// When to ask a feed again: a function of what was set, what was known, what came, and now.
//
// Pure. Times are wire times (UTC seconds). `jitter` in [0, 1) spreads a herd; later, never earlier.
// See: RFC 9111 §4.2 (freshness, Age), RFC 9110 §10.2.3 (Retry-After), RSS 2.0 ttl, skipHours, skipDays,
// the RSS 1.0 syndication module.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "schema/records.hpp"

#include <chrono>

namespace datelined {

// What the operator set, for one feed.
struct Terms {
  std::chrono::seconds interval;  // the feed's own, or the default
  std::chrono::seconds min_interval, max_interval;
  std::size_t max_body = std::size_t{16} << 20;  // of a document, decoded
};

// What the stored document says of its own pace.
struct Pace {
  std::chrono::seconds freshness{0};
  std::uint32_t skip_hours = 0;
  std::uint8_t skip_days = 0;
};
Pace pace_of(const feeds::Feed& head);

// The next poll after a good answer (2xx, 304).
feeds::Time after_success(const Terms& terms, const Pace& pace, const Fetched& answer, feeds::Time now, double jitter);

// The next poll after the n-th failure in a row (n >= 1); `answer` null when there was none.
feeds::Time after_failure(const Terms& terms, int failures, const Fetched* answer, feeds::Time now, double jitter);

}  // namespace datelined
