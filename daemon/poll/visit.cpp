// One feed's visit: asked, judged, recorded, told.
#include "daemon/log.hpp"
#include "daemon/poll/account.hpp"
#include "daemon/poll/confirmed.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"
#include "schema/history.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace datelined {

using schema::FeedId;
using schema::FeedState;

asio::awaitable<void> Poller::State::visit(std::shared_ptr<State> self, Subject subject) {
  ++self->parts.metrics.polls_running;
  std::exception_ptr escaped;
  try {
    // What a hub sent meanwhile belongs to what this visit begins with.
    while (self->delivering.contains(subject.id)) {
      boost::system::error_code woken;
      co_await self->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
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
    self->keep(subject.id, std::move(after));
  }
  --self->parts.metrics.polls_running;
  self->under_way.erase(subject.id);
  self->settle_pushed(subject.id);
  self->recorder.ended(subject.id);
  self->arrive(subject);
  self->network.conclude(self->on_their_way);  // one that was cut off has told nothing
  self->turns.leave(subject.home);
  self->begin_visits();
  self->wake.cancel();
  self->ended.cancel();
  if (escaped) std::rethrow_exception(escaped);
}

asio::awaitable<void> Poller::State::visit_feed(Subject& subject) {
  Outcome outcome = co_await look_at(subject);
  arrive(subject);
  if (outcome.contact.crowded) co_return wait_again(subject, outcome.contact.address);
  if (!outcome.contact.address.empty()) server_of(subject.feed).address = outcome.contact.address;
  const bool was_down = network.is_down(), misses = hear_of_network(subject, outcome.contact);
  if (network.is_down() && (misses || !was_down)) co_await excuse(subject.id);
  if (network.is_down() && misses) co_return;

  FeedState& after = outcome.record().state;
  const FeedState& before = subject.feed.state;
  const int errors_before = before.errors;
  heed_pauses(subject, after);
  if (after.gaps > before.gaps) {
    log::warning(subject.feed.name() + ": a possible gap: no entry of the last visit is still there");
  }
  if (after.quiet != before.quiet) {
    log::info(subject.feed.name() + (after.quiet ? ": quiet, against its own rhythm" : ": no longer quiet"));
  }

  schema::note_visit(after.history, outcome.record().at, !outcome.record().error.empty(), outcome.record().duration);
  Visit visit = visit_of(subject.feed.name(), outcome.record());
  if (std::optional<schema::Confirmed> times = confirmed(before, outcome.record())) {
    recorder.note(std::move(*times));
    unwritten = true;
    keep(subject.id, std::move(after));
    tell(visit, errors_before);
    co_return;
  }
  co_await record(subject, outcome, std::move(visit));
}

// What brought, changed or failed something, kept in full.
asio::awaitable<void> Poller::State::record(const Subject& subject, Outcome& outcome, Visit visit) {
  const FeedState& before = subject.feed.state;
  const int errors_before = before.errors;
  const bool misses = outcome.contact.missed;
  FeedState kept = outcome.record().state;
  std::optional<schema::Advert> advert;
  if (const auto& head = outcome.record().head) advert = head->advert;
  const bool is_gone_now = kept.gone && !before.gone, has_moved = kept.moved_url != before.moved_url;
  const std::string address_now = has_moved ? address_of(kept) : "";
  if (is_gone_now) advert.emplace();
  outcome.record().is_doubtful = misses;
  std::optional<Counted> unwritten_yet(parts.metrics.visits_unwritten);
  const schema::Changes changes = co_await recorder.record(std::move(outcome.record()));
  unwritten_yet.reset();
  settle(kept, changes);
  if (misses && changes.before) accounts.insert_or_assign(subject.id, *changes.before);
  visit.created = changes.created;
  visit.revised = changes.revised;
  if (changes.next_release && (!next_release || *changes.next_release < *next_release)) {
    next_release = changes.next_release;
    wake.cancel();
  }
  unwritten = true;
  // Found out while this was written.
  if (misses && network.is_down()) co_return co_await restore(before, true);
  keep(subject.id, std::move(kept));
  parts.events.publish(changes.seq);
  if (advert && hear_advert) hear_advert(subject.id, *advert);
  // Of a row of failures the first is told, and the one that is the last word.
  tell(visit, is_gone_now ? 0 : errors_before);
  if (has_moved) log::info(subject.feed.name() + ": asked at " + address_now + " from now on");
}

void Poller::State::tell(const Visit& visit, int errors_before) {
  count(visit);
  log_visit(visit, errors_before);
  if (visited) visited(visit);
}

// At whomever it asks, or nowhere.
void Poller::State::arrive(Subject& subject) {
  if (!std::exchange(subject.has_arrived, true)) --on_their_way;
}

// As many ask already at what has turned out to be its address: it goes to the end of the line, as if it had not begun.
void Poller::State::wait_again(const Subject& subject, const std::string& address) {
  server_of(subject.feed).address = address;
  const auto place = feeds->find(subject.id);
  if (place == feeds->end()) return;
  const feeds::Time pause = pause_of(subject.home.host);
  if (stopping || failure) {
    wait_for_time(place->second.state);
  } else if (pause > parts.now() && !forced) {
    put_aside(subject.id, pause);
  } else {
    enqueue(subject.id);
  }
}

void Poller::State::keep(FeedId id, FeedState&& after) {
  const auto place = feeds->find(id);
  if (place == feeds->end()) return;  // no longer configured
  FeedState& state = place->second.state;
  if (state.subscription.url == after.subscription.url) {
    if (address_of(state) != address_of(after)) {
      place->second.server.reset();
      by_host.clear();
    }
    keep_pushed(state, after);  // told of late, where a state of before the network failed comes back
    after.subscription = std::move(state.subscription);
    after.document.reset();  // the store keeps it
    state = std::move(after);
    if (!state.pushed_until) poll_as_usual(state, parts.now());
  }
  if (!state.gone) wait_for_time(state);
}

void Poller::State::count(const Visit& visit) {
  ++parts.metrics.polls[outcome_of(visit)];
  parts.metrics.poll_seconds.observe(visit.duration);
  parts.metrics.bytes_fetched += static_cast<std::uint64_t>(visit.bytes);
}

}  // namespace datelined
