#include "schema/pushes.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace datelined::schema {
namespace {

constexpr std::array<std::string_view, 5> states{"wanted", "asked", "live", "denied", "leaving"};

PushState read_state(std::string_view text) {
  const auto place = std::find(states.begin(), states.end(), text);
  return place == states.end() ? PushState::wanted : static_cast<PushState>(place - states.begin());
}

// URLs hold no line breaks.
std::string write_hubs(const std::vector<std::string>& hubs) {
  std::string text;
  for (const std::string& hub : hubs) text += (text.empty() ? "" : "\n") + hub;
  return text;
}

std::vector<std::string> read_hubs(std::string_view text) {
  std::vector<std::string> hubs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    hubs.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return hubs;
}

}  // namespace

std::string_view to_string(PushState state) {
  return states[static_cast<std::size_t>(state)];
}

Pushes::Pushes(Database& database)
    : all_(database,
           "SELECT feed, url, topic, hubs, hub, callback, token, secret, state, since, lease_end, asked, next_try,"
           "       failures, error, last_delivery, deliveries, rejected FROM push ORDER BY id"),
      adverts_(database, "SELECT a.feed, a.topic, a.hubs FROM advert a JOIN feed f ON f.id = a.feed WHERE f.active"),
      keep_(database,
            "INSERT INTO push (feed, url, topic, hubs, hub, callback, token, secret, state, since, lease_end, asked,"
            " next_try, failures, error, last_delivery, deliveries, rejected)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, NULL, 0, ?16)"
            " ON CONFLICT (token) DO UPDATE SET hubs = ?4, hub = ?5, state = ?9, since = ?10, lease_end = ?11,"
            " asked = ?12, next_try = ?13, failures = ?14, error = ?15, rejected = ?16"),
      drop_(database, "DELETE FROM push WHERE token = ?1"),
      keep_advert_(database, "INSERT OR REPLACE INTO advert (feed, topic, hubs) VALUES (?1, ?2, ?3)"),
      drop_advert_(database, "DELETE FROM advert WHERE feed = ?1"),
      delivered_(database,
                 "UPDATE push SET last_delivery = ?2, deliveries = deliveries + 1"
                 " WHERE feed = ?1 AND state <> 'leaving'") {}

std::vector<Push> Pushes::all() {
  std::vector<Push> pushes;
  Push push;
  std::string_view hubs, state;
  for (Rows rows = all_.query();
       rows.next(push.feed, push.url, push.advert.topic, hubs, push.hub, push.callback, push.token, push.secret, state,
                 push.since, push.lease_end, push.asked, push.next_try, push.failures, push.error, push.last_delivery,
                 push.deliveries, push.rejected);) {
    push.advert.hubs = read_hubs(hubs);
    push.state = read_state(state);
    if (push.hub < push.advert.hubs.size()) pushes.push_back(push);
  }
  return pushes;
}

std::vector<std::pair<FeedId, Advert>> Pushes::adverts() {
  std::vector<std::pair<FeedId, Advert>> all;
  FeedId feed = 0;
  Advert advert;
  std::string_view hubs;
  for (Rows rows = adverts_.query(); rows.next(feed, advert.topic, hubs);) {
    advert.hubs = read_hubs(hubs);
    all.emplace_back(feed, advert);
  }
  return all;
}

void Pushes::keep(const Push& push) {
  keep_.run(push.feed, push.url, push.advert.topic, write_hubs(push.advert.hubs), push.hub, push.callback, push.token,
            push.secret, to_string(push.state), push.since, push.lease_end, push.asked, push.next_try, push.failures,
            push.error, push.rejected);
}

void Pushes::drop(const std::string& token) {
  drop_.run(token);
}

void Pushes::keep_advert(FeedId feed, const Advert& advert) {
  if (advert.hubs.empty()) return drop_advert_.run(feed);
  keep_advert_.run(feed, advert.topic, write_hubs(advert.hubs));
}

void Pushes::delivered(FeedId feed, Time at) {
  delivered_.run(feed, at);
}

}  // namespace datelined::schema
