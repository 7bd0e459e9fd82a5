#include "daemon/poll/poller.hpp"

#include "daemon/files.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/version.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace datelined {
namespace {

using schema::FeedId;
using schema::FeedState;
using std::chrono::seconds;

// A sweep of ten thousand feeds leaves tens of megabytes; looking for them takes a few milliseconds, and moving the log
// into the file two or three waits for the disk.
constexpr std::chrono::seconds between_rests{2};

// Each visit has a connection, may look a name up with two more descriptors, and leaves its connection for the next.
// The store and the log have theirs.
std::size_t visits_at_once(const PollSettings& poll) {
  constexpr std::size_t a_visit = 3, others = 40;
  const std::optional<std::size_t> most = most_descriptors();
  if (!most) return poll.concurrency;
  const std::size_t spare = std::max(*most / 2, others + a_visit) - others;
  return std::min(poll.concurrency, spare / a_visit);
}

FetchSettings fetch_settings(const PollSettings& poll) {
  FetchSettings settings;
  settings.timeout = poll.timeout;
  settings.max_body = poll.max_body;
  settings.concurrency = visits_at_once(poll);
  settings.per_host = poll.per_host;
  settings.allow_private = poll.allow_private;
  for (const AddressRange& range : poll.private_ranges) settings.private_ranges.push_back(range.text);
  // Publishers count readers by this; the newsroom is one.
  settings.user_agent = "datelined/" + std::string(version) + " (+" + std::string(homepage) + "; 1 subscriber)";
  return settings;
}

Turns::Limits turn_limits(const PollSettings& poll) {
  return {visits_at_once(poll), poll.per_host, poll.spacing};
}

std::shared_ptr<const feeds::Labels> labels_of(const Settings& settings) {
  auto labels = std::make_shared<feeds::Labels>();
  for (const LabelSettings& label : settings.labels) labels->add(label.text, label.signal);
  return labels;
}

std::vector<schema::Subscription> subscriptions_of(const Settings& settings) {
  std::vector<schema::Subscription> subscriptions;
  for (const FeedSettings& feed : settings.feeds) {
    subscriptions.push_back({feed.name, feed.url, feed.category, feed.language, feed.priority});
  }
  return subscriptions;
}

// Whether a feed is still asked by the same way, as the same reader. If not, why it failed may be mended.
bool is_same_way(const Feed& one, const Feed& other) {
  static const Route usual;
  return (one.route ? *one.route : usual) == (other.route ? *other.route : usual);
}

asio::awaitable<bool> is_cancelled() {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

feeds::Time system_now() {
  return std::chrono::floor<seconds>(std::chrono::system_clock::now());
}

Poller::State::State(PollerParts with, const Settings& settings)
    : parts(std::move(with)),
      documents(std::make_shared<schema::LastDocuments>(parts.store.file())),
      recorder(parts.loop, parts.writer, parts.store),
      turns(turn_limits(settings.poll)),
      ended(parts.loop, asio::steady_timer::time_point::max()),
      wake(parts.loop) {
  parts.store.set_story_window(settings.story.window);
  configure(settings, parts.store.sync_feeds(subscriptions_of(settings)));
  next_release = parts.store.next_release();
  parts.events.publish(parts.store.last_change());
}

// What is under way is left as it is; what waits in line, waits on.
void Poller::State::configure(const Settings& settings, std::vector<FeedState> states) {
  poll = settings.poll;
  retention = settings.retention;
  labels = labels_of(settings);
  fetcher = std::make_shared<Fetcher>(parts.loop, fetch_settings(poll));
  turns.set_limits(turn_limits(poll));
  if (const std::size_t at_once = visits_at_once(poll); at_once < poll.concurrency) {
    log::warning("poll.concurrency: " + std::to_string(at_once) + " instead of " + std::to_string(poll.concurrency) +
                 ", for the limit to open files allows no more");
  }
  turns.withdraw_all();
  const std::shared_ptr<Feeds> before = std::exchange(feeds, std::make_shared<Feeds>());
  order.clear();
  due.clear();
  by_host.clear();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const FeedId id = states[i].id;
    Feed& feed = feeds->try_emplace(id, make_feed(settings.feeds[i], std::move(states[i]))).first->second;
    order.push_back(id);
    if (const auto known = before->find(id); known != before->end()) {
      keep_pushed(known->second.state, feed.state);
      keep_unwritten(known->second.state, feed.state);
      if (feed.state.errors > 0 && !is_same_way(known->second, feed)) feed.state.next_poll.reset();
    }
    forget_later_clock(feed.state, parts.now());
    if (!feed.state.gone && !under_way.contains(id)) wait_for_time(feed.state);
    if (feed.state.host_pause) remember_pause(server_of(feed).host, *feed.state.host_pause);
  }
}

void keep_unwritten(const FeedState& before, FeedState& after) {
  if (before.subscription.url != after.subscription.url || before.last_poll == after.last_poll) return;
  schema::Subscription wanted = std::move(after.subscription);
  after = before;
  after.subscription = std::move(wanted);
}

// No visit begins any more; fetches end at once, and what was fetched is kept.
void Poller::State::stop() {
  stopping = true;
  turns.withdraw_all();
  recorder.set_patient(false);
  for (const auto& [id, signal] : under_way) signal->emit(asio::cancellation_type::terminal);
}

// Waits until nothing is under way. When cancelled it stops what is, and throws after that.
asio::awaitable<void> Poller::State::idle() {
  co_await asio::this_coro::throw_if_cancelled(false);
  bool cancelled = false;
  while (!is_idle()) {
    if (co_await is_cancelled()) {
      cancelled = true;
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      stop();
      continue;
    }
    wake.expires_at(next_turn().value_or(asio::steady_timer::time_point::max()));
    boost::system::error_code woken;
    co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!stopping) begin_visits();
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

asio::awaitable<void> Poller::State::checkpoint() {
  if (!unwritten) co_return;
  unwritten = false;
  // What expired since is taken away by and by: a part of it in each rest.
  std::vector<std::pair<FeedId, schema::Limits>> limits;
  for (const auto& [id, feed] : *feeds) {
    const schema::Limits keep{feed.keep_age.value_or(retention.age), feed.keep_count.value_or(retention.count)};
    if (keep != schema::Limits()) limits.emplace_back(id, keep);
  }
  const schema::Limits for_all{retention.age, retention.count};
  const feeds::Time now = parts.now();
  std::int64_t seq = 0;
  bool more = false;
  auto write_it = [&] {
    for (const auto& [id, keep] : limits) more |= parts.store.expire(id, keep, now);
    if (for_all != schema::Limits()) {
      for (const FeedId id : parts.store.retired()) more |= parts.store.expire(id, for_all, now);
    }
    seq = parts.store.last_change();
    parts.store.checkpoint();
  };
  try {
    co_await recorder.flush();
    co_await offload(parts.writer, write_it);
    parts.events.publish(seq);
    if (more) unwritten = true;
  } catch (const schema::StoreError& error) {
    log::warning(error.what());  // the log keeps what the database has not
  }
}

// What a burst of visits took goes back to the system: glibc keeps it otherwise, for each thread its own.
asio::awaitable<void> Poller::State::rest() {
  const auto now = std::chrono::steady_clock::now();
  if (!unwritten || !is_idle() || now < next_rest) co_return;
  next_rest = now + between_rests;
  co_await checkpoint();
  ::malloc_trim(0);
}

// What was held until now appears, without its feed being asked.
asio::awaitable<void> Poller::State::release() {
  const feeds::Time now = parts.now();
  if (!next_release || *next_release > now) co_return;
  std::int64_t seq = 0;
  std::optional<feeds::Time> next;
  auto release_it = [&] {
    seq = parts.store.release(now);
    next = parts.store.next_release();
  };
  try {
    co_await offload(parts.writer, release_it);
  } catch (const schema::StoreError& error) {
    log::warning(error.what());
    next_release = now + longest_sleep;  // tried again, not at once
    co_return;
  }
  next_release = next;
  unwritten = true;
  parts.events.publish(seq);
}

Poller::Poller(PollerParts parts, const Settings& settings)
    : state_(std::make_shared<State>(std::move(parts), settings)) {}

Poller::~Poller() = default;

asio::awaitable<void> Poller::reload(const Settings& settings) {
  const std::shared_ptr<State> state = state_;
  const Settings wanted = settings;
  std::int64_t last_change = 0;
  auto sync_it = [&] {
    state->parts.store.set_story_window(wanted.story.window);
    std::vector<FeedState> synced = state->parts.store.sync_feeds(subscriptions_of(wanted));
    last_change = state->parts.store.last_change();
    return synced;
  };
  std::vector<FeedState> states = co_await offload(state->parts.writer, sync_it);
  state->configure(wanted, std::move(states));
  state->resume_polling();
  // A feed's name or category shows in what was rendered before.
  state->parts.events.publish(last_change);
  state->unwritten = true;
  state->wake.cancel();
}

void Poller::others_wrote() {
  state_->unwritten = true;
  state_->wake.cancel();
}

asio::awaitable<void> Poller::sweep(Sweep sweep) {
  const std::shared_ptr<State> state = state_;
  state->resume_polling();
  const std::vector<FeedId> chosen = state->choose(sweep);
  if (sweep.begin) sweep.begin(chosen.size());

  state->recorder.set_patient(false);
  state->failure = nullptr;
  state->stopping = false;
  state->forced = sweep.force;
  state->visited = sweep.visited;
  for (const FeedId id : chosen) state->enqueue(id);
  state->begin_visits();
  co_await state->idle();
  co_await state->release();
  state->visited = nullptr;
  if (state->failure) std::rethrow_exception(state->failure);
  co_await state->recorder.flush();
  // Nobody waits for what may take long here.
  do {
    co_await state->checkpoint();
  } while (state->unwritten && !co_await is_cancelled());
  if (state->network.is_down()) throw NetworkDown();
}

asio::awaitable<void> Poller::run() {
  const std::shared_ptr<State> state = state_;
  state->resume_polling();
  state->recorder.set_patient(true);
  state->failure = nullptr;
  state->stopping = false;
  state->forced = false;
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!co_await is_cancelled()) {
    state->enqueue_due();
    state->begin_visits();
    co_await state->release();
    co_await state->rest();
    if (co_await is_cancelled()) break;

    state->wake.expires_after(state->time_to_wake());
    boost::system::error_code woken;
    co_await state->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  state->stop();
  co_await state->idle();
  co_await state->checkpoint();
  throw boost::system::system_error(asio::error::operation_aborted);
}

bool Poller::settled() const {
  return std::all_of(state_->feeds->begin(), state_->feeds->end(),
                     [](const auto& feed) { return feed.second.state.last_poll.has_value(); });
}

}  // namespace datelined
