// What hubs are asked, and what became of it.
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/schedule.hpp"
#include "daemon/push/subscriber_state.hpp"
#include "daemon/spawn.hpp"
#include "daemon/websub/form.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace datelined {

using schema::Push;
using schema::PushState;
using std::chrono::seconds;

namespace {

// Requests to hubs under way together: a thousand feeds of one hub are no flood to it.
constexpr std::size_t most_at_once = 4;

// The wall clock may be set, and a machine may sleep: look again at least so often.
constexpr seconds longest_sleep{60};

}  // namespace

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
    // Over plain http too, which §5.1 advises against: who listens on the way could alter what is sent, and all others
    // still cannot make it up.
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

}  // namespace datelined
