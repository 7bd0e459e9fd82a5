// What hubs send of a feed (W3C WebSub), and what that changes in when it is asked.
#include "daemon/offload.hpp"
#include "daemon/poll/account.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace datelined {

using schema::FeedId;
using schema::FeedState;
using schema::PollRecord;

void poll_as_usual(FeedState& state, feeds::Time now) {
  if (state.why != "push") return;
  state.next_poll = poll_unpushed(state, now);
  state.why = "push-ended";
  state.unpushed.reset();
}

void keep_pushed(const FeedState& before, FeedState& after) {
  if (before.subscription.url != after.subscription.url) return;
  after.pushed_since = before.pushed_since;
  after.pushed_until = before.pushed_until;
}

// Those that a hub sent to when the program ended last, and no longer.
void Poller::State::resume_polling() {
  for (auto& [id, feed] : *feeds) {
    if (feed.state.why == "push" && !feed.state.pushed_until) set_pushed(id, std::nullopt);
  }
}

void Poller::State::set_pushed(FeedId id, const std::optional<Pushed>& pushed) {
  // A worker reads the feed.
  if (under_way.contains(id)) {
    pushed_later[id] = pushed;
    return;
  }
  const auto place = feeds->find(id);
  if (place == feeds->end()) return;
  FeedState& state = place->second.state;
  state.pushed_since.reset();
  state.pushed_until.reset();
  if (pushed) {
    state.pushed_since = pushed->since;
    state.pushed_until = pushed->until;
    return;
  }
  hasten(id, state);
}

// Its next visit is no longer put off for a hub.
void Poller::State::hasten(FeedId id, FeedState& state) {
  const bool waits = due.take(id);
  poll_as_usual(state, parts.now());
  if (waits) wait_for_time(state);
  wake.cancel();
}

// There is news, and what the hub sent of it is of no use.
void Poller::State::doubt_pushed(FeedId id) {
  const auto place = feeds->find(id);
  if (place == feeds->end()) return;
  place->second.state.push_missed = true;
  hasten(id, place->second.state);
}

// What was told while the feed was read.
void Poller::State::settle_pushed(FeedId id) {
  const auto told = pushed_later.find(id);
  if (told == pushed_later.end() || under_way.contains(id)) return;
  const std::optional<Pushed> pushed = told->second;
  pushed_later.erase(told);
  set_pushed(id, pushed);
}

asio::awaitable<Visit> Poller::State::deliver(FeedId id, Fetched sent) {
  boost::system::error_code woken;
  while (under_way.contains(id) || delivering.contains(id)) {
    co_await ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  if (stopping || recorder.is_stuck() || failure) throw schema::StoreError("nothing is kept now");
  const auto place = feeds->find(id);
  if (place == feeds->end()) co_return Visit{.feed = {}, .error = "the feed is no longer configured"};

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
  // Copies: the feed is in line meanwhile, and its times may move while a worker reads.
  const FeedState before = place->second.state;
  const std::string name = place->second.name();
  const Terms terms = terms_of(place->second);
  sent.url = address_of(before);
  const feeds::Time now = parts.now();
  auto judge_it = [&] { return judge_push(before, terms, sent, now); };
  PollRecord record = co_await offload(parts.workers, judge_it);
  Visit visit = visit_of(name, record);
  visit.unchanged = record.entries.empty();
  if (!record.error.empty()) {
    doubt_pushed(id);
    co_return visit;
  }

  const FeedState after = record.state;
  const schema::Changes changes = co_await recorder.record(std::move(record));
  visit.created = changes.created;
  visit.revised = changes.revised;
  if (changes.next_release && (!next_release || *changes.next_release < *next_release)) {
    next_release = changes.next_release;
  }
  unwritten = true;
  if (const auto still = feeds->find(id); still != feeds->end()) {
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

void Poller::hear_adverts(std::function<void(FeedId, const schema::Advert&)> hear) {
  state_->hear_advert = std::move(hear);
}

std::optional<Poller::Configured> Poller::configured(FeedId id) const {
  const auto feed = state_->feeds->find(id);
  if (feed == state_->feeds->end()) return std::nullopt;
  return Configured{feed->second.name(), feed->second.state.subscription.url};
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
  const auto place = state->feeds->find(feed);
  FetchRequest request;
  if (place != state->feeds->end()) request = request_for(place->second, url);
  request.url = url;
  request.headers = {"Content-Type: application/x-www-form-urlencoded"};
  request.body = std::make_shared<const std::string>(std::move(form));
  request.keep_connection = false;
  request.keep_answer = false;
  const std::shared_ptr<Fetcher> fetcher = state->fetcher;
  co_return co_await fetcher->fetch(std::move(request));
}

}  // namespace datelined
