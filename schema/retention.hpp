// What is kept of entries that have become too old or too many: their names, so that a feed that brings one back
// publishes nothing, and their dates. Their texts go, with every revision.
//
// Within the store's write transaction. To find that nothing is due takes a look at all that a feed ever had: of feeds
// that were looked at it is remembered until when that holds.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"
#include "schema/stories.hpp"

#include <cstdint>
#include <unordered_map>

namespace datelined::schema {

class Retention {
 public:
  Retention(Database& database, Stories& stories);

  // Lets some of a feed's entries expire, the oldest first; a story goes with its last copy, and has another lead
  // where others are left. Returns how many: fewer than `at_most` when no more are due.
  int expire(FeedId feed, const Limits& limits, Time now, int at_most);

  // That was committed and found no more; the feed's entries are others since; any feed's may be.
  void settle(FeedId feed, const Limits& limits);
  void unsettle(FeedId feed) { settled_.erase(feed); }
  void unsettle_all() { settled_.clear(); }

  // Whether nothing of the feed can be due. Needs no transaction.
  bool is_settled(FeedId feed, const Limits& limits, Time now) const;

 private:
  struct Settled {
    Limits limits;
    Time oldest;  // of what is kept
  };

  Stories& stories_;
  Statement due_, hollow_, expire_, count_, oldest_;
  std::unordered_map<FeedId, Settled> settled_;
};

}  // namespace datelined::schema
