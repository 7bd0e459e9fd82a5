#include "daemon/push/subscriber.hpp"

#include "daemon/log.hpp"
#include "daemon/push/subscriber_state.hpp"
#include "daemon/spawn.hpp"
#include "daemon/websub/token.hpp"
#include "feeds/text/url.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace datelined {

using schema::FeedId;
using schema::Push;
using schema::PushState;

namespace {

constexpr std::size_t token_bytes = 24, secret_bytes = 32;  // the secret as hex: under the 200 bytes of §5.1

}  // namespace

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

}  // namespace datelined
