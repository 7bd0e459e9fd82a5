#include "daemon/hub/ledger.hpp"

#include <algorithm>

namespace datelined {
namespace {

using std::chrono::seconds;

constexpr seconds soon{10}, later{3600};

std::size_t count_of(const std::unordered_map<std::string, std::size_t>& counts, const std::string& key) {
  const auto place = counts.find(key);
  return place == counts.end() ? 0 : place->second;
}

void add(std::unordered_map<std::string, std::size_t>& counts, const std::string& key, bool more) {
  if (more) {
    ++counts[key];
  } else if (const auto place = counts.find(key); place != counts.end() && --place->second == 0) {
    counts.erase(place);
  }
}

}  // namespace

std::variant<HubLedger::Claim, HubLedger::Refusal> HubLedger::claim(Claim wanted, Moment now) {
  if (auto refusal = barred(wanted.host, now)) return std::move(*refusal);
  if (asked_ >= limits_.asked || count_of(asked_hosts_, wanted.host) >= limits_.asked_per_host ||
      count_of(asked_networks_, wanted.network) >= limits_.asked_per_network) {
    return Refusal{503, "too many callbacks are being asked: please ask again", soon};
  }
  wanted.reserved = wanted.subscribe && !places_.contains({wanted.topic, wanted.callback});
  if (wanted.reserved) {
    if (auto refusal = full(wanted)) return std::move(*refusal);
    ++reserved_;
    count(wanted.host, wanted.network, true);
  }
  ++asked_;
  add(asked_hosts_, wanted.host, true);
  if (!wanted.network.empty()) add(asked_networks_, wanted.network, true);
  return wanted;
}

std::optional<HubLedger::Refusal> HubLedger::full(const Claim& wanted) const {
  if (entries_.size() + reserved_ >= limits_.subscriptions) {
    return Refusal{503, "the hub has as many subscriptions as it takes", later};
  }
  if (count_of(hosts_, wanted.host) >= limits_.per_host) {
    return Refusal{403, "hub.callback: its host has as many subscriptions as it may have"};
  }
  if (!wanted.network.empty() && count_of(networks_, wanted.network) >= limits_.per_network) {
    return Refusal{403, "this address has as many subscriptions as it may have"};
  }
  return std::nullopt;
}

// The hub asks whoever it is told to: a host that keeps saying no is not the one that wants to hear from us.
std::optional<HubLedger::Refusal> HubLedger::barred(const std::string& host, Moment now) const {
  const auto place = failures_.find(host);
  if (place == failures_.end() || place->second.count < most_failures || now >= place->second.until) {
    return std::nullopt;
  }
  return Refusal{429, "hub.callback: its host has not agreed too often",
                 std::chrono::ceil<seconds>(place->second.until - now)};
}

void HubLedger::refused(const Claim& claim, Moment now) {
  give_back(claim);
  const auto place = failures_.find(claim.host);
  if (place != failures_.end() && now < place->second.until) {
    ++place->second.count;
    return;
  }
  if (place == failures_.end()) make_room(now);
  failures_[claim.host] = {1, now + failures_window};
}

// Where all that is remembered is fresh, nobody is: that many hosts at once are no one's mistake.
void HubLedger::make_room(Moment now) {
  if (failures_.size() < most_hosts_remembered) return;
  std::erase_if(failures_, [&](const auto& host) { return now >= host.second.until; });
  if (failures_.size() >= most_hosts_remembered) failures_.clear();
}

std::optional<std::int64_t> HubLedger::left(const Claim& claim) {
  give_back(claim);
  const auto place = places_.find({claim.topic, claim.callback});
  if (place == places_.end()) return std::nullopt;
  const std::int64_t id = place->second;
  drop(id);
  return id;
}

schema::HubSubscription HubLedger::kept(const Claim& claim, schema::HubSubscription subscription) {
  give_back(claim);
  subscription.topic = claim.topic;
  subscription.callback = claim.callback;
  const auto place = places_.find({claim.topic, claim.callback});
  if (place == places_.end()) {
    subscription.id = ++last_id_;
  } else {
    const std::int64_t id = place->second;
    const std::int64_t sent = entries_.at(id).is.sent;
    drop(id);
    subscription.id = id;
    subscription.sent = sent;
  }
  this->place(subscription, claim.host, claim.network);
  return subscription;
}

void HubLedger::restore(schema::HubSubscription subscription, std::string host, std::string network) {
  last_id_ = std::max(last_id_, subscription.id);
  place(std::move(subscription), std::move(host), std::move(network));
}

void HubLedger::place(schema::HubSubscription subscription, std::string host, std::string network) {
  count(host, network, true);
  places_[{subscription.topic, subscription.callback}] = subscription.id;
  const std::int64_t id = subscription.id;
  entries_.insert_or_assign(id, Entry{std::move(subscription), std::move(host), std::move(network)});
}

void HubLedger::give_back(const Claim& claim) {
  --asked_;
  add(asked_hosts_, claim.host, false);
  if (!claim.network.empty()) add(asked_networks_, claim.network, false);
  if (!claim.reserved) return;
  --reserved_;
  count(claim.host, claim.network, false);
}

void HubLedger::count(const std::string& host, const std::string& network, bool more) {
  add(hosts_, host, more);
  if (!network.empty()) add(networks_, network, more);
}

const HubLedger::Entry* HubLedger::find(std::int64_t id) const {
  const auto place = entries_.find(id);
  return place == entries_.end() ? nullptr : &place->second;
}

void HubLedger::advance(std::int64_t id, std::int64_t sent) {
  const auto place = entries_.find(id);
  if (place != entries_.end()) place->second.is.sent = std::max(place->second.is.sent, sent);
}

void HubLedger::drop(std::int64_t id) {
  const auto place = entries_.find(id);
  if (place == entries_.end()) return;
  count(place->second.host, place->second.network, false);
  places_.erase({place->second.is.topic, place->second.is.callback});
  entries_.erase(place);
}

std::vector<std::int64_t> HubLedger::ids() const {
  std::vector<std::int64_t> ids;
  ids.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) ids.push_back(id);
  return ids;
}

std::vector<std::int64_t> HubLedger::expired(feeds::Time now) const {
  std::vector<std::int64_t> ids;
  for (const auto& [id, entry] : entries_) {
    if (entry.is.expires <= now) ids.push_back(id);
  }
  return ids;
}

}  // namespace datelined
