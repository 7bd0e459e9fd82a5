#include "daemon/push/subscription.hpp"

#include <algorithm>
#include <utility>

namespace datelined {
namespace {

using schema::Push;
using schema::PushState;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

// Hubs verify within seconds, or have forgotten.
constexpr minutes patience_for_verifying{10};

constexpr seconds first_wait = minutes{1}, longest_wait = days{1};

// Between two requests, once a hub has been asked again and again: its lease may be no longer than a second, and each
// costs it a verification and us a write.
constexpr seconds between_requests = minutes{1};

// A hub that lets nobody leave is left alone: its lease ends.
constexpr int most_farewells = 4;

// What a hub may say of a lease; longer than anybody means, and small enough to be added to any time.
constexpr seconds shortest_lease{1}, longest_lease = days{3650};

seconds part_of(seconds time, double share) {
  return std::chrono::duration_cast<seconds>(std::chrono::duration<double>(time) * share);
}

// The next hub at once, and after the last of them the first again, later each time.
seconds wait_after(const Push& push, double jitter) {
  const int hubs = static_cast<int>(push.advert.hubs.size());
  if (push.failures % hubs != 0 && push.state != PushState::leaving) return seconds{0};
  seconds wait = first_wait;
  for (int round = push.failures / hubs; round > 1 && wait < longest_wait; --round) wait *= 2;
  wait = std::min(wait, longest_wait * 2 / 3);
  return wait + part_of(wait, jitter / 2);
}

Push failed(Push push, std::string why, feeds::Time now, double jitter) {
  ++push.failures;
  // Of several hubs the next one is asked, and is not the one that failed.
  push.error = push.advert.hubs.size() == 1 ? std::move(why) : push.hub_url() + ": " + why;
  push.asked.reset();
  push.next_try = now + wait_after(push, jitter);
  if (push.state != PushState::leaving) push.hub = (push.hub + 1) % push.advert.hubs.size();
  return push;
}

void end_lease(Push& push) {
  push.since.reset();
  push.lease_end.reset();
}

}  // namespace

Push new_push(schema::FeedId feed, std::string url, schema::Advert advert, const std::string& callback,
              std::string token, std::string secret, feeds::Time now) {
  Push push;
  push.feed = feed;
  push.url = std::move(url);
  push.advert = std::move(advert);
  push.callback = callback + token;
  push.token = std::move(token);
  push.secret = std::move(secret);
  push.next_try = now;
  return push;
}

bool still_serves(const Push& push, std::string_view url, const schema::Advert& advert, const std::string& callback) {
  return push.url == url && push.advert.topic == advert.topic && push.callback == callback + push.token &&
         std::find(advert.hubs.begin(), advert.hubs.end(), push.hub_url()) != advert.hubs.end();
}

PushStep next_step(const Push& push, feeds::Time now) {
  if (push.state == PushState::leaving) {
    const bool is_over = !push.lease_end || *push.lease_end <= now || push.failures >= most_farewells;
    if (is_over && !push.asked) return PushStep::drop;
    return push.next_try <= now && !push.asked ? PushStep::unsubscribe : PushStep::wait;
  }
  return push.next_try <= now && !push.asked ? PushStep::subscribe : PushStep::wait;
}

feeds::Time wakes_at(const Push& push) {
  feeds::Time wake = push.asked ? *push.asked + patience_for_verifying : push.next_try;
  if (push.lease_end) wake = std::min(wake, *push.lease_end);
  return wake;
}

Push at_time(Push push, feeds::Time now, double jitter) {
  if (push.asked && *push.asked + patience_for_verifying <= now) {
    push = failed(std::move(push), "the hub took the request and has not verified it", now, jitter);
    if (push.state == PushState::asked) push.state = PushState::wanted;
  }
  if (push.state == PushState::live && push.lease_end && *push.lease_end <= now) {
    const bool is_too_short = push.failures == 0 && push.next_try >= *push.lease_end;
    push.state = push.asked ? PushState::asked : PushState::wanted;
    end_lease(push);
    if (push.error.empty()) push.error = "the lease has ended";
    push.next_try = is_too_short ? now + between_requests : std::min(push.next_try, now);
  }
  // What is being left is over with its lease.
  if (push.state == PushState::leaving && push.lease_end && *push.lease_end <= now) push.asked.reset();
  return push;
}

Push asking(Push push, feeds::Time now) {
  if (push.state == PushState::wanted || push.state == PushState::denied) push.state = PushState::asked;
  push.asked = now;
  return push;
}

Push refused(Push push, std::string why, feeds::Time now, double jitter, std::optional<feeds::Time> pause) {
  if (!push.asked) return push;  // verified, or denied, in the meantime
  push = failed(std::move(push), std::move(why), now, jitter);
  // Another hub has not asked for it.
  if (pause && push.advert.hubs.size() == 1) push.next_try = std::max(push.next_try, *pause);
  if (push.state == PushState::asked) push.state = PushState::wanted;
  return push;
}

bool expects(const Push& push, std::string_view mode, std::string_view topic) {
  if (topic != push.advert.topic) return false;
  // A hub may be slow, or say no and come all the same (W3C WebSub §5.3): it is what we wish for.
  const bool is_late = push.state == PushState::wanted && push.failures > 0;
  if (mode == "subscribe") return push.state == PushState::asked || push.state == PushState::live || is_late;
  if (mode == "unsubscribe") return push.state == PushState::leaving;
  return mode == "denied" && (push.asked || push.lease_end);
}

Push verified(Push push, std::optional<seconds> lease, seconds wanted, feeds::Time now, double jitter) {
  const seconds length = std::clamp(lease.value_or(wanted), shortest_lease, longest_lease);
  push.state = PushState::live;
  if (!push.since) push.since = now;
  push.lease_end = now + length;
  push.asked.reset();
  push.failures = 0;
  push.error.clear();
  // Time enough for several tries before the end; no sooner than the hub has been known for, or soon no lease is too
  // short to have it asked all the time.
  const seconds pause = std::clamp<seconds>(now - *push.since, seconds{1}, between_requests);
  push.next_try = now + std::max(part_of(length, 0.7 + 0.15 * jitter), pause);
  return push;
}

Push denied(Push push, std::string reason, feeds::Time now, double jitter) {
  push = failed(std::move(push), std::move(reason), now, jitter);
  push.state = PushState::denied;
  end_lease(push);
  // It was asked, and has answered: not soon again.
  if (push.advert.hubs.size() == 1 || push.next_try > now) {
    push.next_try = now + longest_wait + part_of(longest_wait, jitter / 4);
  }
  return push;
}

Push leaving(Push push, feeds::Time now) {
  // A request of ours that is under way may yet be verified: it is not, once this is left, and comes to nothing.
  push.state = PushState::leaving;
  push.asked.reset();
  push.failures = 0;
  push.error.clear();
  push.next_try = now;
  return push;
}

bool is_live(const Push& push, feeds::Time now) {
  return push.state == PushState::live && push.lease_end && *push.lease_end > now;
}

}  // namespace datelined
