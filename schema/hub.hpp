// The subscriptions of the daemon's own hub, from one start to the next.
//
// Who keeps them in memory gives them their ids and writes what has changed, as much as there is at once. Within the
// store's write transaction.
#pragma once

#include "feeds/time.hpp"
#include "schema/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace datelined::schema {

struct HubSubscription {
  std::int64_t id = 0;
  std::string topic;     // path and parameters of the feed, without the base URL: "atom.xml?lang=ur"
  std::string callback;  // where its changes go
  std::string secret;    // signs them; empty: nothing does
  std::string access;    // by what it may read the topic: opaque here
  std::string address;   // of who asked; empty: not known
  feeds::Time expires;
  std::int64_t sent = 0;  // the last change number it has been told of
  bool operator==(const HubSubscription&) const = default;
};

// What happened since the last write. What is both kept and dropped is dropped.
struct HubChanges {
  struct Progress {
    std::int64_t id, sent;
  };
  std::vector<HubSubscription> kept;  // new, or in the place of what has their id
  std::vector<std::int64_t> dropped;
  std::vector<Progress> progress;

  bool empty() const { return kept.empty() && dropped.empty() && progress.empty(); }
};

class HubSubscriptions {
 public:
  explicit HubSubscriptions(Database& database);

  std::vector<HubSubscription> all();  // by id, the expired ones too
  void write(const HubChanges& changes);

 private:
  Statement all_, keep_, drop_, advance_;
};

}  // namespace datelined::schema
