// Who waits for which time, the soonest first. Each feed waits once, or not at all. Pure.
//
// Each visit takes one out and puts it back for later. Nobody moves up for that, as in a tree: who has left is passed
// over when its time comes up.
#pragma once

#include "schema/records.hpp"

#include <optional>
#include <unordered_map>
#include <vector>

namespace datelined {

class Timetable {
 public:
  struct Row {
    feeds::Time time;
    schema::FeedId feed;
  };

  // Instead of the time that it has waited for.
  void put(schema::FeedId feed, feeds::Time time);

  // false: it did not wait.
  bool take(schema::FeedId feed);

  // nullopt: nobody waits.
  std::optional<Row> first() const;

  // All who wait for a time until `last`, in no order.
  std::vector<schema::FeedId> until(feeds::Time last) const;

  // Nobody waits any more. Out: who did.
  std::vector<schema::FeedId> clear();

 private:
  void tidy();
  bool has_left(const Row& row) const;

  std::unordered_map<schema::FeedId, feeds::Time> waiting_;
  std::vector<Row> rows_;  // a heap; its first has not left
};

}  // namespace datelined
