// A feed as the poller knows it, and what a visit takes along of it.
//
// Loop thread only, but that a worker may read a subject while its visit waits for it.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/fetch/fetch.hpp"
#include "daemon/poll/network.hpp"
#include "daemon/poll/schedule.hpp"
#include "daemon/poll/turns.hpp"
#include "schema/records.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace datelined {

// Whom a feed is asked of: one for all feeds of which the addresses name it.
struct FeedServer {
  std::string host = {};     // its registrable domain, all of whose feeds share its patience; a local file is its own
  bool is_file = false;      // a local one
  bool is_private = false;   // the name is an address of one's own
  std::string address = {};  // as connected to last; empty: not yet
};

// As small as may be: there are tens of thousands, and most have nothing but a name and an address.
struct Feed {
  schema::FeedState state;
  std::optional<std::chrono::seconds> interval, keep_age;  // configured for it; nullopt: as for all
  std::optional<std::int64_t> keep_count;
  std::shared_ptr<const Route> route;               // null: as to all
  mutable std::shared_ptr<FeedServer> server = {};  // of address_of(state), once it was looked up

  const std::string& name() const { return state.subscription.name; }
};

Feed make_feed(const FeedSettings& settings, schema::FeedState state);

using Feeds = std::unordered_map<schema::FeedId, Feed>;

// What a visit takes along, whatever becomes of the configuration meanwhile.
struct Subject {
  schema::FeedId id;
  std::shared_ptr<const Feeds> configured;  // the feed is in it
  const Feed& feed;
  Terms terms;
  Home home;  // its address is found out on the way
  Network::Moment begun;
  bool has_arrived = false;
};

// What goes out for `url`: credentials were given for the configured server, not for where it may have sent
// us since.
FetchRequest request_for(const Feed& feed, const std::string& url);

bool is_due(const schema::FeedState& state, feeds::Time now);

// It is asked no sooner than that, unless never.
void put_off(schema::FeedState& state, feeds::Time until, std::string_view why);

// Clocks are set by seconds all the time.
inline constexpr std::chrono::seconds clock_slack{60};

// A last visit that is yet to come was by a clock that has been set back since: what it says of times to come does not
// count, or the feed would wait until that clock's time comes again. It is due, and its host asked for no pause.
void forget_later_clock(schema::FeedState& state, feeds::Time now);

}  // namespace datelined
