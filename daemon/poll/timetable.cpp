#include "daemon/poll/timetable.hpp"

#include <algorithm>
#include <utility>

namespace datelined {

using schema::FeedId;

namespace {

bool comes_later(const Timetable::Row& one, const Timetable::Row& other) {
  return std::pair(one.time, one.feed) > std::pair(other.time, other.feed);
}

}  // namespace

void Timetable::put(FeedId feed, feeds::Time time) {
  waiting_[feed] = time;
  rows_.push_back({time, feed});
  std::push_heap(rows_.begin(), rows_.end(), comes_later);
  tidy();
}

bool Timetable::take(FeedId feed) {
  const bool waited = waiting_.erase(feed) > 0;
  if (waited) tidy();
  return waited;
}

std::optional<Timetable::Row> Timetable::first() const {
  return rows_.empty() ? std::nullopt : std::optional(rows_.front());
}

std::vector<FeedId> Timetable::until(feeds::Time last) const {
  std::vector<FeedId> feeds;
  for (const auto& [feed, time] : waiting_) {
    if (time <= last) feeds.push_back(feed);
  }
  return feeds;
}

std::vector<FeedId> Timetable::clear() {
  rows_.clear();
  std::vector<FeedId> feeds;
  for (const auto& [feed, time] : std::exchange(waiting_, {})) feeds.push_back(feed);
  return feeds;
}

void Timetable::tidy() {
  while (!rows_.empty() && has_left(rows_.front())) {
    std::pop_heap(rows_.begin(), rows_.end(), comes_later);
    rows_.pop_back();
  }
  // Who leaves from the middle again and again, for a later time each, leaves rows behind.
  if (rows_.size() <= 2 * waiting_.size() + 64) return;
  rows_.clear();
  for (const auto& [feed, time] : waiting_) rows_.push_back({time, feed});
  std::make_heap(rows_.begin(), rows_.end(), comes_later);
}

bool Timetable::has_left(const Row& row) const {
  const auto waits = waiting_.find(row.feed);
  return waits == waiting_.end() || waits->second != row.time;
}

}  // namespace datelined
