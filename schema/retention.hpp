// What is kept of entries that have become too old or too many: their names, so that a feed that brings one back
// publishes nothing, and their dates. Their texts go, with every revision.
//
// Within the store's write transaction.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"
#include "schema/stories.hpp"

#include <cstdint>

namespace datelined::schema {

class Retention {
 public:
  Retention(Database& database, Stories& stories);

  // Lets some of a feed's entries expire, the oldest first; a story goes with its last copy, and has another lead
  // where others are left. Returns how many: fewer than `at_most` when no more are due.
  int expire(FeedId feed, const Limits& limits, Time now, int at_most);

 private:
  Stories& stories_;
  Statement due_, hollow_, expire_, count_;
};

}  // namespace datelined::schema
