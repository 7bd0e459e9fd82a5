#include "daemon/poll/poller.hpp"

#include "daemon/fetch/target.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/judge.hpp"
#include "daemon/poll/local_file.hpp"
#include "daemon/poll/recorder.hpp"
#include "daemon/poll/redirects.hpp"
#include "daemon/poll/turns.hpp"
#include "daemon/spawn.hpp"
#include "daemon/version.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

namespace datelined {
namespace {

using schema::FeedId;
using schema::FeedState;
using schema::PollRecord;
using std::chrono::seconds;

// The wall clock may be set, and a machine may sleep: look again at least so often.
constexpr seconds longest_sleep{60};

struct Feed {
  FeedSettings settings;
  FeedState state;
};

// What a visit takes along, whatever becomes of the configuration meanwhile.
struct Subject {
  FeedId id;
  Feed feed;
  Rhythm rhythm;
  std::string host;
};

struct Judged {
  PollRecord record;
  bool pauses_host = false;  // 429 with a Retry-After
};

FetchSettings fetch_settings(const PollSettings& poll) {
  FetchSettings settings;
  settings.timeout = poll.timeout;
  settings.max_body = poll.max_body;
  settings.concurrency = poll.concurrency;
  settings.per_host = poll.per_host;
  settings.allow_private = poll.allow_private;
  for (const AddressRange& range : poll.private_ranges) settings.private_ranges.push_back(range.text);
  // Publishers count readers by this; the newsroom is one.
  settings.user_agent = "datelined/" + std::string(version) + " (+" + std::string(homepage) + "; 1 subscriber)";
  return settings;
}

std::vector<schema::Subscription> subscriptions_of(const Settings& settings) {
  std::vector<schema::Subscription> subscriptions;
  for (const FeedSettings& feed : settings.feeds) {
    subscriptions.push_back({feed.name, feed.url, feed.category, feed.language, feed.priority});
  }
  return subscriptions;
}

// Feeds of one host share its patience; a local file stands for itself.
std::string host_of(const FeedState& state) {
  const std::string& url = address_of(state);
  if (is_local_file(url)) return url;
  const feeds::Result<Target> target = read_target(url);
  return target.has_error() ? url : target->host;
}

FetchRequest request_for(const Feed& feed) {
  const FeedState& state = feed.state;
  FetchRequest request{.url = address_of(state)};
  request.etag = state.validators.etag;
  request.last_modified = state.validators.last_modified;

  // Credentials were given for the configured server, not for where it may have sent us since.
  const feeds::Result<Target> configured = read_target(state.subscription.url);
  const feeds::Result<Target> asked = read_target(request.url);
  if (configured.has_value() && asked.has_value() && keeps_credentials(*configured, *asked)) {
    request.user = feed.settings.user;
    request.password = feed.settings.password;
  }
  return request;
}

bool is_due(const FeedState& state, feeds::Time now) {
  return !state.gone && state.next_poll.value_or(now) <= now;
}

Visit visit_of(const Subject& subject, const PollRecord& record) {
  Visit visit;
  visit.feed = subject.feed.settings.name;
  visit.status = record.status;
  visit.error = record.error;
  visit.unchanged = record.error.empty() && !record.head;
  visit.bytes = record.bytes;
  visit.duration = record.duration;
  return visit;
}

const char* outcome_of(const Visit& visit) {
  if (!visit.error.empty()) return "failed";
  if (visit.status == 304) return "not_modified";
  return visit.unchanged ? "unchanged" : "changed";
}

void log_visit(const Visit& visit, int errors_before) {
  const std::string status = visit.status == 0 ? "" : " " + std::to_string(visit.status);
  log::debug(visit.feed + ":" + status + " " + outcome_of(visit) + ", " + std::to_string(visit.created) + " new, " +
             std::to_string(visit.revised) + " revised, " + std::to_string(visit.bytes) + " bytes, " +
             std::to_string(visit.duration.count()) + " ms");
  if (!visit.error.empty() && errors_before == 0) log::warning(visit.feed + ": " + visit.error);
  if (visit.error.empty() && errors_before > 0) log::info(visit.feed + ": well again");
}

asio::awaitable<bool> is_cancelled() {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

feeds::Time system_now() { return std::chrono::floor<seconds>(std::chrono::system_clock::now()); }

struct Poller::State : std::enable_shared_from_this<State> {
  State(PollerParts with, const Settings& settings);

  void configure(const Settings& settings, const std::vector<FeedState>& states);

  std::vector<FeedId> choose(const Sweep& sweep) const;
  void enqueue(FeedId id);
  void enqueue_due();
  void begin_visits();
  seconds time_to_sleep() const;
  bool is_idle() const { return turns.waiting() == 0 && under_way.empty(); }
  void stop();
  asio::awaitable<void> idle();
  asio::awaitable<void> checkpoint();
  asio::awaitable<void> release();

  static asio::awaitable<void> visit(std::shared_ptr<State> self, Subject subject);
  asio::awaitable<void> visit_feed(const Subject& subject);
  asio::awaitable<Judged> look_at(const Subject& subject);
  feeds::Time pause_of(const std::string& host);
  void pause_host(const std::string& host, feeds::Time until);
  void postpone(FeedId id, feeds::Time until);
  void keep(const Subject& subject, const FeedState& after);
  void count(const Visit& visit);

  PollerParts parts;
  PollSettings poll;
  std::shared_ptr<Fetcher> fetcher;
  Recorder recorder;
  Turns turns;
  std::map<FeedId, Feed> feeds;
  std::vector<FeedId> order;                                // as configured
  std::set<std::pair<feeds::Time, FeedId>> due;             // who waits for their time; not gone, not in line
  std::map<FeedId, std::shared_ptr<asio::cancellation_signal>> under_way;
  std::map<std::string, feeds::Time> pauses;                // hosts that asked to be left alone until then
  std::function<void(const Visit&)> visited;
  std::exception_ptr failure;                               // of the store, past patience: nothing begins any more
  std::optional<feeds::Time> next_release;                  // when the next embargo ends
  bool unwritten = false;                                   // the log holds more than at the last checkpoint
  asio::steady_timer wake;                                  // something changed, or the next feed is due
  std::minstd_rand random{std::random_device{}()};
};

Poller::State::State(PollerParts with, const Settings& settings)
    : parts(std::move(with)),
      recorder(parts.loop, parts.writer, parts.store),
      turns(settings.poll.concurrency, settings.poll.per_host),
      wake(parts.loop) {
  configure(settings, parts.store.sync_feeds(subscriptions_of(settings)));
  next_release = parts.store.next_release();
  parts.events.publish(parts.store.last_change());
}

// What is under way is left as it is; what waits in line, waits on.
void Poller::State::configure(const Settings& settings, const std::vector<FeedState>& states) {
  poll = settings.poll;
  fetcher = std::make_shared<Fetcher>(parts.loop, fetch_settings(poll));
  turns.set_limits(poll.concurrency, poll.per_host);
  turns.withdraw_all();
  feeds.clear();
  order.clear();
  due.clear();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const FeedId id = states[i].id;
    feeds.emplace(id, Feed{settings.feeds[i], states[i]});
    order.push_back(id);
    if (!states[i].gone && !under_way.contains(id)) due.emplace(states[i].next_poll.value_or(feeds::Time{}), id);
  }
}

std::vector<FeedId> Poller::State::choose(const Sweep& sweep) const {
  std::set<std::string> names(sweep.names.begin(), sweep.names.end());
  std::vector<FeedId> chosen;
  const feeds::Time now = parts.now();
  for (const FeedId id : order) {
    const Feed& feed = feeds.at(id);
    const bool named = sweep.names.empty() || names.erase(feed.settings.name) != 0;
    if (named && (sweep.force || is_due(feed.state, now))) chosen.push_back(id);
  }
  if (!names.empty()) throw std::invalid_argument("no feed is named " + *names.begin());
  const auto due_at = [&](FeedId id) { return feeds.at(id).state.next_poll.value_or(feeds::Time{}); };
  std::stable_sort(chosen.begin(), chosen.end(), [&](FeedId a, FeedId b) { return due_at(a) < due_at(b); });
  return chosen;
}

void Poller::State::enqueue(FeedId id) {
  const FeedState& state = feeds.at(id).state;
  due.erase({state.next_poll.value_or(feeds::Time{}), id});
  turns.wait(id, host_of(state));
}

void Poller::State::enqueue_due() {
  const feeds::Time now = parts.now();
  while (!due.empty() && due.begin()->first <= now) {
    const FeedId id = due.begin()->second;
    const feeds::Time pause = pause_of(host_of(feeds.at(id).state));
    if (pause > now) {
      due.erase(due.begin());
      postpone(id, pause);
    } else {
      enqueue(id);
    }
  }
}

void Poller::State::begin_visits() {
  while (!recorder.is_stuck() && !failure) {
    const std::optional<FeedId> id = turns.next();
    if (!id) return;
    const Feed& feed = feeds.at(*id);
    Subject subject{*id, feed, {feed.settings.interval.value_or(poll.interval), poll.min_interval, poll.max_interval},
                    host_of(feed.state)};
    const auto stop_it = std::make_shared<asio::cancellation_signal>();
    under_way.emplace(*id, stop_it);
    spawn(parts.loop, visit(shared_from_this(), std::move(subject)), "poll " + feed.settings.name, stop_it);
  }
}

seconds Poller::State::time_to_sleep() const {
  feeds::Time next = parts.now() + longest_sleep;
  if (!due.empty()) next = std::min(next, due.begin()->first);
  if (next_release) next = std::min(next, *next_release);
  return std::clamp(next - parts.now(), seconds{0}, longest_sleep);
}

// No visit begins any more; fetches end at once, and what was fetched is kept.
void Poller::State::stop() {
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
    wake.expires_at(asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

asio::awaitable<void> Poller::State::checkpoint() {
  if (!unwritten) co_return;
  unwritten = false;
  auto write_it = [this] { parts.store.checkpoint(); };
  try {
    co_await offload(parts.writer, write_it);
  } catch (const schema::StoreError& error) {
    log::warning(error.what());  // the log keeps what the database has not
  }
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

asio::awaitable<void> Poller::State::visit(std::shared_ptr<State> self, Subject subject) {
  ++self->parts.metrics.polls_running;
  std::exception_ptr escaped;
  try {
    co_await self->visit_feed(subject);
  } catch (const schema::StoreError&) {
    self->failure = std::current_exception();
    self->turns.withdraw_all();
  } catch (const boost::system::system_error&) {
    escaped = std::current_exception();  // cancelled: as if it had never begun
  } catch (...) {
    escaped = std::current_exception();
    // Ours to mend; asking again at once would only meet it again.
    FeedState after = subject.feed.state;
    after.next_poll = after_failure(subject.rhythm, ++after.errors, nullptr, self->parts.now(), 0);
    self->keep(subject, after);
  }
  --self->parts.metrics.polls_running;
  self->under_way.erase(subject.id);
  self->turns.leave(subject.host);
  self->begin_visits();
  self->wake.cancel();
  if (escaped) std::rethrow_exception(escaped);
}

asio::awaitable<void> Poller::State::visit_feed(const Subject& subject) {
  Judged judged = co_await look_at(subject);
  FeedState& after = judged.record.state;
  if (judged.pauses_host) pause_host(subject.host, *after.next_poll);
  if (after.next_poll) after.next_poll = std::max(*after.next_poll, pause_of(subject.host));

  const FeedState kept = after;
  Visit visit = visit_of(subject, judged.record);
  const schema::Changes changes = co_await recorder.record(std::move(judged.record));
  visit.created = changes.created;
  visit.revised = changes.revised;
  if (changes.next_release && (!next_release || *changes.next_release < *next_release)) {
    next_release = changes.next_release;
    wake.cancel();
  }
  unwritten = true;
  keep(subject, kept);
  count(visit);
  log_visit(visit, subject.feed.state.errors);
  parts.events.publish(changes.seq);
  if (visited) visited(visit);
}

// What came, judged. Cancelled, it ends during the fetch; what has been fetched is judged and kept.
asio::awaitable<Judged> Poller::State::look_at(const Subject& subject) {
  const double jitter = std::uniform_real_distribution<double>(0, 1)(random);
  const FeedState& before = subject.feed.state;
  if (is_local_file(before.subscription.url)) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const feeds::Time now = parts.now();
    const std::size_t max_body = poll.max_body;
    auto read_it = [&] {
      return judge_file(before, subject.rhythm, read_local_file(before.subscription.url, max_body), now, jitter);
    };
    Judged judged;
    judged.record = co_await offload(parts.workers, read_it);
    co_return judged;
  }
  FetchRequest request = request_for(subject.feed);
  const std::shared_ptr<Fetcher> its_fetcher = fetcher;
  const feeds::Result<Fetched> answer = co_await its_fetcher->fetch(std::move(request));
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());

  const feeds::Time now = parts.now();
  auto judge_it = [&] { return judge(before, subject.rhythm, answer, now, jitter); };
  Judged judged;
  judged.record = co_await offload(parts.workers, judge_it);
  judged.pauses_host = answer.has_value() && answer->status == 429 && !answer->header("retry-after").empty();
  co_return judged;
}

// The beginning of time: it has not asked for a pause, or that is over.
feeds::Time Poller::State::pause_of(const std::string& host) {
  const auto pause = pauses.find(host);
  return pause == pauses.end() ? feeds::Time{} : pause->second;
}

void Poller::State::pause_host(const std::string& host, feeds::Time until) {
  std::erase_if(pauses, [now = parts.now()](const auto& pause) { return pause.second <= now; });
  feeds::Time& pause = pauses[host];
  pause = std::max(pause, until);
  for (const FeedId id : turns.withdraw(host)) {
    postpone(id, pause);
    if (visited) visited({.feed = feeds.at(id).settings.name, .error = "not asked: its host answers HTTP 429"});
  }
}

void Poller::State::postpone(FeedId id, feeds::Time until) {
  feeds.at(id).state.next_poll = until;
  due.emplace(until, id);
}

void Poller::State::keep(const Subject& subject, const FeedState& after) {
  const auto place = feeds.find(subject.id);
  if (place == feeds.end()) return;  // no longer configured
  FeedState& state = place->second.state;
  if (state.subscription.url == after.subscription.url) {
    const schema::Subscription configured = state.subscription;
    state = after;
    state.subscription = configured;
  }
  if (!state.gone) due.emplace(state.next_poll.value_or(feeds::Time{}), subject.id);
}

void Poller::State::count(const Visit& visit) {
  ++parts.metrics.polls[outcome_of(visit)];
  parts.metrics.bytes_fetched += static_cast<std::uint64_t>(visit.bytes);
}

Poller::Poller(PollerParts parts, const Settings& settings)
    : state_(std::make_shared<State>(std::move(parts), settings)) {}

Poller::~Poller() = default;

asio::awaitable<void> Poller::reload(const Settings& settings) {
  const std::shared_ptr<State> state = state_;
  const Settings wanted = settings;
  const std::vector<schema::Subscription> subscriptions = subscriptions_of(wanted);
  std::int64_t last_change = 0;
  auto sync_it = [&] {
    std::vector<FeedState> synced = state->parts.store.sync_feeds(subscriptions);
    last_change = state->parts.store.last_change();
    return synced;
  };
  const std::vector<FeedState> states = co_await offload(state->parts.writer, sync_it);
  state->configure(wanted, states);
  // A feed's name or category shows in what was rendered before.
  state->parts.events.publish(last_change);
  state->unwritten = true;
  state->wake.cancel();
}

asio::awaitable<void> Poller::sweep(Sweep sweep) {
  const std::shared_ptr<State> state = state_;
  const std::vector<FeedId> chosen = state->choose(sweep);
  if (sweep.begin) sweep.begin(chosen.size());

  state->recorder.set_patient(false);
  state->failure = nullptr;
  state->visited = sweep.visited;
  for (const FeedId id : chosen) state->enqueue(id);
  state->begin_visits();
  co_await state->idle();
  co_await state->release();
  state->visited = nullptr;
  if (state->failure) std::rethrow_exception(state->failure);
  co_await state->checkpoint();
}

asio::awaitable<void> Poller::run() {
  const std::shared_ptr<State> state = state_;
  state->recorder.set_patient(true);
  state->failure = nullptr;
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!co_await is_cancelled()) {
    state->enqueue_due();
    state->begin_visits();
    co_await state->release();
    if (state->is_idle()) co_await state->checkpoint();
    if (co_await is_cancelled()) break;

    state->wake.expires_after(state->time_to_sleep());
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
  return std::all_of(state_->feeds.begin(), state_->feeds.end(),
                     [](const auto& feed) { return feed.second.state.last_poll.has_value(); });
}

}  // namespace datelined
