#include "daemon/hub/hub.hpp"

#include "daemon/fetch/address.hpp"
#include "daemon/fetch/fetch.hpp"
#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/hub/delivery.hpp"
#include "daemon/hub/ledger.hpp"
#include "daemon/hub/line.hpp"
#include "daemon/hub/request.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/spawn.hpp"
#include "daemon/version.hpp"
#include "daemon/websub/signature.hpp"
#include "daemon/websub/token.hpp"

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

constexpr auto pace = 1s;                            // between the beginnings of two deliveries to one subscription
constexpr auto when_busy = 2s;                       // until what cannot be rendered now is asked for again
constexpr auto look_at_leases = 30s;                 // how often
constexpr std::chrono::seconds writing_pace{1};      // between two writes of what was told
constexpr std::chrono::seconds after_a_failure{60};  // of the store
constexpr auto ending_time = 1s;                     // for what was cut short to end
constexpr std::size_t challenge_bytes = 32;

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

FetchSettings fetch_settings(const HubSettings& hub) {
  FetchSettings settings;
  settings.timeout = hub.timeout;
  settings.max_body = 64 * 1024;  // of an answer, of which at most a challenge is read
  settings.concurrency = hub.concurrency;
  settings.per_host = hub.per_host;
  settings.allow_private = hub.allow_private;
  for (const AddressRange& range : hub.private_ranges) settings.private_ranges.push_back(range.text);
  settings.user_agent = "datelined/" + std::string(version) + " (+" + std::string(homepage) + "; WebSub hub)";
  return settings;
}

HubLimits limits_of(const HubSettings& hub) {
  return {.subscriptions = hub.max_subscriptions, .per_host = hub.max_per_host, .per_network = hub.max_per_address};
}

// Whose server a callback is on; empty: it is no URL to ask.
std::string host_of(const std::string& callback) {
  const feeds::Result<Target> target = read_target(callback);
  return target ? registrable_domain(target->host) : std::string();
}

// Addresses of version 6 count by their /64: one customer has all of it (RFC 6177).
std::string network_of(const std::string& remote) {
  auto address = read_address(remote);
  if (!address || remote.find(':') == std::string::npos) return remote;
  std::fill(address->begin() + 8, address->end(), std::uint8_t{0});
  return to_string(*address);
}

}  // namespace

// Kept alive by every coroutine of the hub.
struct Hub::State : std::enable_shared_from_this<State> {
  State(HubParts its, const HubSettings& set)
      : parts(std::move(its)),
        settings(set),
        fetcher(std::make_shared<Fetcher>(parts.loop, fetch_settings(set))),
        ledger(limits_of(set)),
        line(set.concurrency, set.per_host),
        wake_up(parts.loop),
        to_write(parts.loop),
        writing_pause(parts.loop),
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
  static asio::awaitable<bool> agrees(Self self, const Question& question);
  static asio::awaitable<void> deliver(Self self, std::int64_t id);
  static asio::awaitable<void> attempt(Self self, schema::HubSubscription to);
  static asio::awaitable<feeds::Result<Fetched>> post(Self self, const schema::HubSubscription& to,
                                                      const HubNews& news);
  static asio::awaitable<feeds::Result<Fetched>> send(Self self, FetchRequest request);
  static asio::awaitable<void> tell_denied(Self self);
  static asio::awaitable<bool> write(Self self);

  std::optional<HubReply> fault_of(const HubRequest& request) const;
  HubReply begin(HubRequest request, const HubPost& post, std::string topic);
  void answered(const Question& question, bool agreed);
  void delivered(std::int64_t id, const HubNews& news, const feeds::Result<Fetched>& answer);
  void failed(std::int64_t id, const feeds::Result<Fetched>& answer);
  void told(std::int64_t id, const HubNews& news, bool was_sent);

  void load();
  void line_up();
  void line_up(std::int64_t id);
  void begin_deliveries();
  void end_leases();
  void deny_what_is_closed();
  void deny(const schema::HubSubscription& subscription);
  void drop(std::int64_t id);
  void keep(std::int64_t id);
  void write_soon();
  void look();
  void start(asio::awaitable<void> coroutine, const char* what);
  std::int64_t last_change() const { return std::max(found, parts.events.seq()); }
  void count() { parts.metrics.hub_subscriptions = ledger.size(); }

  HubParts parts;
  HubSettings settings;
  std::shared_ptr<Fetcher> fetcher;
  HubLedger ledger;
  HubLine line;
  std::unordered_map<std::int64_t, Course> courses;
  bool stopped = false;
  std::int64_t found = 0;         // the store's last change at the start
  std::int64_t lined_up = -1;     // the last change that was looked at
  Clock::time_point next_look{};  // at the leases

  asio::steady_timer wake_up;  // of run()
  bool woken = false;

  std::set<std::int64_t> to_keep, to_advance;  // ids that the store has to hear of
  asio::steady_timer to_write, writing_pause;
  bool is_dirty = false;

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
  // Requests under way go to their end on the old one.
  state.fetcher = std::make_shared<Fetcher>(state.parts.loop, fetch_settings(settings));
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
  if (auto fault = state.fault_of(*request)) return std::move(*fault);
  const auto topic = state.parts.topics.find(request->topic, post.access);
  if (!topic) return {400, "hub.topic: " + topic.error().what};
  return state.begin(std::move(*request), post, *topic);
}

asio::awaitable<void> Hub::stop() {
  const std::shared_ptr<State> state = state_;
  state->stopped = true;
  state->changes = {};
  state->wake_up.cancel();
  state->to_write.cancel();
  state->writing_pause.cancel();
  const auto signals = state->under_way;
  for (const auto& signal : signals) signal->emit(asio::cancellation_type::terminal);
  if (!state->under_way.empty()) {
    state->ended.expires_after(ending_time);
    co_await state->ended.async_wait(waiting);
  }
  co_await State::write(state);
}

void Hub::State::load() {
  found = parts.store.last_change();
  for (schema::HubSubscription& is : parts.store.hub_subscriptions()) {
    std::string host = host_of(is.callback), network = network_of(is.address);
    ledger.restore(std::move(is), std::move(host), std::move(network));
  }
  end_leases();
  deny_what_is_closed();
  count();
}

// ---- A request to the hub ----

// What the hub's own address and rules have to say of a callback: a name is judged by its address, when it is asked.
std::optional<HubReply> Hub::State::fault_of(const HubRequest& request) const {
  const feeds::Result<Target> target = read_target(request.callback);
  if (!target) return HubReply{400, "hub.callback: " + target.error().what};
  std::string_view host = target->host;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  std::vector<std::string> ranges;
  for (const AddressRange& range : settings.private_ranges) ranges.push_back(range.text);
  const auto address = read_address(host);
  if (!address || AddressPolicy(settings.allow_private, ranges).allows(*address)) return std::nullopt;
  return HubReply{400, "hub.callback: a private address, which this hub does not send to"};
}

HubReply Hub::State::begin(HubRequest request, const HubPost& post, std::string topic) {
  HubLedger::Claim wanted;
  wanted.topic = std::move(topic);
  wanted.callback = request.callback;
  wanted.host = host_of(request.callback);
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
    agreed = co_await agrees(self, question);
  } catch (const std::exception& error) {
    if (!self->stopped) log::error(std::string("the hub, asking a callback: ") + error.what());
  }
  self->answered(question, agreed);
}

asio::awaitable<bool> Hub::State::agrees(Self self, const Question& question) {
  const std::string challenge = random_token(challenge_bytes);
  Form parameters{{"hub.mode", std::string(to_string(question.request.mode))},
                  {"hub.topic", question.request.topic},
                  {"hub.challenge", challenge}};
  if (question.claim.subscribe) parameters.push_back({"hub.lease_seconds", std::to_string(question.lease.count())});
  FetchRequest request;
  request.url = with_parameters(question.request.callback, parameters);
  request.headers.emplace();
  request.follow = false;
  const feeds::Result<Fetched> answer = co_await send(self, std::move(request));
  co_return answer && answer->status >= 200 && answer->status < 300 && answer->body == challenge;
}

void Hub::State::answered(const Question& question, bool agreed) {
  ++parts.metrics.hub_questions[agreed ? "agreed" : "refused"];
  if (!agreed) return ledger.refused(question.claim, Clock::now());
  if (question.claim.subscribe) {
    const schema::HubSubscription kept = ledger.kept(question.claim, question.terms);
    courses[kept.id] = {};
    keep(kept.id);
    if (kept.sent < last_change()) line_up(kept.id);
  } else if (const auto id = ledger.left(question.claim)) {
    courses.erase(*id);
    keep(*id);
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
  if (entry == nullptr) self->courses.erase(id);
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
      self->deny(to);
      co_return;
    case HubNews::State::ready:
      break;
  }
  if (!news.body) {
    self->told(to.id, news, false);
    co_return;
  }
  const feeds::Result<Fetched> answer = co_await post(self, to, news);
  if (!self->stopped) self->delivered(to.id, news, answer);
}

asio::awaitable<feeds::Result<Fetched>> Hub::State::post(Self self, const schema::HubSubscription& to,
                                                         const HubNews& news) {
  FetchRequest request;
  request.url = to.callback;
  request.headers = {"Content-Type: " + news.media_type, "Link: " + news.links};
  if (!to.secret.empty()) {
    auto sign = [&] { return sign_body(SignatureMethod::sha256, to.secret, *news.body); };
    const std::string signature = co_await offload(self->parts.workers, sign);
    request.headers->push_back("X-Hub-Signature: " + signature);
  }
  request.body = news.body;
  request.follow = false;
  request.keep_answer = false;
  co_return co_await send(self, std::move(request));
}

// What may be cut short when the hub ends.
asio::awaitable<feeds::Result<Fetched>> Hub::State::send(Self self, FetchRequest request) {
  if (self->stopped) co_return feeds::Problem{"the hub", "it is ending"};
  const std::shared_ptr<Fetcher> its_fetcher = self->fetcher;
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  feeds::Result<Fetched> answer = co_await its_fetcher->fetch(std::move(request));
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_return answer;
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

// What was not sent, because there was nothing, is written along with what is.
void Hub::State::told(std::int64_t id, const HubNews& news, bool was_sent) {
  const HubLedger::Entry* entry = ledger.find(id);
  if (entry == nullptr) return;
  if (std::exchange(courses[id].failures, 0) > 0) log::info("the hub delivers to " + entry->host + " again");
  ledger.advance(id, news.through);
  to_advance.insert(id);
  if (was_sent) write_soon();
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
  const auto asked_for = answer ? read_retry_after(answer->header("retry-after")) : 0s;
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
  keep(id);
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
    FetchRequest request;
    request.url = with_parameters(subscription.callback, {{"hub.mode", "denied"},
                                                          {"hub.topic", self->parts.topics.url(subscription.topic)},
                                                          {"hub.reason", "the feed is not open to you any more"}});
    request.headers.emplace();
    request.follow = false;
    request.keep_answer = false;
    const feeds::Result<Fetched> answer = co_await send(self, std::move(request));
    if (!answer) log::debug("the hub, telling a subscriber of its end: " + answer.error().what);
  }
  self->telling = false;
}

// ---- What the store hears ----

// A subscription that is new, has other terms or is gone.
void Hub::State::keep(std::int64_t id) {
  to_keep.insert(id);
  write_soon();
}

void Hub::State::write_soon() {
  is_dirty = true;
  to_write.cancel();
}

asio::awaitable<void> Hub::State::keep_books(Self self) {
  bool said = false;
  while (!self->stopped) {
    if (!std::exchange(self->is_dirty, false)) {
      self->to_write.expires_at(Clock::time_point::max());
      co_await self->to_write.async_wait(waiting);
      continue;
    }
    const bool written = co_await write(self);
    if (!written && !std::exchange(said, true)) log::warning("the hub cannot keep its subscriptions now");
    said = said && !written;
    if (self->stopped) co_return;
    self->writing_pause.expires_after(written ? writing_pace : after_a_failure);
    co_await self->writing_pause.async_wait(waiting);
  }
}

asio::awaitable<bool> Hub::State::write(Self self) {
  schema::HubChanges changes;
  const auto kept = std::exchange(self->to_keep, {}), advanced = std::exchange(self->to_advance, {});
  for (const std::int64_t id : kept) {
    if (const HubLedger::Entry* entry = self->ledger.find(id)) {
      changes.kept.push_back(entry->is);
    } else {
      changes.dropped.push_back(id);
    }
  }
  for (const std::int64_t id : advanced) {
    const HubLedger::Entry* entry = self->ledger.find(id);
    if (entry != nullptr && !kept.contains(id)) changes.progress.push_back({id, entry->is.sent});
  }
  if (changes.empty()) co_return true;
  try {
    auto keep = [&] { self->parts.store.keep_hub(changes); };
    co_await offload(self->parts.writer, keep);
    co_return true;
  } catch (const schema::StoreError& error) {
    log::debug(std::string("the hub's subscriptions: ") + error.what());
  }
  self->to_keep.insert(kept.begin(), kept.end());
  self->to_advance.insert(advanced.begin(), advanced.end());
  self->is_dirty = true;
  co_return false;
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
