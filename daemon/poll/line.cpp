// Who is asked next: those that are due, those that were chosen, those whose host asked for a pause.
#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/poll/local_file.hpp"
#include "daemon/poll/poller_state.hpp"
#include "daemon/poll/redirects.hpp"
#include "daemon/spawn.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace datelined {

using schema::FeedId;
using schema::FeedState;
using std::chrono::seconds;

namespace {

// Names of servers are kept for so many.
constexpr std::size_t most_servers = 50'000;

FeedServer read_server(const std::string& url) {
  const feeds::Result<Target> target = read_target(url);
  if (target.has_error()) return {.host = url};
  Host host = read_host(target->host);
  return {.host = std::move(host.domain), .is_private = host.is_private};
}

}  // namespace

std::vector<FeedId> Poller::State::choose(const Sweep& sweep) {
  heed_clock();
  std::set<std::string> names(sweep.names.begin(), sweep.names.end());
  std::vector<FeedId> chosen;
  const feeds::Time now = parts.now();
  for (const FeedId id : order) {
    const Feed& feed = feeds->at(id);
    const bool named = sweep.names.empty() || names.erase(feed.name()) != 0;
    if (!named || !(sweep.force || is_due(feed.state, now))) continue;
    if (!sweep.force && pause_of(server_of(feed).host) > now) continue;
    chosen.push_back(id);
  }
  if (!names.empty()) throw std::invalid_argument("no feed is named " + *names.begin());
  // All of them: in the order that the next sweep has as well.
  if (sweep.force) return chosen;
  const auto due_at = [&](FeedId id) { return feeds->at(id).state.next_poll.value_or(feeds::Time{}); };
  std::stable_sort(chosen.begin(), chosen.end(), [&](FeedId a, FeedId b) { return due_at(a) < due_at(b); });
  return chosen;
}

Terms Poller::State::terms_of(const Feed& feed) const {
  return {.interval = feed.interval.value_or(poll.interval),
          .min_interval = poll.min_interval,
          .max_interval = poll.max_interval,
          .fixed = feed.interval.has_value(),
          .max_body = poll.max_body,
          .labels = labels,
          .documents = documents};
}

// When the clock was set back: who waits for a time that it had shown before is due, and who asked for a pause by that
// clock is heard again.
void Poller::State::heed_clock() {
  const feeds::Time now = parts.now();
  const bool was_set_back = now + clock_slack < latest;
  latest = was_set_back ? now : std::max(latest, now);
  if (!was_set_back) return;
  pauses.clear();
  for (const FeedId id : due.clear()) {
    Feed& feed = feeds->at(id);
    forget_later_clock(feed.state, now);
    wait_for_time(feed.state);
    if (feed.state.host_pause) remember_pause(server_of(feed).host, *feed.state.host_pause);
  }
}

void Poller::State::wait_for_time(const FeedState& state) {
  due.put(state.id, state.next_poll.value_or(feeds::Time{}));
}

void Poller::State::enqueue(FeedId id) {
  due.take(id);
  turns.wait(id, home_of(feeds->at(id)));
}

FeedServer& Poller::State::server_of(const Feed& feed) {
  if (feed.server) return *feed.server;
  const std::string& url = address_of(feed.state);
  if (is_local_file(url))
    return *(feed.server = std::make_shared<FeedServer>(FeedServer{.host = url, .is_file = true}));
  // As it is spelt there: to read each address would take as long as all else that is done to begin a visit.
  const std::string name = url.substr(0, url.find_first_of("/?#", url.find("://") + 3));
  if (servers.size() >= most_servers) servers.clear();
  std::shared_ptr<FeedServer>& named = servers[name];
  if (!named) named = std::make_shared<FeedServer>(read_server(url));
  return *(feed.server = named);
}

// As server_of() names it, for any address.
std::string Poller::State::host_at(const std::string& url) {
  return is_local_file(url) ? url : read_server(url).host;
}

Home Poller::State::home_of(const Feed& feed) {
  const FeedServer& server = server_of(feed);
  if (server.is_file) return {.host = server.host};
  // One's own servers are nobody else's to spare.
  const bool is_own = server.address.empty() ? server.is_private : read_host(server.address).is_private;
  return {.host = server.host, .address = server.address, .spaced = !is_own};
}

void Poller::State::enqueue_due() {
  heed_clock();
  if (network.is_down()) return enqueue_probe();
  const feeds::Time now = parts.now();
  for (auto next = due.first(); next && next->time <= now; next = due.first()) {
    const feeds::Time pause = pause_of(server_of(feeds->at(next->feed)).host);
    if (pause > now) {
      postpone(next->feed, pause);
    } else {
      enqueue(next->feed);
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
  for (const FeedId id : due.until(now)) {
    const FeedServer& server = server_of(feeds->at(id));
    if (server.is_file || pause_of(server.host) > now) continue;
    first = first ? std::min(*first, id) : id;
    if (id > last_probe) following = following ? std::min(*following, id) : id;
  }
  if (!first) return;
  last_probe = following.value_or(*first);
  enqueue(last_probe);
}

void Poller::State::begin_visits() {
  while (!recorder.is_stuck() && !recorder.is_behind() && !failure && !network.is_suspected()) {
    const std::optional<Turns::Turn> turn = turns.next(std::chrono::steady_clock::now());
    if (!turn) return;
    const FeedId id = turn->feed;
    const Feed& feed = feeds->at(id);
    Subject subject{id, feeds, feed, terms_of(feed), turn->home, network.now()};
    const auto stop_it = std::make_shared<asio::cancellation_signal>();
    under_way.emplace(id, stop_it);
    recorder.expect(id);
    ++on_their_way;
    spawn(parts.loop, visit(shared_from_this(), std::move(subject)), "poll " + feed.name(), stop_it);
  }
}

seconds Poller::State::time_to_sleep() const {
  feeds::Time next = parts.now() + longest_sleep;
  if (const auto first = due.first()) next = std::min(next, first->time);
  if (next_release) next = std::min(next, *next_release);
  return std::clamp(next - parts.now(), seconds{0}, longest_sleep);
}

// nullopt: a visit that ends says when. So it is while what has been visited waits for the store.
std::optional<Turns::Moment> Poller::State::next_turn() const {
  return recorder.is_behind() ? std::nullopt : turns.soonest();
}

// Until the next feed is due, a host may be asked again, the network be tried, or what was written be put to rest.
std::chrono::steady_clock::duration Poller::State::time_to_wake() const {
  const auto now = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration time = time_to_sleep();
  if (network.is_down()) time = is_idle() ? next_probe - now : longest_sleep;
  if (const auto soonest = next_turn()) time = std::min(time, *soonest - now);
  if (unwritten && is_idle()) time = std::min(time, next_rest - now);
  // No busier than a tick, whatever the clocks say.
  return std::max<std::chrono::steady_clock::duration>(time, std::chrono::milliseconds(1));
}

}  // namespace datelined
