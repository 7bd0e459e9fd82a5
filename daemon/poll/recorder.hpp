// Visits on their way into the store: what has queued while one transaction ran is the next.
//
// A fsync a batch, not a visit. Loop thread only; the store is touched on the writer alone. While the
// store fails, visits wait and are tried again: none is lost, and no feed is charged for it.
//
// Visits that were announced are kept in the order in which they began, whichever of them ends first: which entry
// comes first decides which stories there are, and two sweeps over equal feeds shall give equal ones. A slow host is
// waited for only a moment, and never by many.
#pragma once

#include "schema/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace datelined {

namespace asio = boost::asio;

class Recorder {
 public:
  // How long what began later waits for a visit: for its answer, and for that to be read.
  struct Patience {
    std::chrono::steady_clock::duration answer = std::chrono::milliseconds(500);
    std::chrono::steady_clock::duration reading = std::chrono::seconds(2);
  };

  Recorder(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store);
  Recorder(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store, Patience patience);

  // A visit begins; has its answer; has ended, with a record or without.
  void expect(schema::FeedId feed);
  void answered(schema::FeedId feed);
  void ended(schema::FeedId feed);

  // Returns once the record is committed. Not to be cancelled.
  // Bad: StoreError, when not patient; else it waits until the store writes again.
  asio::awaitable<schema::Changes> record(schema::PollRecord record);

  // Takes note of a visit that left nothing but its times. They go into the store with what comes next, many at
  // once, or with flush(). Lost in a crash, they have the feed asked once more.
  void note(schema::Confirmed visit);

  // The same of a feed that is to wait.
  void postpone(schema::Postponed feed) { postponed_.push_back(feed); }

  // Returns once all that was noted is committed. Bad: as record().
  asio::awaitable<void> flush();

  // Whether a failing store is waited for. An impatient one fails at once, also those that wait already.
  void set_patient(bool patient);

  // The store fails and is waited for: no time to begin visits.
  bool is_stuck() const { return stuck_; }

  // More waits than one transaction takes: what is begun now would only wait in memory.
  bool is_behind() const;

 private:
  struct Waiting;
  using Batch = std::vector<Waiting*>;

  using Number = std::uint64_t;  // of a visit, in the order of beginning
  using Moment = std::chrono::steady_clock::time_point;

  Number number_of(const schema::PollRecord& record) const;
  asio::awaitable<void> write_all();
  Moment held_until(Moment now);
  asio::awaitable<void> write(const Batch& batch, const std::vector<schema::PollRecord>& records);
  Batch take_batch();
  void complain(const std::string& failure);

  asio::any_io_executor loop_;
  asio::thread_pool& writer_;
  schema::Store& store_;
  Patience patience_;
  std::deque<Waiting*> queue_;  // in the order of their numbers
  std::size_t entries_queued_ = 0;
  std::vector<schema::Confirmed> noted_;
  std::vector<schema::Postponed> postponed_;
  std::map<Number, Moment> under_way_;  // and how long they are waited for
  std::unordered_map<schema::FeedId, Number> numbers_;
  Number last_number_ = 0;
  bool writing_ = false, patient_ = true, stuck_ = false;
  asio::steady_timer retry_, held_;
  std::chrono::steady_clock::time_point complained_{};
};

}  // namespace datelined
