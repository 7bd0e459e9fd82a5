#include "schema/later_names.hpp"

namespace datelined::schema {

namespace {

// A publisher changes its scheme a few times in an entry's life; more than that are names that never come back.
constexpr std::int64_t most = 16;

}  // namespace

LaterNames::LaterNames(Database& database)
    : last_(database, "SELECT coalesce(max(number), 0) FROM later_name WHERE entry = ?1"),
      add_(database, "INSERT INTO later_name (entry, number, key) VALUES (?1, ?2, ?3)"),
      // Unless the name is another entry's by now.
      forget_(database,
              "DELETE FROM entry_key WHERE feed = ?1 AND entry = ?2"
              " AND key IN (SELECT key FROM later_name WHERE entry = ?2 AND number <= ?3)"),
      drop_(database, "DELETE FROM later_name WHERE entry = ?1 AND number <= ?2") {}

void LaterNames::add(FeedId feed, feeds::Key key, std::int64_t entry) {
  std::int64_t last = 0;
  last_.query(entry).next(last);
  const std::int64_t number = last + 1;
  add_.run(entry, number, key);
  if (number <= most) return;
  forget_.run(feed, entry, number - most);
  drop_.run(entry, number - most);
}

}  // namespace datelined::schema
