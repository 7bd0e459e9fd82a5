#include "daemon/hub/hub.hpp"

#include "daemon/fetch/retry_after.hpp"
#include "daemon/hub/books.hpp"
#include "daemon/hub/callbacks.hpp"
#include "daemon/hub/delivery.hpp"
#include "daemon/hub/ledger.hpp"
#include "daemon/hub/line.hpp"
#include "daemon/hub/request.hpp"
#include "daemon/log.hpp"
#include "daemon/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <random>
#include <set>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

constexpr auto pace = 1s;             // between the beginnings of two deliveries to one subscription
constexpr auto when_busy = 2s;        // until what cannot be rendered now is asked for again
constexpr auto look_at_leases = 30s;  // how often
constexpr auto ending_time = 1s;      // for what was cut short to end

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

HubLimits limits_of(const HubSettings& hub) {
  return {.subscriptions = hub.max_subscriptions, .per_host = hub.max_per_host, .per_network = hub.max_per_address};
}

}  // namespace

// Kept alive by every coroutine of the hub.
struct Hub::State : std::enable_shared_from_this<State> {
  State(HubParts its, const HubSettings& set)
      : parts(std::move(its)),
        settings(set),
        callbacks(parts.loop, parts.workers, set),
        ledger(limits_of(set)),
        line(set.concurrency, set.per_host),
        books(parts.loop, parts.writer, parts.store, [this](std::int64_t id) { return find(id); }),
        wake_up(parts.loop),
        ended(parts.loop, Clock::time_point::max()) {}

  // How the deliveries of a subscription go.
  struct Course {
    int failures = 0;       // in a row
    Clock::time_point due;  // the next may begin
  };

  // A request that the callback has yet to agree to.
  struct Question {
    HubLedger::Claim claim;
    HubRequest request;
    schema::HubSubscription terms;
    std::chrono::seconds lease;
  };

  using Self = std::shared_ptr<State>;
  static asio::awaitable<void> run(Self self);
  static asio::awaitable<void> keep_books(Self self);
  static asio::awaitable<void> ask(Self self, Question question);
  static asio::awaitable<void> deliver(Self self, std::int64_t id);
  static asio::awaitable<void> attempt(Self self, schema::HubSubscription to);
  static asio::awaitable<void> tell_denied(Self self);

  HubReply begin(HubRequest request, const HubPost& post, std::string topic);
  void answered(const Question& question, bool agreed);
  void delivered(std::int64_t id, const HubNews& news, const feeds::Result<Fetched>& answer);
  void failed(std::int64_t id, const feeds::Result<Fetched>& answer);
  void told(std::int64_t id, const HubNews& news, bool was_sent);

  const schema::HubSubscription* find(std::int64_t id) const;
  void load();
  void line_up();
  void line_up(std::int64_t id);
  void begin_deliveries();
  void end_leases();
  void deny_what_is_closed();
  void deny(const schema::HubSubscription& subscription);
  void drop(std::int64_t id);
  void look();
  void start(asio::awaitable<void> coroutine, const char* what);
  std::int64_t last_change() const { return std::max(found, parts.events.seq()); }
  void count() { parts.metrics.hub_subscriptions = ledger.size(); }

  HubParts parts;
  HubSettings settings;
  Callbacks callbacks;
  HubLedger ledger;
  HubLine line;
  Books books;
  std::unordered_map<std::int64_t, Course> courses;
  bool stopped = false;
  std::int64_t found = 0;         // the store's last change at the start
  std::int64_t lined_up = -1;     // the last change that was looked at
  Clock::time_point next_look{};  // at the leases

  asio::steady_timer wake_up;  // of run()
  bool woken = false;

  std::deque<schema::HubSubscription> denied;
  bool telling = false;

  std::set<std::shared_ptr<asio::cancellation_signal>> under_way;
  asio::steady_timer ended;  // cancelled when nothing is under way
  std::minstd_rand chance{std::random_device{}()};
  Events::Subscription changes;
};

Hub::Hub(HubParts parts, const HubSettings& settings) : state_(std::make_shared<State>(std::move(parts), settings)) {}

Hub::~Hub() {
  state_->stopped = true;
  state_->changes = {};
}

void Hub::start() {
  State& state = *state_;
  state.load();
  state.changes = state.parts.events.subscribe([&state](std::int64_t) { state.look(); });
  spawn(state.parts.loop, State::run(state_), "the hub");
  spawn(state.parts.loop, State::keep_books(state_), "the hub's subscriptions");
}

void Hub::reload(const HubSettings& settings) {
  State& state = *state_;
  state.settings = settings;
  state.callbacks.reload(settings);
  state.ledger.set_limits(limits_of(settings));
  state.line.set_limits(settings.concurrency, settings.per_host);
  state.lined_up = -1;
  state.deny_what_is_closed();
  state.look();
}

HubReply Hub::take(const HubPost& post) {
  State& state = *state_;
  if (!state.settings.enabled) return {404, "there is no hub"};
  if (state.stopped) return {503, "not now, please ask again", 2s};
  if (!is_form(post.content_type)) return {415, "expected application/x-www-form-urlencoded"};
  const auto form = read_form(post.body);
  if (!form) return {400, form.error().what};
  auto request = read_hub_request(*form);
  if (!request) return {400, request.error().where + ": " + request.error().what};
  if (const auto fault = state.callbacks.fault_of(request->callback)) return {400, "hub.callback: " + *fault};
  const auto topic = state.parts.topics.find(request->topic, post.access);
  if (!topic) return {400, "hub.topic: " + topic.error().what};
  return state.begin(std::move(*request), post, *topic);
}

asio::awaitable<void> Hub::stop() {
  const std::shared_ptr<State> state = state_;
  state->stopped = true;
  state->changes = {};
  state->wake_up.cancel();
  state->books.stop();
  state->callbacks.end();
  const auto signals = state->under_way;
  for (const auto& signal : signals) signal->emit(asio::cancellation_type::terminal);
  if (!state->under_way.empty()) {
    state->ended.expires_after(ending_time);
    co_await state->ended.async_wait(waiting);
  }
  co_await state->books.write();
}

void Hub::State::load() {
  found = parts.store.last_change();
  for (schema::HubSubscription& is : parts.store.hub_subscriptions()) {
    std::string host = host_of_callback(is.callback), network = network_of(is.address);
    ledger.restore(std::move(is), std::move(host), std::move(network));
  }
  end_leases();
  deny_what_is_closed();
  count();
}

// ---- A request to the hub ----

HubReply Hub::State::begin(HubRequest request, const HubPost& post, std::string topic) {
  HubLedger::Claim wanted;
  wanted.topic = std::move(topic);
  wanted.callback = request.callback;
  wanted.host = host_of_callback(request.callback);
  wanted.network = network_of(post.remote);
  wanted.subscribe = request.mode == HubRequest::Mode::subscribe;
  auto taken = ledger.claim(std::move(wanted), Clock::now());
  if (const auto* refusal = std::get_if<HubLedger::Refusal>(&taken)) {
    return {refusal->status, refusal->why, refusal->retry_after};
  }
  Question question;
  question.claim = std::get<HubLedger::Claim>(std::move(taken));
  question.lease = lease_of(request.lease, {settings.lease, settings.min_lease, settings.max_lease});
  question.terms.secret = request.secret;
  question.terms.access = post.access;
  question.terms.address = post.remote;
  question.terms.sent = last_change();
  question.request = std::move(request);
  start(ask(shared_from_this(), std::move(question)), "asking a callback");
  return {};
}

asio::awaitable<void> Hub::State::ask(Self self, Question question) {
  // From when it is asked: §5.3.
  question.terms.expires = now() + question.lease;
  bool agreed = false;
  try {
    agreed = co_await self->callbacks.agrees(question.request, question.lease);
  } catch (const std::exception& error) {
    if (!self->stopped) log::error(std::string("the hub, asking a callback: ") + error.what());
  }
  self->answered(question, agreed);
}

void Hub::State::answered(const Question& question, bool agreed) {
  ++parts.metrics.hub_questions[agreed ? "agreed" : "refused"];
  if (!agreed) return ledger.refused(question.claim, Clock::now());
  if (question.claim.subscribe) {
    const schema::HubSubscription kept = ledger.kept(question.claim, question.terms);
    courses[kept.id] = {};
    books.changed(kept.id);
    if (kept.sent < last_change()) line_up(kept.id);
  } else if (const auto id = ledger.left(question.claim)) {
    courses.erase(*id);
    books.changed(*id);
  }
  count();
  look();
}

// ---- What changes ----

asio::awaitable<void> Hub::State::run(Self self) {
  while (!self->stopped) {
    self->woken = false;
    self->end_leases();
    if (self->settings.enabled) {
      self->line_up();
      self->begin_deliveries();
    }
    auto until = self->next_look;
    if (const auto soonest = self->line.soonest(); soonest && self->settings.enabled) until = std::min(until, *soonest);
    if (self->woken) continue;
    self->wake_up.expires_at(until);
    co_await self->wake_up.async_wait(waiting);
  }
}

// Something may be to do for run().
void Hub::State::look() {
  woken = true;
  wake_up.cancel();
}

// Whoever has not been told of the last change. Once a change, however many deliveries end meanwhile.
void Hub::State::line_up() {
  if (lined_up == last_change()) return;
  lined_up = last_change();
  for (const std::int64_t id : ledger.ids()) line_up(id);
}

void Hub::State::line_up(std::int64_t id) {
  const HubLedger::Entry* entry = ledger.find(id);
  if (entry == nullptr || entry->is.sent >= last_change()) return;
  line.wait(id, entry->host, std::max(courses[id].due, Clock::now()));
}

void Hub::State::begin_deliveries() {
  while (const auto id = line.next(Clock::now())) {
    courses[*id].due = Clock::now() + pace;
    start(deliver(shared_from_this(), *id), "delivering to a subscriber");
  }
}

asio::awaitable<void> Hub::State::deliver(Self self, std::int64_t id) {
  const HubLedger::Entry* entry = self->ledger.find(id);
  const bool wanted = entry != nullptr && self->settings.enabled && entry->is.expires > now();
  if (wanted) {
    const schema::HubSubscription to = entry->is;
    try {
      co_await attempt(self, to);
    } catch (const std::exception& error) {
      if (!self->stopped) {
        log::error(std::string("the hub, delivering: ") + error.what());
        self->failed(id, feeds::Problem{});
      }
    }
  }
  self->line.leave(id);
  if (self->find(id) == nullptr) self->courses.erase(id);
  if (self->stopped) co_return;
  // What came meanwhile, or is left, or failed.
  self->line_up(id);
  self->look();
}

asio::awaitable<void> Hub::State::attempt(Self self, schema::HubSubscription to) {
  const HubNews news = co_await self->parts.topics.news(to.topic, to.access, to.sent);
  if (self->stopped) co_return;
  switch (news.state) {
    case HubNews::State::busy:
      self->courses[to.id].due = Clock::now() + when_busy;
      co_return;
    case HubNews::State::closed:
      // Unless it has been renewed meanwhile, by another right.
      if (const auto* is = self->find(to.id); is != nullptr && is->access == to.access) self->deny(to);
      co_return;
    case HubNews::State::ready:
      break;
  }
  if (!news.body) {
    self->told(to.id, news, false);
    co_return;
  }
  const feeds::Result<Fetched> answer = co_await self->callbacks.deliver(to.callback, to.secret, news);
  if (!self->stopped) self->delivered(to.id, news, answer);
}

void Hub::State::delivered(std::int64_t id, const HubNews& news, const feeds::Result<Fetched>& answer) {
  const Delivered outcome = answer ? judge_delivery(answer->status) : Delivered::failed;
  switch (outcome) {
    case Delivered::taken:
      ++parts.metrics.hub_deliveries["taken"];
      return told(id, news, true);
    case Delivered::gone:
      ++parts.metrics.hub_deliveries["gone"];
      return drop(id);
    case Delivered::failed:
      ++parts.metrics.hub_deliveries["failed"];
      return failed(id, answer);
  }
}

void Hub::State::told(std::int64_t id, const HubNews& news, bool was_sent) {
  const HubLedger::Entry* entry = ledger.find(id);
  if (entry == nullptr) return;
  if (std::exchange(courses[id].failures, 0) > 0) log::info("the hub delivers to " + entry->host + " again");
  ledger.advance(id, news.through);
  books.advanced(id, was_sent);
}

void Hub::State::failed(std::int64_t id, const feeds::Result<Fetched>& answer) {
  const HubLedger::Entry* entry = ledger.find(id);
  if (entry == nullptr) return;
  Course& course = courses[id];
  // Of a callback no more than its host is said: its path may be a secret.
  if (++course.failures == 1) {
    const std::string why = answer ? "HTTP " + std::to_string(answer->status) : answer.error().what;
    log::info("the hub cannot deliver to " + entry->host + ", and tries on: " + why);
  }
  const auto asked_for = answer ? retry_after(*answer, now()).value_or(0s) : 0s;
  const double part = std::uniform_real_distribution<double>(0, 1)(chance);
  course.due = Clock::now() + retry_pause(course.failures, part, asked_for);
}

// ---- Ends ----

void Hub::State::end_leases() {
  if (Clock::now() < next_look) return;
  next_look = Clock::now() + look_at_leases;
  for (const std::int64_t id : ledger.expired(now())) drop(id);
}

void Hub::State::drop(std::int64_t id) {
  ledger.drop(id);
  courses.erase(id);
  books.changed(id);
  count();
}

void Hub::State::deny_what_is_closed() {
  if (!settings.enabled) return;
  for (const std::int64_t id : ledger.ids()) {
    const schema::HubSubscription subscription = ledger.find(id)->is;
    if (!parts.topics.may_read(subscription.topic, subscription.access)) deny(subscription);
  }
}

void Hub::State::deny(const schema::HubSubscription& subscription) {
  drop(subscription.id);
  denied.push_back(subscription);
  if (!std::exchange(telling, true)) start(tell_denied(shared_from_this()), "telling subscribers of their end");
}

// One after the other, and once: whoever does not hear it notices at the end of the lease. §5.2.
asio::awaitable<void> Hub::State::tell_denied(Self self) {
  while (!self->denied.empty() && !self->stopped) {
    const schema::HubSubscription subscription = std::move(self->denied.front());
    self->denied.pop_front();
    const feeds::Result<Fetched> answer =
        co_await self->callbacks.deny(subscription.callback, self->parts.topics.url(subscription.topic));
    if (!answer) log::debug("the hub, telling a subscriber of its end: " + answer.error().what);
  }
  self->telling = false;
}

// ---- What all of it needs ----

asio::awaitable<void> Hub::State::keep_books(Self self) {
  co_await self->books.run();
}

const schema::HubSubscription* Hub::State::find(std::int64_t id) const {
  const HubLedger::Entry* entry = ledger.find(id);
  return entry == nullptr ? nullptr : &entry->is;
}

void Hub::State::start(asio::awaitable<void> coroutine, const char* what) {
  const auto signal = std::make_shared<asio::cancellation_signal>();
  under_way.insert(signal);
  auto run_it = [](Self self, asio::awaitable<void> its,
                   std::shared_ptr<asio::cancellation_signal> stop) -> asio::awaitable<void> {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    try {
      co_await std::move(its);
    } catch (const std::exception& error) {
      if (!self->stopped) log::error(std::string("the hub: ") + error.what());
    }
    self->under_way.erase(stop);
    if (self->under_way.empty()) self->ended.cancel();
  };
  spawn(parts.loop, run_it(shared_from_this(), std::move(coroutine), signal), what, signal);
}

}  // namespace datelined
