#include "daemon/poll/poller.hpp"

#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/judge.hpp"
#include "daemon/poll/local_file.hpp"
#include "daemon/poll/network.hpp"
#include "daemon/poll/recorder.hpp"
#include "daemon/poll/redirects.hpp"
#include "daemon/poll/turns.hpp"
#include "daemon/spawn.hpp"
#include "daemon/version.hpp"
#include "schema/history.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <malloc.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

using schema::FeedId;
using schema::FeedState;
using schema::PollRecord;
using std::chrono::seconds;

// The wall clock may be set, and a machine may sleep: look again at least so often.
constexpr seconds longest_sleep{60};

// While there is no network: one visit so often finds out when it is back.
constexpr std::chrono::seconds between_probes{5};

// A sweep of ten thousand feeds leaves tens of megabytes; looking for them takes a few milliseconds.
constexpr std::chrono::seconds between_trims{2};

// Servers keep an idle connection for a minute or so.
constexpr seconds longest_kept{90};

// A feed's archive is followed back so many pages and no further (RFC 5005 bounds nothing).
constexpr int most_older_pages = 16;

// Names of hosts and what they were connected to at last are kept for so many.
constexpr std::size_t most_addresses = 50'000;

// Where a feed is asked next, read off its address once.
struct Whereabouts {
  std::string url;
  std::string server;  // the name in it; a local file stands for itself
  std::string host;    // its registrable domain: feeds of one host share its patience
};

struct Feed {
  FeedSettings settings;
  FeedState state;
  mutable Whereabouts where = {};
};

// What a visit takes along, whatever becomes of the configuration meanwhile.
struct Subject {
  FeedId id;
  Feed feed;
  Terms terms;
  Home home;
};

struct Outcome {
  PollRecord record;
  Contact contact = {};
  std::string older = {};  // a page that may hold what was lost
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

Turns::Limits turn_limits(const PollSettings& poll) {
  return {poll.concurrency, poll.per_host, poll.spacing};
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

const Whereabouts& where_is(const Feed& feed) {
  const std::string& url = address_of(feed.state);
  Whereabouts& where = feed.where;
  if (where.url == url) return where;
  where = {url, url, url};
  if (is_local_file(url)) return where;
  const feeds::Result<Target> target = read_target(url);
  if (target.has_error()) return where;
  where.server = target->host;
  where.host = registrable_domain(target->host);
  return where;
}

// The body is a document: to be decoded and parsed, which is a worker's.
bool has_document(const feeds::Result<Fetched>& answer) {
  return answer.has_value() && !answer->body.empty() && answer->status >= 200 && answer->status < 300;
}

Route route_of(const FeedSettings& settings) {
  Route route{settings.user, settings.password, settings.headers, settings.certificate,
              settings.key,  settings.ca,       settings.proxy};
  return route;
}

// What goes out for `url`: credentials were given for the configured server, not for where it may have sent
// us since.
FetchRequest request_for(const Feed& feed, const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.route = route_of(feed.settings);
  if (request.route == Route{}) return request;
  const feeds::Result<Target> configured = read_target(feed.state.subscription.url);
  const feeds::Result<Target> asked = read_target(url);
  if (configured.has_error() || asked.has_error() || !keeps_credentials(*configured, *asked)) {
    Route bare;
    bare.ca = request.route.ca;
    bare.proxy = request.route.proxy;
    request.route = bare;
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

feeds::Time system_now() {
  return std::chrono::floor<seconds>(std::chrono::system_clock::now());
}

struct Poller::State : std::enable_shared_from_this<State> {
  State(PollerParts with, const Settings& settings);

  void configure(const Settings& settings, const std::vector<FeedState>& states);

  std::vector<FeedId> choose(const Sweep& sweep) const;
  Terms terms_of(const Feed& feed) const;
  void enqueue(FeedId id);
  void enqueue_due();
  void enqueue_probe();
  void begin_visits();
  Home home_of(const Feed& feed) const;
  std::chrono::steady_clock::duration time_to_wake() const;
  seconds time_to_sleep() const;
  bool is_idle() const { return turns.waiting() == 0 && under_way.empty() && delivering.empty(); }
  void stop();
  asio::awaitable<void> idle();
  asio::awaitable<void> checkpoint();
  asio::awaitable<void> release();
  void trim_memory();

  static asio::awaitable<void> visit(std::shared_ptr<State> self, Subject subject);
  asio::awaitable<void> visit_feed(const Subject& subject);
  asio::awaitable<Outcome> look_at(const Subject& subject);
  asio::awaitable<Outcome> ask(const Subject& subject, FeedState before, std::chrono::milliseconds spent);
  asio::awaitable<void> look_back(const Subject& subject, Outcome& outcome);
  bool blames_network(const Subject& subject, const Contact& contact);
  asio::awaitable<void> excuse(FeedId asked_last);
  asio::awaitable<void> restore(FeedState state, bool was_stored);
  void learn_address(const Subject& subject, const Contact& contact);
  feeds::Time pause_of(const std::string& host) const;
  void remember_pause(const std::string& host, feeds::Time until);
  void pause_host(const std::string& host, feeds::Time until);
  void postpone(FeedId id, feeds::Time until);
  void keep(const Subject& subject, const FeedState& after);
  void poll_as_usual(FeedState& state) const;
  void resume_polling();
  void set_pushed(FeedId id, const std::optional<Pushed>& pushed);
  asio::awaitable<Visit> deliver(FeedId id, Fetched sent);
  void count(const Visit& visit);

  PollerParts parts;
  PollSettings poll;
  RetentionSettings retention;
  std::shared_ptr<const feeds::Labels> labels;
  std::shared_ptr<Fetcher> fetcher;
  Recorder recorder;
  Turns turns;
  Network network;
  std::chrono::steady_clock::time_point next_probe{};
  FeedId last_probe = 0;
  std::unordered_map<std::string, std::string> addresses;  // of servers, as connected to last
  std::map<FeedId, Feed> feeds;
  std::vector<FeedId> order;                     // as configured
  std::set<std::pair<feeds::Time, FeedId>> due;  // who waits for their time; not gone, not in line
  std::map<FeedId, std::shared_ptr<asio::cancellation_signal>> under_way;
  std::set<FeedId> delivering;  // what hubs sent is being kept: no visit of these meanwhile
  asio::steady_timer ended;     // never expires: cancelled whenever a visit or a delivery has ended
  std::function<void(FeedId, const schema::Advert&)> hear_advert;
  std::map<std::string, feeds::Time> pauses;  // hosts that asked to be left alone until then
  std::function<void(const Visit&)> visited;
  std::exception_ptr failure;  // of the store, past patience: nothing begins any more
  std::chrono::steady_clock::time_point trimmed{};
  std::optional<feeds::Time> next_release;  // when the next embargo ends
  bool stopping = false;                    // no fetch begins any more
  bool unwritten = false;                   // the log holds more than at the last checkpoint
  asio::steady_timer wake;                  // something changed, or the next feed is due
  std::minstd_rand random{std::random_device{}()};
};

Poller::State::State(PollerParts with, const Settings& settings)
    : parts(std::move(with)),
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
void Poller::State::configure(const Settings& settings, const std::vector<FeedState>& states) {
  poll = settings.poll;
  retention = settings.retention;
  labels = labels_of(settings);
  fetcher = std::make_shared<Fetcher>(parts.loop, fetch_settings(poll));
  turns.set_limits(turn_limits(poll));
  turns.withdraw_all();
  const std::map<FeedId, Feed> before = std::exchange(feeds, {});
  order.clear();
  due.clear();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const FeedId id = states[i].id;
    Feed& feed = feeds.emplace(id, Feed{settings.feeds[i], states[i]}).first->second;
    order.push_back(id);
    if (const auto known = before.find(id);
        known != before.end() && known->second.state.subscription.url == states[i].subscription.url) {
      feed.state.pushed_since = known->second.state.pushed_since;
      feed.state.pushed_until = known->second.state.pushed_until;
    }
    if (!states[i].gone && !under_way.contains(id)) due.emplace(states[i].next_poll.value_or(feeds::Time{}), id);
    if (states[i].host_pause) remember_pause(where_is(feeds.at(id)).host, *states[i].host_pause);
  }
}

std::vector<FeedId> Poller::State::choose(const Sweep& sweep) const {
  std::set<std::string> names(sweep.names.begin(), sweep.names.end());
  std::vector<FeedId> chosen;
  const feeds::Time now = parts.now();
  for (const FeedId id : order) {
    const Feed& feed = feeds.at(id);
    const bool named = sweep.names.empty() || names.erase(feed.settings.name) != 0;
    if (!named || !(sweep.force || is_due(feed.state, now))) continue;
    if (!sweep.force && pause_of(where_is(feed).host) > now) continue;
    chosen.push_back(id);
  }
  if (!names.empty()) throw std::invalid_argument("no feed is named " + *names.begin());
  // All of them: in the order that the next sweep has as well.
  if (sweep.force) return chosen;
  const auto due_at = [&](FeedId id) { return feeds.at(id).state.next_poll.value_or(feeds::Time{}); };
  std::stable_sort(chosen.begin(), chosen.end(), [&](FeedId a, FeedId b) { return due_at(a) < due_at(b); });
  return chosen;
}

Terms Poller::State::terms_of(const Feed& feed) const {
  return {.interval = feed.settings.interval.value_or(poll.interval),
          .min_interval = poll.min_interval,
          .max_interval = poll.max_interval,
          .fixed = feed.settings.interval.has_value(),
          .max_body = poll.max_body,
          .labels = labels};
}

void Poller::State::enqueue(FeedId id) {
  const Feed& feed = feeds.at(id);
  due.erase({feed.state.next_poll.value_or(feeds::Time{}), id});
  turns.wait(id, home_of(feed));
}

Home Poller::State::home_of(const Feed& feed) const {
  const Whereabouts& where = where_is(feed);
  Home home{.host = where.host};
  if (is_local_file(where.url)) return home;
  const auto known = addresses.find(where.server);
  if (known != addresses.end()) home.address = known->second;
  // One's own servers are nobody else's to spare.
  home.spaced = !is_private_address(home.address.empty() ? where.server : home.address);
  return home;
}

void Poller::State::enqueue_due() {
  if (network.is_down()) return enqueue_probe();
  const feeds::Time now = parts.now();
  while (!due.empty() && due.begin()->first <= now) {
    const FeedId id = due.begin()->second;
    const feeds::Time pause = pause_of(where_is(feeds.at(id)).host);
    if (pause > now) {
      due.erase(due.begin());
      postpone(id, pause);
    } else {
      enqueue(id);
    }
  }
}

// One of those whose time has come, another each time.
void Poller::State::enqueue_probe() {
  const auto moment = std::chrono::steady_clock::now();
  if (moment < next_probe || !is_idle()) return;
  next_probe = moment + between_probes;
  const feeds::Time now = parts.now();
  std::optional<FeedId> first, following;
  for (auto place = due.begin(); place != due.end() && place->first <= now; ++place) {
    const FeedId id = place->second;
    if (is_local_file(address_of(feeds.at(id).state)) || pause_of(where_is(feeds.at(id)).host) > now) continue;
    first = first ? std::min(*first, id) : id;
    if (id > last_probe) following = following ? std::min(*following, id) : id;
  }
  if (!first) return;
  last_probe = following.value_or(*first);
  enqueue(last_probe);
}

void Poller::State::begin_visits() {
  while (!recorder.is_stuck() && !failure) {
    const std::optional<Turns::Turn> turn = turns.next(std::chrono::steady_clock::now());
    if (!turn) return;
    const FeedId id = turn->feed;
    const Feed& feed = feeds.at(id);
    Subject subject{id, feed, terms_of(feed), turn->home};
    const auto stop_it = std::make_shared<asio::cancellation_signal>();
    under_way.emplace(id, stop_it);
    recorder.expect(id);
    spawn(parts.loop, visit(shared_from_this(), std::move(subject)), "poll " + feed.settings.name, stop_it);
  }
}

seconds Poller::State::time_to_sleep() const {
  feeds::Time next = parts.now() + longest_sleep;
  if (!due.empty()) next = std::min(next, due.begin()->first);
  if (next_release) next = std::min(next, *next_release);
  return std::clamp(next - parts.now(), seconds{0}, longest_sleep);
}

// Until the next feed is due, a host may be asked again, or the network be tried.
std::chrono::steady_clock::duration Poller::State::time_to_wake() const {
  const auto now = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration time = time_to_sleep();
  if (network.is_down()) time = is_idle() ? next_probe - now : longest_sleep;
  if (const auto soonest = turns.soonest()) time = std::min(time, *soonest - now);
  // No busier than a tick, whatever the clocks say.
  return std::max<std::chrono::steady_clock::duration>(time, std::chrono::milliseconds(1));
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
    wake.expires_at(turns.soonest().value_or(asio::steady_timer::time_point::max()));
    boost::system::error_code woken;
    co_await wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!stopping) begin_visits();
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

// What a burst of visits took goes back to the system: glibc keeps it otherwise, for each thread its own.
void Poller::State::trim_memory() {
  const auto now = std::chrono::steady_clock::now();
  if (now - trimmed < between_trims) return;
  trimmed = now;
  ::malloc_trim(0);
}

asio::awaitable<void> Poller::State::checkpoint() {
  if (!unwritten) co_return;
  unwritten = false;
  // What expired since is taken away by and by: a part of it after each sweep.
  std::vector<std::pair<FeedId, schema::Limits>> limits;
  for (const auto& [id, feed] : feeds) {
    const schema::Limits keep{feed.settings.keep_age.value_or(retention.age),
                              feed.settings.keep_count.value_or(retention.count)};
    if (keep.age.count() > 0 || keep.count > 0) limits.emplace_back(id, keep);
  }
  const feeds::Time now = parts.now();
  std::int64_t seq = 0;
  auto write_it = [&] {
    for (const auto& [id, keep] : limits) parts.store.expire(id, keep, now);
    seq = parts.store.last_change();
    parts.store.checkpoint();
  };
  try {
    co_await offload(parts.writer, write_it);
    parts.events.publish(seq);
  } catch (const schema::StoreError& error) {
    log::warning(error.what());  // the log keeps what the database has not
  }
  trim_memory();
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
    // What a hub sent meanwhile belongs to what this visit begins with.
    while (self->delivering.contains(subject.id)) {
      boost::system::error_code woken;
      co_await self->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      const auto place = self->feeds.find(subject.id);
      if (place != self->feeds.end()) subject.feed.state = place->second.state;
    }
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
    ++after.errors;
    after.next_poll = next_poll(subject.terms, after, nullptr, self->parts.now(), 0).at;
    self->keep(subject, after);
  }
  --self->parts.metrics.polls_running;
  self->under_way.erase(subject.id);
  self->recorder.ended(subject.id);
  self->turns.leave(subject.home);
  self->begin_visits();
  self->wake.cancel();
  self->ended.cancel();
  if (escaped) std::rethrow_exception(escaped);
}

asio::awaitable<void> Poller::State::visit_feed(const Subject& subject) {
  Outcome outcome = co_await look_at(subject);
  learn_address(subject, outcome.contact);
  if (blames_network(subject, outcome.contact)) co_return co_await excuse(subject.id);
  const bool is_unreached = !outcome.contact.reached && !is_local_file(address_of(subject.feed.state));

  FeedState& after = outcome.record.state;
  const FeedState& before = subject.feed.state;
  if (after.host_pause) pause_host(subject.home.host, *after.host_pause);
  if (after.next_poll && *after.next_poll < pause_of(subject.home.host)) {
    after.next_poll = pause_of(subject.home.host);
    after.why = "host";
  }
  if (after.gaps > before.gaps) {
    log::warning(subject.feed.settings.name + ": a possible gap: no entry of the last visit is still there");
  }
  if (after.quiet != before.quiet) {
    log::info(subject.feed.settings.name + (after.quiet ? ": quiet, against its own rhythm" : ": no longer quiet"));
  }

  schema::note_visit(after.history, outcome.record.at, !outcome.record.error.empty(), outcome.record.duration);
  const FeedState kept = after;
  std::optional<schema::Advert> advert = outcome.record.advert;
  if (after.gone && !before.gone) advert.emplace();
  Visit visit = visit_of(subject, outcome.record);
  std::optional<Counted> unwritten_yet(parts.metrics.visits_unwritten);
  const schema::Changes changes = co_await recorder.record(std::move(outcome.record));
  unwritten_yet.reset();
  visit.created = changes.created;
  visit.revised = changes.revised;
  if (changes.next_release && (!next_release || *changes.next_release < *next_release)) {
    next_release = changes.next_release;
    wake.cancel();
  }
  unwritten = true;
  // Found out while this was written.
  if (is_unreached && network.is_down()) co_return co_await restore(before, true);
  keep(subject, kept);
  count(visit);
  log_visit(visit, subject.feed.state.errors);
  parts.events.publish(changes.seq);
  if (advert && hear_advert) hear_advert(subject.id, *advert);
  if (visited) visited(visit);
}

// What came, judged. Cancelled, it ends during the fetch; what has been fetched is judged and kept.
asio::awaitable<Outcome> Poller::State::look_at(const Subject& subject) {
  const FeedState& before = subject.feed.state;
  if (is_local_file(before.subscription.url)) {
    const double jitter = std::uniform_real_distribution<double>(0, 1)(random);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const feeds::Time now = parts.now();
    const std::size_t max_body = poll.max_body;
    auto read_it = [&] {
      return judge_file(before, subject.terms, read_local_file(before.subscription.url, max_body), now, jitter);
    };
    Outcome outcome;
    outcome.record = co_await offload(parts.workers, read_it);
    co_return outcome;
  }
  Outcome outcome = co_await ask(subject, before, std::chrono::milliseconds(0));
  if (!outcome.older.empty()) co_await look_back(subject, outcome);
  co_return outcome;
}

// After a gap: the pages before, until one reaches back to what is known.
asio::awaitable<void> Poller::State::look_back(const Subject& subject, Outcome& outcome) {
  const std::shared_ptr<Fetcher> its_fetcher = fetcher;
  const std::string shown = subject.feed.state.shown;
  std::set<std::string> seen{address_of(subject.feed.state)};
  for (int page = 0; page < most_older_pages && !outcome.older.empty() && !stopping; ++page) {
    if (!seen.insert(outcome.older).second) break;
    FetchRequest request = request_for(subject.feed, outcome.older);
    request.spent = outcome.record.duration;
    if (request.spent >= poll.timeout) break;
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    feeds::Result<Fetched> answer = feeds::Problem{"", ""};
    try {
      answer = co_await its_fetcher->fetch(std::move(request));
    } catch (const boost::system::system_error&) {
      // Cancelled: what the visit itself brought is kept.
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto add_it = [&] { return add_older(outcome.record, shown, subject.terms, answer); };
    outcome.older = co_await offload(parts.workers, add_it);
  }
}

// Whether this visit reached nobody because there is nothing to reach anybody by.
bool Poller::State::blames_network(const Subject& subject, const Contact& contact) {
  if (is_local_file(address_of(subject.feed.state))) return false;
  if (!contact.reached) {
    const bool was_down = network.is_down(), is_down = network.missed(subject.home.host, subject.feed.state);
    if (is_down && !was_down) log::warning(NetworkDown().what());
    return is_down;
  }
  if (network.heard(subject.id)) log::info("the network is back: polling goes on");
  return false;
}

// The network is down: those who were charged for it are as they were before, and all wait for it.
asio::awaitable<void> Poller::State::excuse(FeedId asked_last) {
  next_probe = std::chrono::steady_clock::now() + between_probes;
  for (const FeedId id : turns.withdraw_all()) {
    due.emplace(feeds.at(id).state.next_poll.value_or(feeds::Time{}), id);
    if (visited) visited({.feed = feeds.at(id).settings.name, .error = "not asked: the network is down"});
  }
  for (FeedState& state : network.excused()) {
    const auto place = feeds.find(state.id);
    if (place == feeds.end() || (state.id != asked_last && under_way.contains(state.id))) continue;
    due.erase({place->second.state.next_poll.value_or(feeds::Time{}), state.id});
    const bool was_charged = place->second.state.errors > state.errors;
    if (!was_charged && visited) {
      visited({.feed = place->second.settings.name, .error = "not reached: the network is down"});
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
    if (state.errors > 0) record.error = "it failed before the network did";
    co_await recorder.record(std::move(record));
  }
  const auto place = feeds.find(state.id);
  if (place == feeds.end()) co_return;
  Subject subject;
  subject.id = state.id;
  keep(subject, state);
}

void Poller::State::learn_address(const Subject& subject, const Contact& contact) {
  if (contact.address.empty()) return;
  if (addresses.size() >= most_addresses) addresses.clear();
  addresses[where_is(subject.feed).server] = contact.address;
}

// The answer, and where that is a page that names the feed, the feed's.
asio::awaitable<Outcome> Poller::State::ask(const Subject& subject, FeedState before, std::chrono::milliseconds spent) {
  FetchRequest request = request_for(subject.feed, address_of(before));
  request.etag = before.validators.etag;
  request.last_modified = before.validators.last_modified;
  request.spent = spent;
  // The next visit comes when the server has long closed it, unless another feed of the host waits already.
  request.keep_connection = turns.is_wanted(subject.home.host) || subject.terms.interval <= longest_kept;
  Outcome outcome;
  request.contact = &outcome.contact;
  const std::shared_ptr<Fetcher> its_fetcher = fetcher;
  const feeds::Result<Fetched> answer = co_await its_fetcher->fetch(std::move(request));
  recorder.answered(subject.id);

  const double jitter = std::uniform_real_distribution<double>(0, 1)(random);
  const feeds::Time now = parts.now();
  auto judge_it = [&] { return judge(before, subject.terms, answer, now, jitter); };
  // Whatever comes now, what was fetched is kept, unless there is more to fetch.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  // What brings no document costs less than the way to a worker and back.
  Judged judged;
  if (has_document(answer)) {
    judged = co_await offload(parts.workers, judge_it);
  } else {
    judged = judge_it();
  }
  outcome.record = std::move(judged.record);
  outcome.older = std::move(judged.older);
  if (judged.leads_to.empty() || stopping) co_return outcome;

  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  Outcome found = co_await ask(subject, found_at(before, judged.leads_to), spent + answer->duration);
  if (!found.record.error.empty()) {
    outcome.record.error += "; it names " + judged.leads_to + " as its feed: " + found.record.error;
    co_return outcome;
  }
  found.record.bytes += outcome.record.bytes;
  found.record.duration += outcome.record.duration;
  co_return found;
}

// The beginning of time: it has not asked for a pause, or that is over.
feeds::Time Poller::State::pause_of(const std::string& host) const {
  const auto pause = pauses.find(host);
  return pause == pauses.end() ? feeds::Time{} : pause->second;
}

void Poller::State::remember_pause(const std::string& host, feeds::Time until) {
  feeds::Time& pause = pauses[host];
  pause = std::max(pause, until);
}

void Poller::State::pause_host(const std::string& host, feeds::Time until) {
  std::erase_if(pauses, [now = parts.now()](const auto& pause) { return pause.second <= now; });
  remember_pause(host, until);
  const feeds::Time pause = pauses[host];
  for (const FeedId id : turns.withdraw(host)) {
    postpone(id, pause);
    if (visited)
      visited({.feed = feeds.at(id).settings.name, .error = "not asked: its host asked for a pause (HTTP 429 or 503)"});
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
    const auto since = state.pushed_since, until = state.pushed_until;
    state = after;
    state.subscription = configured;
    state.pushed_since = since;
    state.pushed_until = until;
    if (!until) poll_as_usual(state);
  }
  if (!state.gone) due.emplace(state.next_poll.value_or(feeds::Time{}), subject.id);
}

// No hub sends what is new: what was put off for one comes when it would have come.
void Poller::State::poll_as_usual(FeedState& state) const {
  if (state.why != "push") return;
  state.next_poll = poll_unpushed(state, parts.now());
  state.why = "push-ended";
  state.unpushed.reset();
}

// Those that a hub sent to when the program ended last, and no longer.
void Poller::State::resume_polling() {
  for (auto& [id, feed] : feeds) {
    if (feed.state.why == "push" && !feed.state.pushed_until) set_pushed(id, std::nullopt);
  }
}

void Poller::State::set_pushed(FeedId id, const std::optional<Pushed>& pushed) {
  const auto place = feeds.find(id);
  if (place == feeds.end()) return;
  FeedState& state = place->second.state;
  state.pushed_since.reset();
  state.pushed_until.reset();
  if (pushed) {
    state.pushed_since = pushed->since;
    state.pushed_until = pushed->until;
    return;
  }
  const bool waits = due.erase({state.next_poll.value_or(feeds::Time{}), id}) > 0;
  poll_as_usual(state);
  if (waits) due.emplace(state.next_poll.value_or(feeds::Time{}), id);
  wake.cancel();
}

asio::awaitable<Visit> Poller::State::deliver(FeedId id, Fetched sent) {
  boost::system::error_code woken;
  while (under_way.contains(id) || delivering.contains(id)) {
    co_await ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  if (stopping || recorder.is_stuck() || failure) throw schema::StoreError("nothing is kept now");
  const auto place = feeds.find(id);
  if (place == feeds.end()) co_return Visit{.feed = {}, .error = "the feed is no longer configured"};

  struct Place {
    State& state;
    FeedId id;
    ~Place() {
      state.delivering.erase(id);
      state.ended.cancel();
      state.wake.cancel();
    }
  };
  delivering.insert(id);
  const Place taken{*this, id};
  const Subject subject{id, place->second, terms_of(place->second), {}};
  const FeedState& before = subject.feed.state;
  sent.url = address_of(before);
  const feeds::Time now = parts.now();
  auto judge_it = [&] { return judge_push(before, subject.terms, sent, now); };
  PollRecord record = co_await offload(parts.workers, judge_it);
  Visit visit = visit_of(subject, record);
  visit.unchanged = record.entries.empty();
  if (!record.error.empty()) co_return visit;

  const FeedState after = record.state;
  const schema::Changes changes = co_await recorder.record(std::move(record));
  visit.created = changes.created;
  visit.revised = changes.revised;
  if (changes.next_release && (!next_release || *changes.next_release < *next_release)) {
    next_release = changes.next_release;
  }
  unwritten = true;
  if (const auto still = feeds.find(id); still != feeds.end()) {
    FeedState& state = still->second.state;
    state.rhythm = after.rhythm;
    state.last_news = after.last_news;
    state.quiet = after.quiet;
    state.pushed = after.pushed;
    state.push_missed = after.push_missed;
  }
  parts.events.publish(changes.seq);
  co_return visit;
}

void Poller::State::count(const Visit& visit) {
  ++parts.metrics.polls[outcome_of(visit)];
  parts.metrics.poll_seconds.observe(visit.duration);
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
    state->parts.store.set_story_window(wanted.story.window);
    std::vector<FeedState> synced = state->parts.store.sync_feeds(subscriptions);
    last_change = state->parts.store.last_change();
    return synced;
  };
  const std::vector<FeedState> states = co_await offload(state->parts.writer, sync_it);
  state->configure(wanted, states);
  state->resume_polling();
  // A feed's name or category shows in what was rendered before.
  state->parts.events.publish(last_change);
  state->unwritten = true;
  state->wake.cancel();
}

asio::awaitable<void> Poller::sweep(Sweep sweep) {
  const std::shared_ptr<State> state = state_;
  state->resume_polling();
  const std::vector<FeedId> chosen = state->choose(sweep);
  if (sweep.begin) sweep.begin(chosen.size());

  state->recorder.set_patient(false);
  state->failure = nullptr;
  state->stopping = false;
  state->visited = sweep.visited;
  for (const FeedId id : chosen) state->enqueue(id);
  state->begin_visits();
  co_await state->idle();
  co_await state->release();
  state->visited = nullptr;
  if (state->failure) std::rethrow_exception(state->failure);
  co_await state->checkpoint();
  if (state->network.is_down()) throw NetworkDown();
}

asio::awaitable<void> Poller::run() {
  const std::shared_ptr<State> state = state_;
  state->resume_polling();
  state->recorder.set_patient(true);
  state->failure = nullptr;
  state->stopping = false;
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!co_await is_cancelled()) {
    state->enqueue_due();
    state->begin_visits();
    co_await state->release();
    if (state->is_idle()) co_await state->checkpoint();
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

void Poller::hear_adverts(std::function<void(FeedId, const schema::Advert&)> hear) {
  state_->hear_advert = std::move(hear);
}

std::vector<Poller::Configured> Poller::feeds() const {
  std::vector<Configured> all;
  for (const auto& [id, feed] : state_->feeds) all.push_back({id, feed.settings.name, feed.state.subscription.url});
  return all;
}

void Poller::set_pushed(FeedId feed, std::optional<Pushed> pushed) {
  state_->set_pushed(feed, pushed);
}

asio::awaitable<Visit> Poller::deliver(FeedId feed, Fetched sent) {
  const std::shared_ptr<State> state = state_;
  co_return co_await state->deliver(feed, std::move(sent));
}

asio::awaitable<feeds::Result<Fetched>> Poller::send_form(FeedId feed, std::string url, std::string form) {
  const std::shared_ptr<State> state = state_;
  const auto place = state->feeds.find(feed);
  FetchRequest request;
  if (place != state->feeds.end()) request = request_for(place->second, url);
  request.url = url;
  request.headers = {"Content-Type: application/x-www-form-urlencoded"};
  request.body = std::make_shared<const std::string>(std::move(form));
  request.keep_connection = false;
  const std::shared_ptr<Fetcher> fetcher = state->fetcher;
  co_return co_await fetcher->fetch(std::move(request));
}

bool Poller::settled() const {
  return std::all_of(state_->feeds.begin(), state_->feeds.end(),
                     [](const auto& feed) { return feed.second.state.last_poll.has_value(); });
}

}  // namespace datelined
