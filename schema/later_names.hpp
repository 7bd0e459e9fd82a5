// The names that an entry got after its first ones: a bounded number of them.
//
// A feed that makes up guids at each visit would have a row more for each entry at each visit, for ever. The first
// names stay for good, also of what has expired; of the later ones the newest. Within the store's write transaction.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <cstdint>

namespace datelined::schema {

class LaterNames {
 public:
  explicit LaterNames(Database& database);

  // The entry has just got this one.
  void add(FeedId feed, feeds::Key key, std::int64_t entry);

 private:
  Statement last_, add_, forget_, drop_;
};

}  // namespace datelined::schema
