// Hosts that asked to be left alone, and what that is to their feeds.
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"

#include <algorithm>

namespace datelined {

using schema::FeedId;
using schema::FeedState;

// Whichever answer of a visit asks for a pause speaks for the host that gave it (RFC 6585 §4), which need not be the
// one that the feed is asked of: a redirect or a link may have led there.
void Poller::State::hear_pause(const feeds::Result<Fetched>& answer) {
  if (answer.has_error()) return;
  if (const auto until = pause_asked(*answer, parts.now())) pause_host(host_at(answer->url), *until);
}

// The feed waits as long as the host that it will be asked of, and keeps that in mind over a restart. What was judged
// went by the last answer, whoever gave it.
void Poller::State::heed_pauses(const Subject& subject, FeedState& after) const {
  after.host_pause.reset();
  if (pauses.empty()) return;
  const bool has_moved = address_of(after) != address_of(subject.feed.state);
  const feeds::Time pause = pause_of(has_moved ? host_at(address_of(after)) : subject.home.host);
  if (pause <= parts.now()) return;
  after.host_pause = pause;
  put_off(after, pause, "host");
}

// The beginning of time: it has not asked for a pause, or that is over.
feeds::Time Poller::State::pause_of(const std::string& host) const {
  const auto pause = pauses.find(host);
  return pause == pauses.end() ? feeds::Time{} : pause->second;
}

// Where a visit is led on from its own host, by a redirect or a link: until when nobody is to be asked there.
std::optional<feeds::Time> Poller::State::pause_on_way(const std::string& url) const {
  if (forced || pauses.empty()) return std::nullopt;
  const feeds::Time pause = pause_of(host_at(url));
  return pause > parts.now() ? std::optional(pause) : std::nullopt;
}

void Poller::State::remember_pause(const std::string& host, feeds::Time until) {
  feeds::Time& pause = pauses[host];
  pause = std::max(pause, until);
}

void Poller::State::pause_host(const std::string& host, feeds::Time until) {
  std::erase_if(pauses, [now = parts.now()](const auto& pause) { return pause.second <= now; });
  remember_pause(host, until);
  const feeds::Time pause = pauses[host];
  for (const FeedId id : turns.withdraw(host)) put_aside(id, pause);
  for (const FeedId id : feeds_of(host)) {
    const feeds::Time meant = feeds->at(id).state.next_poll.value_or(feeds::Time{});
    if (meant < pause && due.take(id)) postpone(id, pause);
  }
}

// Looked up once for all hosts: at a first pause, for most never ask for one.
std::span<const FeedId> Poller::State::feeds_of(const std::string& host) {
  if (by_host.empty()) {
    for (const auto& [id, feed] : *feeds) by_host[server_of(feed).host].push_back(id);
  }
  const auto place = by_host.find(host);
  return place == by_host.end() ? std::span<const FeedId>() : place->second;
}

void Poller::State::put_aside(FeedId id, feeds::Time until) {
  postpone(id, until);
  if (visited)
    visited({.feed = feeds->at(id).name(), .error = "not asked: its host asked for a pause (HTTP 429 or 503)"});
}

void Poller::State::postpone(FeedId id, feeds::Time until) {
  FeedState& state = feeds->at(id).state;
  state.next_poll = until;
  state.why = "host";
  due.put(id, until);
  recorder.postpone({id, until});
}

}  // namespace datelined
