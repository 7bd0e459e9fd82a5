#include "daemon/push/subscriber.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/schedule.hpp"
#include "daemon/push/subscription.hpp"
#include "daemon/spawn.hpp"
#include "daemon/websub/form.hpp"
#include "daemon/websub/signature.hpp"
#include "daemon/websub/token.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/url.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string_view>
#include <utility>

namespace datelined {
namespace {

using schema::FeedId;
using schema::Push;
using schema::PushState;
using std::chrono::seconds;

constexpr std::string_view door_path = "/push/";

// Requests to hubs under way together: a thousand feeds of one hub are no flood to it.
constexpr std::size_t most_at_once = 4;

// The wall clock may be set, and a machine may sleep: look again at least so often.
constexpr seconds longest_sleep{60};

// Wrong signatures are counted at once, and kept no more often than this: nobody makes us write.
constexpr seconds between_counts{60};

// A token's beginning tells which it is, and may show in how long that takes to find; the rest of it is what nobody
// guesses.
constexpr std::size_t telling_part = 16;

constexpr std::size_t token_bytes = 24, secret_bytes = 32;  // the secret as hex: under the 200 bytes of §5.1
constexpr std::size_t most_reason_bytes = 200;

std::optional<seconds> read_lease(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  constexpr std::int64_t most = std::int64_t{10} * 366 * 24 * 3600;
  return seconds{std::min(number, most)};
}

// What a stranger said, as it can be logged and shown: printable ASCII, short.
std::string in_short(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_reason_bytes)) out += c >= ' ' && c < '\x7F' ? c : '?';
  return out;
}

InboxReply answer(int status, std::string body = {}) {
  InboxReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

}  // namespace

struct Subscriber::State : std::enable_shared_from_this<State> {
  struct Place {
    Push push;
    std::string name;                                      // of the feed, for the log; empty: no longer configured
    feeds::Time wakes{};                                   // as it stands in `due`
    bool told = false;                                     // the poller has heard that it lives
    std::shared_ptr<asio::cancellation_signal> busy = {};  // a request is under way
    std::optional<feeds::Time> counted = {};               // when wrong signatures were kept last
  };
  using Places = std::map<std::string, Place>;  // by token

  // What a feed's document said of hubs, and at which address.
  struct Said {
    std::string url;
    schema::Advert advert;
  };

  explicit State(SubscriberParts its);

  void configure(const Settings& settings, const std::string& server);
  void hear(FeedId feed, schema::Advert advert);
  void reconcile(FeedId feed);
  void begin(FeedId feed, const Poller::Configured& configured, const schema::Advert& advert);
  void change(Place& place, Push push);
  void tell(Place& place);
  void arrange(Place& place);
  void forget(Places::iterator place);
  void act_on_due();
  Place* current(FeedId feed);
  bool is_known(const std::string& token) const;
  bool takes(const std::string& token) const;
  double jitter() { return std::uniform_real_distribution<double>(0, 1)(random); }

  static asio::awaitable<void> run(std::shared_ptr<State> self);
  static asio::awaitable<void> act(std::shared_ptr<State> self, std::string token, PushStep step);
  asio::awaitable<void> ask(std::string token, PushStep step);
  asio::awaitable<void> save(std::string token);
  void save_later(const std::string& token);
  asio::awaitable<void> drop(std::string token);
  asio::awaitable<InboxReply> take(InboxRequest request);
  asio::awaitable<InboxReply> verify(std::string token, std::string query);
  asio::awaitable<InboxReply> deliver(std::string token, InboxRequest request);
  void reject(Place& place);

  SubscriberParts parts;
  PushSettings settings;
  std::string callback;  // ends in '/'
  Places places;
  std::set<std::pair<feeds::Time, std::string>> due;  // tokens, of those without a request under way
  std::map<FeedId, std::string> by_feed;              // tokens of those that are not being left
  std::map<FeedId, Said> adverts;
  std::size_t running = 0;
  bool started = false, stopping = false;
  asio::steady_timer wake;
  asio::steady_timer ended;  // cancelled when nothing is under way any more
  std::minstd_rand random{std::random_device{}()};
};

Subscriber::State::State(SubscriberParts its)
    : parts(std::move(its)), wake(parts.loop), ended(parts.loop, asio::steady_timer::time_point::max()) {
  for (auto& [feed, advert] : parts.store.adverts()) hear(feed, std::move(advert));
  for (Push& push : parts.store.pushes()) {
    const std::string token = push.token;
    if (push.state != PushState::leaving) by_feed[push.feed] = token;
    Place& place = places[token];
    place.push = at_time(std::move(push), parts.now(), jitter());
    tell(place);
    arrange(place);
  }
}

void Subscriber::State::hear(FeedId feed, schema::Advert advert) {
  const auto configured = parts.poller.configured(feed);
  if (advert.hubs.empty() || !configured) {
    adverts.erase(feed);
  } else {
    adverts[feed] = {configured->url, std::move(advert)};
  }
}

// What is configured, and what documents said, against what there is.
void Subscriber::State::configure(const Settings& fresh, const std::string& server) {
  settings = fresh.push;
  const std::string base = fresh.http.base_url.empty() ? server : fresh.http.base_url;
  callback = settings.callback.empty() ? base + std::string(door_path.substr(1)) : settings.callback;
  // What the document at another address said is nothing to this one.
  const auto is_of_before = [this](const auto& said) {
    const auto configured = parts.poller.configured(said.first);
    return configured && configured->url != said.second.url;
  };
  std::erase_if(adverts, is_of_before);
  std::set<FeedId> all;
  for (const auto& [feed, token] : by_feed) all.insert(feed);
  for (const auto& [feed, advert] : adverts) all.insert(feed);
  for (const FeedId feed : all) reconcile(feed);
  for (auto& [token, place] : places) {
    const auto configured = parts.poller.configured(place.push.feed);
    place.name = configured ? configured->name : std::string();
  }
  wake.cancel();
}

Subscriber::State::Place* Subscriber::State::current(FeedId feed) {
  const auto token = by_feed.find(feed);
  if (token == by_feed.end()) return nullptr;
  return &places.at(token->second);
}

void Subscriber::State::reconcile(FeedId feed) {
  static const schema::Advert none;
  const auto configured = parts.poller.configured(feed);
  const auto said = adverts.find(feed);
  const schema::Advert& advert = said == adverts.end() ? none : said->second.advert;
  const bool wanted = settings.enabled && configured && !advert.hubs.empty() && feeds::is_http_url(configured->url);
  if (Place* place = current(feed)) {
    if (wanted && still_serves(place->push, configured->url, advert, callback)) {
      if (place->push.advert == advert) return;
      Push push = place->push;
      const auto hub = std::find(advert.hubs.begin(), advert.hubs.end(), push.hub_url());
      push.hub = static_cast<std::size_t>(hub - advert.hubs.begin());
      push.advert = advert;
      return change(*place, std::move(push));
    }
    by_feed.erase(feed);
    change(*place, leaving(place->push, parts.now()));
  }
  if (wanted) begin(feed, *configured, advert);
}

void Subscriber::State::begin(FeedId feed, const Poller::Configured& configured, const schema::Advert& advert) {
  std::string token = random_token(token_bytes);
  by_feed[feed] = token;
  Place& place = places[token];
  place.name = configured.name;
  change(place,
         new_push(feed, configured.url, advert, callback, std::move(token), random_token(secret_bytes), parts.now()));
}

// From here on it is so, and kept by and by.
void Subscriber::State::change(Place& place, Push push) {
  const bool was_well = place.push.error.empty();
  place.push = std::move(push);
  if (was_well && !place.push.error.empty() && !place.name.empty()) {
    // Of several the error names the one.
    const bool is_only = place.push.advert.hubs.size() == 1;
    log::warning(place.name + ": not pushed" + (is_only ? " by " + place.push.hub_url() : "") + ": " +
                 place.push.error);
  }
  tell(place);
  arrange(place);
  save_later(place.push.token);
}

void Subscriber::State::tell(Place& place) {
  const Push& push = place.push;
  const bool lives = is_live(push, parts.now());
  if (lives) {
    parts.poller.set_pushed(push.feed, Poller::Pushed{*push.since, *push.lease_end});
  } else if (place.told) {
    parts.poller.set_pushed(push.feed, std::nullopt);
  }
  if (lives && !place.told) ++parts.metrics.push_live;
  if (!lives && place.told) --parts.metrics.push_live;
  place.told = lives;
}

void Subscriber::State::arrange(Place& place) {
  due.erase({place.wakes, place.push.token});
  place.wakes = wakes_at(place.push);
  if (!place.busy) due.emplace(place.wakes, place.push.token);
  wake.cancel();
}

void Subscriber::State::forget(Places::iterator place) {
  if (place->second.told) {
    parts.poller.set_pushed(place->second.push.feed, std::nullopt);
    --parts.metrics.push_live;
  }
  due.erase({place->second.wakes, place->first});
  const auto current = by_feed.find(place->second.push.feed);
  if (current != by_feed.end() && current->second == place->first) by_feed.erase(current);
  places.erase(place);
}

asio::awaitable<void> Subscriber::State::run(std::shared_ptr<State> self) {
  while (!self->stopping) {
    self->act_on_due();
    seconds sleep = longest_sleep;
    const bool full = self->running >= most_at_once;
    if (!self->due.empty() && !full)
      sleep = std::clamp(self->due.begin()->first - self->parts.now(), seconds{0}, sleep);
    // What is due and could not be acted on waits for a moment, not for none.
    self->wake.expires_after(std::max<std::chrono::milliseconds>(sleep, std::chrono::milliseconds(50)));
    boost::system::error_code woken;
    co_await self->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

void Subscriber::State::act_on_due() {
  const feeds::Time now = parts.now();
  while (!stopping && running < most_at_once && !due.empty() && due.begin()->first <= now) {
    const std::string token = due.begin()->second;
    due.erase(due.begin());
    Place& place = places.at(token);
    // Time is a change like any other, where it is one.
    const Push later = at_time(place.push, now, jitter());
    if (later.state != place.push.state || later.asked != place.push.asked) {
      change(place, later);
      continue;
    }
    const PushStep step = next_step(place.push, now);
    if (step == PushStep::wait) {
      // Not to come round again at once: it waits for its hub.
      place.wakes = std::max(wakes_at(place.push), now + seconds{1});
      due.emplace(place.wakes, token);
      continue;
    }
    place.busy = std::make_shared<asio::cancellation_signal>();
    ++running;
    spawn(parts.loop, act(shared_from_this(), token, step), "push " + place.name, place.busy);
  }
}

asio::awaitable<void> Subscriber::State::act(std::shared_ptr<State> self, std::string token, PushStep step) {
  try {
    if (step == PushStep::drop) {
      co_await self->drop(token);
    } else {
      co_await self->ask(token, step);
    }
  } catch (const boost::system::system_error&) {
    // Cancelled: the hub may have taken it, and is waited for when the program runs again.
  } catch (const std::exception& failure) {
    log::warning(std::string("subscribing at a hub: ") + failure.what());
    if (const auto place = self->places.find(token); place != self->places.end()) {
      place->second.push = refused(place->second.push, "it cannot be kept", self->parts.now(), self->jitter());
      place->second.push.next_try = std::max(place->second.push.next_try, self->parts.now() + longest_sleep);
    }
  }
  --self->running;
  if (const auto place = self->places.find(token); place != self->places.end()) {
    place->second.busy.reset();
    self->arrange(place->second);
  }
  self->wake.cancel();
  if (self->running == 0) self->ended.cancel();
}

// The hub is asked, and its answer taken down. It may verify in between.
asio::awaitable<void> Subscriber::State::ask(std::string token, PushStep step) {
  Place& asked = places.at(token);
  asked.push = asking(asked.push, parts.now());
  const Push push = asked.push;
  co_await save(token);

  Form form{{"hub.callback", push.callback}, {"hub.topic", push.advert.topic}};
  if (step == PushStep::subscribe) {
    form.push_back({"hub.mode", "subscribe"});
    form.push_back({"hub.secret", push.secret});
    form.push_back({"hub.lease_seconds", std::to_string(settings.lease.count())});
  } else {
    form.push_back({"hub.mode", "unsubscribe"});
  }
  const feeds::Result<Fetched> answer = co_await parts.poller.send_form(push.feed, push.hub_url(), write_form(form));

  const auto place = places.find(token);
  if (place == places.end()) co_return;  // verified and gone
  std::string why;
  std::optional<feeds::Time> pause;
  if (answer.has_error()) {
    why = answer.error().what;
  } else if (answer->status < 200 || answer->status > 299) {
    why = "HTTP " + std::to_string(answer->status);
    pause = pause_asked(*answer, parts.now());
  }
  // Something else may be wanted of it by now: then this answer is to nothing that counts.
  const bool was_overtaken = (place->second.push.state == PushState::leaving) != (step == PushStep::unsubscribe);
  if (why.empty() || was_overtaken) co_return;
  change(place->second, refused(place->second.push, in_short(why), parts.now(), jitter(), pause));
}

// As it is now, whatever becomes of it meanwhile.
asio::awaitable<void> Subscriber::State::save(std::string token) {
  const auto place = places.find(token);
  if (place == places.end()) co_return;
  const Push push = place->second.push;
  auto keep_it = [&] { parts.store.keep_push(push); };
  co_await offload(parts.writer, keep_it);
}

void Subscriber::State::save_later(const std::string& token) {
  auto keep = [](std::shared_ptr<State> self, std::string which) -> asio::awaitable<void> {
    co_await self->save(std::move(which));
  };
  spawn(parts.loop, keep(shared_from_this(), token), "keeping a subscription");
}

asio::awaitable<void> Subscriber::State::drop(std::string token) {
  const auto place = places.find(token);
  if (place == places.end()) co_return;
  forget(place);
  auto drop_it = [&] { parts.store.drop_push(token); };
  co_await offload(parts.writer, drop_it);
}

// Of what a stranger asks for; everybody else has a token from here.
bool Subscriber::State::is_known(const std::string& token) const {
  const auto place = places.lower_bound(token.substr(0, telling_part));
  return place != places.end() && is_same_token(token, place->first);
}

// Whether what a hub sends there is wanted.
bool Subscriber::State::takes(const std::string& token) const {
  return is_known(token) && places.at(token).push.state != PushState::leaving;
}

asio::awaitable<InboxReply> Subscriber::State::take(InboxRequest request) {
  std::string token = request.path.substr(std::min(door_path.size(), request.path.size()));
  if (!is_known(token)) co_return answer(request.method == "POST" ? 410 : 404);
  if (request.method == "POST") co_return co_await deliver(std::move(token), std::move(request));
  co_return co_await verify(std::move(token), std::move(request.query));
}

// W3C WebSub §5.3: what we did not ask for is not confirmed, with a 404.
asio::awaitable<InboxReply> Subscriber::State::verify(std::string token, std::string query) {
  const auto place = places.find(token);
  const feeds::Result<Form> form = read_form(query);
  if (place == places.end() || form.has_error()) co_return answer(404);
  const std::string mode(value_of(*form, "hub.mode")), challenge(value_of(*form, "hub.challenge"));
  const Push before = place->second.push;
  if (!expects(before, mode, value_of(*form, "hub.topic"))) co_return answer(404);
  const feeds::Time now = parts.now();

  if (mode == "denied") {
    if (before.state == PushState::leaving) {
      co_await drop(token);
      co_return answer(200);
    }
    const std::string reason = in_short(value_of(*form, "hub.reason"));
    change(place->second,
           denied(before, reason.empty() ? "the hub denies it" : "the hub denies it: " + reason, now, jitter()));
    co_return answer(200);
  }
  if (challenge.empty()) co_return answer(404);
  if (mode == "unsubscribe") {
    co_await drop(token);
    co_return answer(200, challenge);
  }
  // Kept before it is confirmed: what a hub takes for agreed survives the program.
  place->second.push =
      verified(before, read_lease(value_of(*form, "hub.lease_seconds")), settings.lease, now, jitter());
  const Push after = place->second.push;
  try {
    co_await save(token);
  } catch (const schema::StoreError&) {
    if (const auto still = places.find(token); still != places.end()) still->second.push = before;
    throw;
  }
  if (const auto still = places.find(token); still != places.end()) {
    tell(still->second);
    arrange(still->second);
    log::info(still->second.name + ": pushed by " + after.hub_url() + " until " + feeds::rfc3339(*after.lease_end));
  }
  co_return answer(200, challenge);
}

// Whoever sends cannot tell what became of it: §7.1 wants a good answer also to what is discarded.
asio::awaitable<InboxReply> Subscriber::State::deliver(std::string token, InboxRequest request) {
  if (!takes(token)) co_return answer(410);
  const Push& push = places.at(token).push;
  const std::string secret = push.secret;
  const FeedId feed = push.feed;
  auto check_it = [&] { return is_signed(request.signature, secret, request.body); };
  if (!co_await offload(parts.workers, check_it)) {
    if (const auto still = places.find(token); still != places.end()) reject(still->second);
    co_return answer(202);
  }
  Fetched sent;
  sent.status = 200;
  if (!request.content_type.empty()) sent.headers.push_back({"content-type", request.content_type});
  if (!request.content_encoding.empty()) sent.headers.push_back({"content-encoding", request.content_encoding});
  sent.body = std::move(request.body);
  const auto size = sent.body.size();
  const Visit visit = co_await parts.poller.deliver(feed, std::move(sent));

  const bool changed = visit.created + visit.revised > 0;
  ++parts.metrics.pushes[!visit.error.empty() ? "unreadable" : changed ? "changed" : "unchanged"];
  const auto still = places.find(token);
  if (still == places.end()) co_return answer(202);
  if (still->second.name.empty()) co_return answer(410);  // no longer configured, while it waited
  if (!visit.error.empty()) {
    log::warning(still->second.name + ": what its hub sent is of no use: " + visit.error);
    co_return answer(202);
  }
  still->second.push.last_delivery = parts.now();
  ++still->second.push.deliveries;
  log::debug(still->second.name + ": pushed, " + std::to_string(visit.created) + " new, " +
             std::to_string(visit.revised) + " revised, " + std::to_string(size) + " bytes");
  co_return answer(202);
}

void Subscriber::State::reject(Place& place) {
  ++parts.metrics.pushes["unsigned"];
  ++place.push.rejected;
  const feeds::Time now = parts.now();
  if (place.counted && now - *place.counted < between_counts) return;
  place.counted = now;
  log::warning(place.name + ": what came to its callback has a wrong signature or none, and is discarded");
  save_later(place.push.token);
}

Subscriber::Subscriber(SubscriberParts parts) : state_(std::make_shared<State>(std::move(parts))) {
  State* state = state_.get();
  state->parts.poller.hear_adverts([state](FeedId feed, const schema::Advert& advert) {
    state->hear(feed, advert);
    if (state->started && !state->stopping) state->reconcile(feed);
  });
}

Subscriber::~Subscriber() {
  state_->parts.poller.hear_adverts(nullptr);
}

void Subscriber::start(const Settings& settings, const std::string& server) {
  state_->started = true;
  state_->configure(settings, server);
  spawn(state_->parts.loop, State::run(state_), "subscribing at hubs");
}

void Subscriber::reload(const Settings& settings, const std::string& server) {
  state_->configure(settings, server);
}

asio::awaitable<void> Subscriber::stop() {
  const std::shared_ptr<State> state = state_;
  state->stopping = true;
  state->wake.cancel();
  for (const auto& [token, place] : state->places) {
    if (place.busy) place.busy->emit(asio::cancellation_type::terminal);
  }
  boost::system::error_code woken;
  while (state->running > 0) co_await state->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

InboxDoor Subscriber::door(const Settings& settings) {
  InboxDoor door;
  door.path = door_path;
  door.private_path = true;
  door.max_body = settings.poll.max_body;
  door.look = [state = state_](const InboxRequest& request) -> std::optional<InboxReply> {
    if (state->takes(request.path.substr(door_path.size()))) return std::nullopt;
    return answer(410);
  };
  door.take = [state = state_](InboxRequest request) { return state->take(std::move(request)); };
  return door;
}

}  // namespace datelined
