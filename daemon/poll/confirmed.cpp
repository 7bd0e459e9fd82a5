#include "daemon/poll/confirmed.hpp"

#include <utility>

namespace datelined {
namespace {

using schema::FeedState;

// What a visit moves though nothing happened.
struct Times {
  std::optional<schema::Time> last_poll, next_poll, unpushed, host_pause, expires;
  std::string why, history;
  int hurry;
};

Times exchange_times(FeedState& state, Times times) {
  std::swap(state.last_poll, times.last_poll);
  std::swap(state.next_poll, times.next_poll);
  std::swap(state.unpushed, times.unpushed);
  std::swap(state.host_pause, times.host_pause);
  std::swap(state.lifetime.expires, times.expires);
  std::swap(state.why, times.why);
  std::swap(state.history, times.history);
  std::swap(state.hurry, times.hurry);
  return times;
}

}  // namespace

std::optional<schema::Confirmed> confirmed(const FeedState& before, schema::PollRecord& visit) {
  const bool brought = visit.head || !visit.entries.empty() || !visit.withdrawn.empty();
  // A first visit has no row yet whose times could be moved.
  if (brought || !visit.error.empty() || !before.last_poll) return std::nullopt;
  FeedState& after = visit.state;
  Times times = exchange_times(after, {before.last_poll, before.next_poll, before.unpushed, before.host_pause,
                                       before.lifetime.expires, before.why, before.history, before.hurry});
  const bool is_same = after == before;
  exchange_times(after, std::move(times));
  if (!is_same) return std::nullopt;
  return schema::Confirmed{.id = after.id,
                           .last_poll = after.last_poll,
                           .next_poll = after.next_poll,
                           .unpushed = after.unpushed,
                           .expires = after.lifetime.expires,
                           .why = after.why,
                           .hurry = after.hurry,
                           .host_pause = after.host_pause,
                           .history = after.history,
                           .status = visit.status,
                           .duration = visit.duration,
                           .bytes = visit.bytes};
}

}  // namespace datelined
