// What visits tell of the network, and what becomes of those who were charged for it.
#include "daemon/log.hpp"
#include "daemon/poll/poller_state.hpp"

#include <utility>

namespace datelined {

using schema::FeedId;
using schema::FeedState;
using schema::PollRecord;

// What the visit tells of the network. Out: whether it is one more that misses it.
bool Poller::State::hear_of_network(const Subject& subject, const Contact& contact) {
  if (contact.reached) {
    const bool was_suspected = network.is_suspected();
    accounts.clear();
    if (network.heard(subject.id)) log::info("the network is back: polling goes on");
    if (was_suspected) begin_visits();
    return false;
  }
  const bool was_down = network.is_down();
  const bool misses = contact.missed && network.missed(subject.home.host, subject.feed.state, subject.begun);
  if (network.conclude(on_their_way) && !was_down) log::warning(NetworkDown().what());
  return misses;
}

// The network is down: those who were charged for it are as they were before, and all wait for it.
asio::awaitable<void> Poller::State::excuse(FeedId asked_last) {
  next_probe = std::chrono::steady_clock::now() + between_probes;
  for (const FeedId id : turns.withdraw_all()) {
    const Feed& feed = feeds->at(id);
    wait_for_time(feed.state);
    if (visited) visited({.feed = feed.name(), .error = "not asked: the network is down"});
  }
  for (FeedState& state : network.excused()) {
    const auto place = feeds->find(state.id);
    if (place == feeds->end() || (state.id != asked_last && under_way.contains(state.id))) continue;
    due.take(state.id);
    const bool was_charged = place->second.state.errors > state.errors;
    if (!was_charged && visited) {
      visited({.feed = place->second.name(), .error = "not reached: the network is down"});
    }
    co_await restore(std::move(state), was_charged);
  }
}

// As if the visit had never been.
asio::awaitable<void> Poller::State::restore(FeedState state, bool was_stored) {
  if (was_stored) {
    PollRecord record;
    record.state = state;
    record.at = parts.now();
    if (const auto account = accounts.find(state.id); account != accounts.end()) {
      record.taken_back = account->second;
    } else if (state.errors > 0) {
      record.error = "it failed before the network did";
    }
    co_await recorder.record(std::move(record));
  }
  const auto place = feeds->find(state.id);
  if (place == feeds->end()) co_return;
  const FeedId id = state.id;
  keep(id, std::move(state));
}

}  // namespace datelined
