#include "schema/retention.hpp"

#include "schema/document.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace datelined::schema {

Retention::Retention(Database& database, Stories& stories)
    : stories_(stories),
      // The newest one that is too many, by the index of the feed's times; then what stands behind it in a list. Many
      // may share its time: a feed without dates has one for all that a document brought.
      due_(database,
           "SELECT id, story FROM entry WHERE feed = ?1 AND status NOT IN ('expired', 'embargoed')"
           " AND (time < ?2 OR (time, story, id) <= (SELECT time, story, id FROM entry"
           "                                         WHERE feed = ?1 AND status <> 'expired'"
           "                                         ORDER BY time DESC, story DESC, id DESC LIMIT 1 OFFSET ?3))"
           " ORDER BY time LIMIT ?4"),
      hollow_(database,
              "WITH RECURSIVE past(id, previous) AS ("
              " SELECT r.id, r.previous FROM entry e JOIN revision r ON r.id = e.latest WHERE e.id = ?1"
              " UNION ALL SELECT r.id, r.previous FROM past p JOIN revision r ON r.id = p.previous)"
              " UPDATE revision SET document = ?2, checksum = ?3 WHERE id IN (SELECT id FROM past)"),
      expire_(database, "UPDATE entry SET status = 'expired' WHERE id = ?1"),
      count_(database, "UPDATE feed SET entries = max(0, entries - ?2) WHERE id = ?1"),
      oldest_(
          database,
          "SELECT time FROM entry WHERE feed = ?1 AND status NOT IN ('expired', 'embargoed') ORDER BY time LIMIT 1") {}

int Retention::expire(FeedId feed, const Limits& limits, Time now, int at_most) {
  const std::int64_t oldest = limits.age.count() > 0 ? (now - limits.age).time_since_epoch().count()
                                                     : std::numeric_limits<std::int64_t>::min() + 1;
  const std::int64_t most = limits.count > 0 ? limits.count : std::numeric_limits<std::int64_t>::max();
  std::vector<std::pair<std::int64_t, std::int64_t>> due;
  std::int64_t entry = 0, story = 0;
  for (Rows rows = due_.query(feed, oldest, most, at_most); rows.next(entry, story);) due.emplace_back(entry, story);

  const Document nothing = write_document(feeds::Entry{});
  for (const auto& [one, its_story] : due) {
    hollow_.run(one, nothing.text, nothing.checksum);
    expire_.run(one);
    stories_.copy_changed(its_story, one, now);
  }
  if (!due.empty()) count_.run(feed, due.size());
  return static_cast<int>(due.size());
}

void Retention::settle(FeedId feed, const Limits& limits) {
  Settled is{limits, Time::max()};
  oldest_.query(feed).next(is.oldest);
  settled_.insert_or_assign(feed, is);
}

bool Retention::is_settled(FeedId feed, const Limits& limits, Time now) const {
  const auto known = settled_.find(feed);
  if (known == settled_.end() || known->second.limits != limits) return false;
  return limits.age.count() <= 0 || known->second.oldest >= now - limits.age;
}

}  // namespace datelined::schema
