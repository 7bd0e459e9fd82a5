#include "daemon/poll/turns.hpp"

#include <algorithm>
#include <utility>

namespace datelined {

using schema::FeedId;

namespace {

// One's own server needs no spacing. But while it answers at once, one connection takes one visit after another with
// less work for both than several would; from then on it counts as slow.
constexpr std::chrono::milliseconds prompt{100};

}  // namespace

void Turns::set_limits(Limits limits) {
  limits_ = limits;
  for (auto& [name, host] : hosts_) queue(name, host);
}

void Turns::wait(FeedId feed, const Home& home) {
  Host& host = hosts_[home.host];
  host.line.push_back({feed, home.address, home.spaced});
  ++waiting_;
  queue(home.host, host);
}

std::optional<Turns::Turn> Turns::next(Moment now) {
  if (visiting_ == 0 && waiting_ == 0) forget_addresses(now);
  while (!later_.empty() && later_.begin()->first <= now) {
    ready_.push_back(later_.begin()->second);
    later_.erase(later_.begin());
  }
  while (visiting_ < limits_.at_once && !warm_.empty()) {
    const std::string name = std::move(warm_.front());
    warm_.pop_front();
    const auto place = hosts_.find(name);
    // It stands in line beside, should it not be free.
    if (place == hosts_.end() || !is_free(place->second, now)) continue;
    return begin(name, place->second, now);
  }
  while (visiting_ < limits_.at_once && !ready_.empty()) {
    const std::string name = std::move(ready_.front());
    ready_.pop_front();
    Host& host = hosts_[name];
    host.queued = false;
    if (host.line.empty() || host.visiting >= limits_.per_host) {
      if (host.line.empty() && host.visiting == 0 && host.free <= now) hosts_.erase(name);
      continue;
    }
    if (auto turn = begin(name, host, now)) return turn;
  }
  return std::nullopt;
}

// The first in its line, for time to pass.
bool Turns::has_to_wait(const Host& host, Moment now) {
  return host.free > now && (host.line.front().spaced || host.visiting > 0);
}

bool Turns::is_free(const Host& host, Moment now) const {
  if (host.line.empty() || host.visiting >= limits_.per_host) return false;
  const Waiting& first = host.line.front();
  if (first.spaced || has_to_wait(host, now)) return false;
  const auto address = addresses_.find(first.address);
  return address == addresses_.end() || address->second.visiting < limits_.per_host;
}

// The first in a host's line, unless time or its address stands against it.
std::optional<Turns::Turn> Turns::begin(const std::string& name, Host& host, Moment now) {
  const Waiting first = host.line.front();
  if (has_to_wait(host, now)) {
    host.queued = true;
    later_.emplace(host.free, name);
    return std::nullopt;
  }
  if (!is_admitted(name, host, now)) return std::nullopt;
  host.free = now + (first.spaced ? limits_.spacing : prompt);
  host.line.pop_front();
  --waiting_;
  ++host.visiting;
  ++visiting_;
  queue(name, host);
  return Turn{first.feed, {name, first.address, first.spaced, now}};
}

// The first in a host's line has a place at its address from now on, or stands in line for one. A moment is kept for
// each: of thousands that live at one address, one looks again when its time comes, and not all.
bool Turns::is_admitted(const std::string& name, Host& host, Moment now) {
  const Waiting& first = host.line.front();
  if (first.address.empty()) return true;
  Address& address = addresses_[first.address];
  if (first.spaced && !host.place) {
    host.place = std::max(now, address.free);
    address.free = *host.place + limits_.spacing;
  }
  if (host.place && *host.place > now) {
    host.queued = true;
    later_.emplace(*host.place, name);
    return false;
  }
  host.place.reset();
  if (address.visiting >= limits_.per_host) {
    host.queued = true;
    address.blocked.push_back(name);
    return false;
  }
  ++address.visiting;
  return true;
}

// Time counts from when the visit began: how long a name takes to resolve is nothing to those who come after.
bool Turns::admit(Home& home, const std::string& address, bool spaced) {
  if (!home.address.empty()) return true;
  Address& its = addresses_[address];
  if (its.visiting >= limits_.per_host || (spaced && its.free > home.begun)) return false;
  ++its.visiting;
  if (spaced) its.free = home.begun + limits_.spacing;
  home.address = address;
  return true;
}

void Turns::forget_addresses(Moment now) {
  std::erase_if(addresses_, [&](const auto& address) { return address.second.free <= now; });
}

void Turns::leave(const Home& home) {
  const auto place = hosts_.find(home.host);
  Host& host = place->second;
  --host.visiting;
  --visiting_;
  if (!home.spaced && host.visiting == 0) host.free = {};
  // Those who wait for its address come before the next of its own, however many it has.
  const bool has_others = leave_address(home.address);
  queue(home.host, host);
  if (!home.spaced && !host.line.empty() && !has_others) warm_.push_back(home.host);
}

// Whether others wait for the place.
bool Turns::leave_address(const std::string& address) {
  const auto its = addresses_.find(address);
  if (its == addresses_.end()) return false;
  const bool has_others = !its->second.blocked.empty();
  --its->second.visiting;
  unblock(its->second);
  if (its->second.visiting == 0 && its->second.free == Moment{}) addresses_.erase(its);
  return has_others;
}

// A few, since a host may have been withdrawn meanwhile; all of them when no other visit will end here.
void Turns::unblock(Address& address) {
  std::size_t some = address.visiting == 0 ? address.blocked.size() : 4;
  for (; some > 0 && !address.blocked.empty(); --some) {
    ready_.push_back(std::move(address.blocked.front()));
    address.blocked.pop_front();
  }
}

std::optional<Turns::Moment> Turns::soonest() const {
  if (later_.empty() || visiting_ >= limits_.at_once) return std::nullopt;
  return later_.begin()->first;
}

std::vector<FeedId> Turns::withdraw(const std::string& host) {
  const auto place = hosts_.find(host);
  return place == hosts_.end() ? std::vector<FeedId>{} : clear_line(place->second);
}

std::vector<FeedId> Turns::withdraw_all() {
  std::vector<FeedId> all;
  for (auto& [name, host] : hosts_) {
    const std::vector<FeedId> feeds = clear_line(host);
    all.insert(all.end(), feeds.begin(), feeds.end());
  }
  return all;
}

bool Turns::is_wanted(const std::string& host) const {
  const auto place = hosts_.find(host);
  return place != hosts_.end() && !place->second.line.empty();
}

// A host whose line is empty stays for as long as its spacing asks: the one who queues it again clears up.
void Turns::queue(const std::string& name, Host& host) {
  if (host.queued || host.visiting >= limits_.per_host) return;
  if (host.line.empty() && host.visiting > 0) return;
  host.queued = true;
  if (host.line.empty()) {
    later_.emplace(host.free, name);
  } else {
    ready_.push_back(name);
  }
}

std::vector<FeedId> Turns::clear_line(Host& host) {
  std::vector<FeedId> feeds;
  for (const Waiting& waiting : host.line) feeds.push_back(waiting.feed);
  waiting_ -= feeds.size();
  host.line.clear();
  host.place.reset();
  return feeds;
}

}  // namespace datelined
