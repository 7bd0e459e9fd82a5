// What a visit asks for: its feed, the feed that a page names, older pages after a gap.
#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/offload.hpp"
#include "daemon/poll/local_file.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace datelined {

using schema::FeedState;

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

}  // namespace

// What came, judged. Cancelled, it ends during the fetch; what has been fetched is judged and kept.
asio::awaitable<Outcome> Poller::State::look_at(Subject& subject) {
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

// The answer, and where that is a page that names the feed, the feed's.
asio::awaitable<Outcome> Poller::State::ask(Subject& subject, const FeedState& before,
                                            std::chrono::milliseconds spent) {
  FetchRequest request = request_for(subject.feed, address_of(before));
  request.etag = before.validators.etag;
  request.last_modified = before.validators.last_modified;
  request.takes_difference = before.errors == 0;
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
asio::awaitable<void> Poller::State::ask_named(Subject& subject, Outcome& outcome) {
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

}  // namespace datelined
