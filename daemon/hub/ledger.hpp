// Who is subscribed to what at the hub, and who may become so: the table in memory, with its bounds. Pure.
//
// A subscription is one callback at one topic. It takes a place when it is asked for, is in force once the callback has
// said yes, and nothing of it is left when it says no. Hosts and networks are what the bounds go by: whose server the
// callback is, and whose machine asked.
// See: W3C WebSub §5.1, §5.3; its §8 for what the bounds are against.
#pragma once

#include "feeds/time.hpp"
#include "schema/hub.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace datelined {

struct HubLimits {
  std::size_t subscriptions = 1000;  // in all
  std::size_t per_host = 100;        // of their callbacks
  std::size_t per_network = 100;     // that asked for them
  std::size_t asked = 64;            // callbacks being asked at once
  std::size_t asked_per_host = 4;
  std::size_t asked_per_network = 8;
};

class HubLedger {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr int most_failures = 10;                    // callbacks of a host that said no, or nothing, within
  static constexpr std::chrono::seconds failures_window{60};  // from the first of them
  static constexpr std::size_t most_hosts_remembered = 10'000;

  explicit HubLedger(HubLimits limits) : limits_(limits) {}
  void set_limits(HubLimits limits) { limits_ = limits; }

  struct Claim {
    std::string topic, callback;
    std::string host;     // of the callback
    std::string network;  // of who asks; empty: not counted
    bool subscribe = true;
    bool reserved = false;  // it holds a place of a new subscription
  };
  struct Refusal {
    int status;
    std::string why;
    std::chrono::seconds retry_after{0};  // 0: not said
  };

  // Before a callback is asked: the claim, to be given back by settle(), or why it is not asked.
  std::variant<Claim, Refusal> claim(Claim wanted, Moment now);

  // The callback said no, or nothing.
  void refused(const Claim& claim, Moment now);

  // The callback said yes to leaving: what is dropped, if there was anything.
  std::optional<std::int64_t> left(const Claim& claim);

  // The callback said yes to a subscription: what is in force from now on, with its id. One that is renewed goes on
  // where it was: nothing that it has not been told of is lost.
  schema::HubSubscription kept(const Claim& claim, schema::HubSubscription subscription);

  // As it was at the last start.
  void restore(schema::HubSubscription subscription, std::string host, std::string network);

  struct Entry {
    schema::HubSubscription is;
    std::string host, network;
  };
  const Entry* find(std::int64_t id) const;
  void advance(std::int64_t id, std::int64_t sent);  // never back
  void drop(std::int64_t id);

  std::vector<std::int64_t> ids() const;
  std::vector<std::int64_t> expired(feeds::Time now) const;
  std::size_t size() const { return entries_.size(); }
  std::size_t asked() const { return asked_; }

 private:
  struct Failures {
    int count = 0;
    Moment until;
  };
  using Key = std::pair<std::string, std::string>;  // topic, callback
  using Counts = std::unordered_map<std::string, std::size_t>;

  std::optional<Refusal> full(const Claim& wanted) const;
  std::optional<Refusal> barred(const std::string& host, Moment now) const;
  void give_back(const Claim& claim);
  void count(const std::string& host, const std::string& network, bool more);
  void place(schema::HubSubscription subscription, std::string host, std::string network);
  void make_room(Moment now);

  HubLimits limits_;
  std::map<std::int64_t, Entry> entries_;
  std::map<Key, std::int64_t> places_;
  std::size_t reserved_ = 0;  // places of subscriptions that are not yet in force
  std::size_t asked_ = 0;
  Counts hosts_, networks_;  // subscriptions and reserved places
  Counts asked_hosts_, asked_networks_;
  std::unordered_map<std::string, Failures> failures_;
  std::int64_t last_id_ = 0;
};

}  // namespace datelined
