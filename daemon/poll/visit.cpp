// One feed's visit: asked, judged, recorded, told.
#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/account.hpp"
#include "daemon/poll/confirmed.hpp"
#include "daemon/poll/local_file.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"
#include "schema/history.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace datelined {

using schema::FeedId;
using schema::FeedState;
using schema::PollRecord;

namespace {

// Servers keep an idle connection for a minute or so.
constexpr std::chrono::seconds longest_kept{90};

// A feed's archive is followed back so many pages and no further (RFC 5005 bounds nothing).
constexpr int most_older_pages = 16;

// The body is a document: to be decoded and parsed, which is a worker's.
bool has_document(const feeds::Result<Fetched>& answer) {
  return answer.has_value() && !answer->body.empty() && answer->status >= 200 && answer->status < 300;
}

// An answer that may be another one next time.
bool is_passing(const feeds::Result<Fetched>& answer) {
  return answer.has_error() || answer->status >= 500 || answer->status == 429 || answer->status == 408;
}

// One text for all spellings of an address that bring the same document: neither who asks for it nor the place in it
// counts (RFC 3986 §3.5, §6.2.2.1, §6.2.3). What is no address is itself.
std::string place_of(const std::string& url) {
  const feeds::Result<Target> target = read_target(url);
  if (target.has_error()) return url;
  const std::string_view rest = std::string_view(target->url).substr(target->url.find("://") + 3);
  const std::string path(rest.substr(std::min(rest.find_first_of("/?"), rest.size())));
  return target->scheme + "://" + target->host + ":" + target->port + (path.starts_with('/') ? "" : "/") + path;
}

// All the addresses that a fetch went by.
void see(std::set<std::string>& seen, const std::string& asked, const feeds::Result<Fetched>& answer) {
  seen.insert(place_of(asked));
  if (answer.has_error()) return;
  for (const Hop& hop : answer->hops) seen.insert(place_of(hop.target));
}

// No sooner than that, unless never.
void put_off(FeedState& state, feeds::Time until, std::string_view why) {
  if (!state.next_poll || *state.next_poll >= until) return;
  state.next_poll = until;
  state.why = why;
}

}  // namespace

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

asio::awaitable<void> Poller::State::visit_feed(const Subject& subject) {
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

// Whichever answer of a visit asks for a pause speaks for the host that gave it (RFC 6585 §4), which need not be the
// one that the feed is asked of: a redirect or a link may have led there.
void Poller::State::hear_pause(const feeds::Result<Fetched>& answer) {
  if (answer.has_error()) return;
  if (const auto until = pause_asked(*answer, parts.now())) pause_host(host_at(answer->url), *until);
}

// The feed waits as long as the host that it will be asked of, and keeps that in mind over a restart. What was judged
// went by the last answer, whoever gave it.
void Poller::State::heed_pauses(const Subject& subject, FeedState& after) const {
  after.host_pause.reset();
  if (pauses.empty()) return;
  const bool has_moved = address_of(after) != address_of(subject.feed.state);
  const feeds::Time pause = pause_of(has_moved ? host_at(address_of(after)) : subject.home.host);
  if (pause <= parts.now()) return;
  after.host_pause = pause;
  put_off(after, pause, "host");
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

// What came, judged. Cancelled, it ends during the fetch; what has been fetched is judged and kept.
asio::awaitable<Outcome> Poller::State::look_at(const Subject& subject) {
  const FeedState& before = subject.feed.state;
  if (is_local_file(before.subscription.url)) co_return co_await read(subject);
  Outcome outcome = co_await ask(subject, before, std::chrono::milliseconds(0));
  if (outcome.judged && !outcome.judged->older.empty()) co_await look_back(subject, outcome);
  co_return outcome;
}

// The same of a local file.
asio::awaitable<Outcome> Poller::State::read(const Subject& subject) {
  const FeedState& before = subject.feed.state;
  const double jitter = std::uniform_real_distribution<double>(0, 1)(random);
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const feeds::Time now = parts.now();
  const std::size_t max_body = poll.max_body;
  auto read_it = [&] {
    const auto bytes = read_local_file(before.subscription.url, max_body);
    return std::make_unique<Judged>(Judged{judge_file(before, subject.terms, bytes, now, jitter)});
  };
  Outcome outcome;
  outcome.judged = co_await offload(parts.workers, read_it);
  co_return outcome;
}

// After a gap: the pages before, until one reaches back to what is known. Where one cannot be had now, the next visit
// tries again.
asio::awaitable<void> Poller::State::look_back(const Subject& subject, Outcome& outcome) {
  const std::shared_ptr<Fetcher> its_fetcher = fetcher;
  const auto is_paused = [this](const std::string& url) { return pause_on_way(url).has_value(); };
  bool is_later = false;
  for (int page = 0; page < most_older_pages && !outcome.judged->older.empty(); ++page) {
    const std::string url = outcome.judged->older;
    if (outcome.seen.contains(place_of(url))) break;
    is_later = stopping || pause_on_way(url);
    if (is_later) break;
    FetchRequest request = request_for(subject.feed, url);
    request.is_paused = is_paused;
    request.spent = outcome.record().duration;
    if (request.spent >= poll.timeout) break;
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    feeds::Result<Fetched> answer = feeds::Problem{"", ""};
    try {
      answer = co_await its_fetcher->fetch(std::move(request));
    } catch (const boost::system::system_error&) {
      // Cancelled: what the visit itself brought is kept.
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    hear_pause(answer);
    see(outcome.seen, url, answer);
    is_later = is_passing(answer);
    auto add_it = [&] { add_older(*outcome.judged, subject.terms, answer); };
    co_await offload(parts.workers, add_it);
  }
  if (is_later) find_gap_again(outcome.record(), subject.feed.state, outcome.judged->shown);
}

// At whomever it asks, or nowhere.
void Poller::State::arrive(const Subject& subject) {
  if (!std::exchange(subject.has_arrived, true)) --on_their_way;
}

// As many ask already at what has turned out to be its address: it goes to the end of the line, as if it had not begun.
void Poller::State::wait_again(const Subject& subject, const std::string& address) {
  server_of(subject.feed).address = address;
  const auto place = feeds->find(subject.id);
  if (place == feeds->end()) return;
  const feeds::Time pause = pause_of(subject.home.host);
  if (stopping || failure) {
    due.emplace(place->second.state.next_poll.value_or(feeds::Time{}), subject.id);
  } else if (pause > parts.now() && !forced) {
    put_aside(subject.id, pause);
  } else {
    enqueue(subject.id);
  }
}

// What the visit tells of the network. Out: whether it is one more that misses it.
bool Poller::State::hear_of_network(const Subject& subject, const Contact& contact) {
  if (contact.reached) {
    const bool was_suspected = network.is_suspected();
    accounts.clear();
    if (network.heard(subject.id)) log::info("the network is back: polling goes on");
    if (was_suspected) begin_visits();
    return false;
  }
  const bool was_down = network.is_down();
  const bool misses = contact.missed && network.missed(subject.home.host, subject.feed.state, subject.begun);
  if (network.conclude(on_their_way) && !was_down) log::warning(NetworkDown().what());
  return misses;
}

// The network is down: those who were charged for it are as they were before, and all wait for it.
asio::awaitable<void> Poller::State::excuse(FeedId asked_last) {
  next_probe = std::chrono::steady_clock::now() + between_probes;
  for (const FeedId id : turns.withdraw_all()) {
    due.emplace(feeds->at(id).state.next_poll.value_or(feeds::Time{}), id);
    if (visited) visited({.feed = feeds->at(id).name(), .error = "not asked: the network is down"});
  }
  for (FeedState& state : network.excused()) {
    const auto place = feeds->find(state.id);
    if (place == feeds->end() || (state.id != asked_last && under_way.contains(state.id))) continue;
    due.erase({place->second.state.next_poll.value_or(feeds::Time{}), state.id});
    const bool was_charged = place->second.state.errors > state.errors;
    if (!was_charged && visited) {
      visited({.feed = place->second.name(), .error = "not reached: the network is down"});
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
    if (const auto account = accounts.find(state.id); account != accounts.end()) {
      record.taken_back = account->second;
    } else if (state.errors > 0) {
      record.error = "it failed before the network did";
    }
    co_await recorder.record(std::move(record));
  }
  const auto place = feeds->find(state.id);
  if (place == feeds->end()) co_return;
  const FeedId id = state.id;
  keep(id, std::move(state));
}

// The answer, and where that is a page that names the feed, the feed's.
asio::awaitable<Outcome> Poller::State::ask(const Subject& subject, const FeedState& before,
                                            std::chrono::milliseconds spent) {
  FetchRequest request = request_for(subject.feed, address_of(before));
  request.etag = before.validators.etag;
  request.last_modified = before.validators.last_modified;
  request.spent = spent;
  // The next visit comes when the server has long closed it, unless another feed of the host waits already.
  request.keep_connection = turns.is_wanted(subject.home.host) || subject.terms.interval <= longest_kept;
  Outcome outcome;
  request.contact = &outcome.contact;
  request.is_paused = [this, &outcome](const std::string& url) {
    outcome.paused = pause_on_way(url);
    return outcome.paused.has_value();
  };
  // What a page names is asked in the page's turn, which has begun.
  const bool is_first = address_of(before) == address_of(subject.feed.state);
  if (is_first && subject.home.address.empty()) {
    request.admit = [this, &subject](const std::string& address) {
      const bool is_spaced = subject.home.spaced && !read_host(address).is_private;
      return turns.admit(subject.home, address, is_spaced);
    };
  }
  const std::shared_ptr<Fetcher> its_fetcher = fetcher;
  const feeds::Result<Fetched> answer = co_await its_fetcher->fetch(std::move(request));
  if (outcome.contact.crowded) co_return outcome;
  recorder.answered(subject.id);
  hear_pause(answer);

  const double jitter = std::uniform_real_distribution<double>(0, 1)(random);
  const feeds::Time now = parts.now();
  // Made where it stays: it is large, and moving it would cost as much as judging an answer without a document.
  auto judge_it = [&] {
    return std::unique_ptr<Judged>(new Judged(judge(before, subject.terms, answer, now, jitter)));
  };
  // Whatever comes now, what was fetched is kept, unless there is more to fetch.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  // What brings no document costs less than the way to a worker and back.
  if (has_document(answer)) {
    outcome.judged = co_await offload(parts.workers, judge_it);
  } else {
    outcome.judged = judge_it();
  }
  if (answer.has_error()) {
    outcome.record().bytes = outcome.contact.bytes;
    outcome.record().duration = outcome.contact.duration;
  }
  if (!outcome.judged->older.empty()) see(outcome.seen, address_of(before), answer);
  if (outcome.paused) put_off(outcome.record().state, *outcome.paused, "host");
  if (!outcome.judged->leads_to.empty() && !stopping) co_await ask_named(subject, outcome);
  co_return outcome;
}

// The answer was a page that names a feed: that one's is put in its place.
asio::awaitable<void> Poller::State::ask_named(const Subject& subject, Outcome& outcome) {
  const std::string url = std::move(outcome.judged->leads_to);
  FeedState& after = outcome.record().state;
  if (const auto pause = pause_on_way(url)) {
    outcome.record().error += "; it names " + url + " as its feed, and its host asked for a pause";
    put_off(after, *pause, "host");
    co_return;
  }
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  const FeedState named = found_at(subject.feed.state, url);
  Outcome found = co_await ask(subject, named, outcome.record().duration);
  if (!found.record().error.empty()) {
    outcome.record().error += "; it names " + url + " as its feed: " + found.record().error;
    outcome.record().bytes += found.record().bytes;
    outcome.record().duration += found.record().duration;
    // The page would only lead there again: what the feed asks for (Retry-After) is waited for.
    if (const FeedState& its = found.record().state; its.next_poll) put_off(after, *its.next_poll, its.why);
    co_return;
  }
  found.record().bytes += outcome.record().bytes;
  found.record().duration += outcome.record().duration;
  outcome = std::move(found);
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
  if (!state.gone) due.emplace(state.next_poll.value_or(feeds::Time{}), id);
}

void Poller::State::count(const Visit& visit) {
  ++parts.metrics.polls[outcome_of(visit)];
  parts.metrics.poll_seconds.observe(visit.duration);
  parts.metrics.bytes_fetched += static_cast<std::uint64_t>(visit.bytes);
}

}  // namespace datelined
