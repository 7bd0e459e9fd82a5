#include "daemon/poll/turns.hpp"

#include <utility>

namespace datelined {

using schema::FeedId;

void Turns::set_limits(std::size_t at_once, std::size_t per_host) {
  at_once_ = at_once;
  per_host_ = per_host;
  for (auto& [name, host] : hosts_) make_ready(name, host);
}

void Turns::wait(FeedId feed, const std::string& host) {
  Host& its = hosts_[host];
  its.line.push_back(feed);
  ++waiting_;
  make_ready(host, its);
}

std::optional<FeedId> Turns::next() {
  while (visiting_ < at_once_ && !ready_.empty()) {
    const std::string name = std::move(ready_.front());
    ready_.pop_front();
    Host& host = hosts_[name];
    host.ready = false;
    if (host.line.empty() || host.visiting >= per_host_) continue;

    const FeedId feed = host.line.front();
    host.line.pop_front();
    --waiting_;
    ++host.visiting;
    ++visiting_;
    make_ready(name, host);
    return feed;
  }
  return std::nullopt;
}

void Turns::leave(const std::string& host) {
  const auto place = hosts_.find(host);
  Host& its = place->second;
  --its.visiting;
  --visiting_;
  make_ready(host, its);
  if (its.visiting == 0 && its.line.empty() && !its.ready) hosts_.erase(place);
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

void Turns::make_ready(const std::string& name, Host& host) {
  if (host.ready || host.line.empty() || host.visiting >= per_host_) return;
  host.ready = true;
  ready_.push_back(name);
}

std::vector<FeedId> Turns::clear_line(Host& host) {
  const std::vector<FeedId> feeds(host.line.begin(), host.line.end());
  waiting_ -= feeds.size();
  host.line.clear();
  return feeds;
}

}  // namespace datelined
