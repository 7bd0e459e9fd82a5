#include "daemon/poll/recorder.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/spawn.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;

// Enough to share a fsync, few enough that readers of the store soon see what came.
constexpr std::size_t visits_a_batch = 256;
constexpr std::size_t entries_a_batch = 4'000;

// Visits that left nothing but times wait for others until they are so many.
constexpr std::size_t most_noted = 2'000;

// So many wait for no slower one: each of them holds its host's turn.
constexpr std::size_t most_held = 64;

constexpr auto between_retries = 2s;
constexpr auto between_complaints = 1min;

}  // namespace

// One visit that waits for its commit; lives in the coroutine that waits.
struct Recorder::Waiting {
  schema::PollRecord record;
  Number number;
  asio::steady_timer over;  // never expires: cancelled when the visit is kept or given up
  schema::Changes changes = {};
  std::exception_ptr failure = {};
  bool done = false;

  void end() {
    done = true;
    over.cancel();
  }
};

Recorder::Recorder(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store)
    : Recorder(loop, writer, store, Patience()) {}

Recorder::Recorder(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store, Patience patience)
    : loop_(loop), writer_(writer), store_(store), patience_(patience), retry_(loop), held_(loop) {}

void Recorder::expect(schema::FeedId feed) {
  numbers_[feed] = ++last_number_;
  under_way_[last_number_] = std::chrono::steady_clock::now() + patience_.answer;
}

void Recorder::answered(schema::FeedId feed) {
  const auto number = numbers_.find(feed);
  if (number == numbers_.end()) return;
  const auto visit = under_way_.find(number->second);
  const Moment now = std::chrono::steady_clock::now();
  // Who was not waited for will not be.
  if (visit != under_way_.end() && visit->second > now) visit->second = now + patience_.reading;
}

void Recorder::ended(schema::FeedId feed) {
  const auto number = numbers_.find(feed);
  if (number == numbers_.end()) return;
  under_way_.erase(number->second);
  numbers_.erase(number);
  held_.cancel();
}

// 0, before all others, for what nobody announced: what a hub sent is no visit.
Recorder::Number Recorder::number_of(const schema::PollRecord& record) const {
  const auto number = record.pushed ? numbers_.end() : numbers_.find(record.state.id);
  return number == numbers_.end() ? 0 : number->second;
}

asio::awaitable<schema::Changes> Recorder::record(schema::PollRecord record) {
  const Number its_number = number_of(record);
  Waiting waiting{std::move(record), its_number, asio::steady_timer(loop_, asio::steady_timer::time_point::max())};
  entries_queued_ += waiting.record.entries.size();
  under_way_.erase(waiting.number);
  const auto place = std::upper_bound(queue_.begin(), queue_.end(), waiting.number,
                                      [](Number one, const Waiting* other) { return one < other->number; });
  queue_.insert(place, &waiting);
  held_.cancel();
  if (!writing_) {
    writing_ = true;
    spawn(loop_, write_all(), "recorder");
  }
  boost::system::error_code woken;
  while (!waiting.done) co_await waiting.over.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (waiting.failure) std::rethrow_exception(waiting.failure);
  co_return waiting.changes;
}

void Recorder::note(schema::Confirmed visit) {
  if (noted_.empty()) noted_.reserve(most_noted);
  noted_.push_back(std::move(visit));
  if (noted_.size() == most_noted) spawn(loop_, flush(), "recorder");
}

// A record of no feed, which keeps nothing, takes them along.
asio::awaitable<void> Recorder::flush() {
  if (!noted_.empty() || !postponed_.empty()) co_await record(schema::PollRecord());
}

bool Recorder::is_behind() const {
  return entries_queued_ >= entries_a_batch;
}

void Recorder::set_patient(bool patient) {
  patient_ = patient;
  if (!patient) retry_.cancel();
}

asio::awaitable<void> Recorder::write_all() {
  while (!queue_.empty()) {
    const Moment now = std::chrono::steady_clock::now();
    if (const Moment moment = held_until(now); moment > now) {
      held_.expires_at(moment);
      boost::system::error_code woken;
      co_await held_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      continue;
    }
    const Batch batch = take_batch();
    std::vector<schema::PollRecord> records;
    for (Waiting* waiting : batch) records.push_back(std::move(waiting->record));

    co_await write(batch, records);
    for (Waiting* waiting : batch) waiting->end();
  }
  writing_ = false;
}

asio::awaitable<void> Recorder::write(const Batch& batch, const std::vector<schema::PollRecord>& records) {
  std::vector<schema::Confirmed> noted = std::exchange(noted_, {});
  std::vector<schema::Postponed> postponed = std::exchange(postponed_, {});
  auto write_it = [&] { return store_.record(records, noted, postponed); };
  for (;;) {
    std::exception_ptr failure;
    bool again = false;
    try {
      const std::vector<schema::Changes> changes = co_await offload(writer_, write_it);
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->changes = changes[i];
      if (stuck_) log::info("the store writes again: polling goes on");
      stuck_ = false;
      co_return;
    } catch (const schema::StoreError& error) {
      failure = std::current_exception();
      again = patient_;
      if (again) complain(error.what());
    } catch (...) {
      failure = std::current_exception();
    }
    if (!again) {
      for (Waiting* waiting : batch) waiting->failure = failure;
      noted_.insert(noted_.begin(), std::make_move_iterator(noted.begin()), std::make_move_iterator(noted.end()));
      postponed_.insert(postponed_.begin(), postponed.begin(), postponed.end());
      co_return;
    }
    retry_.expires_after(between_retries);
    boost::system::error_code woken;
    co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

// Until when the first that waits is held up by one that began before it; `now` or earlier: it is not.
Recorder::Moment Recorder::held_until(Moment now) {
  Moment until = now;
  if (queue_.size() >= most_held) return until;
  for (const auto& [number, moment] : under_way_) {
    if (number > queue_.front()->number) break;
    until = std::max(until, moment);
  }
  return until;
}

Recorder::Batch Recorder::take_batch() {
  Batch batch;
  std::size_t entries = 0;
  const Moment now = std::chrono::steady_clock::now();
  const bool all = queue_.size() >= most_held;
  const auto slow = [&](const auto& visit) { return visit.second > now; };
  const auto held = std::find_if(under_way_.begin(), under_way_.end(), slow);
  const Number last = all || held == under_way_.end() ? last_number_ : held->first;
  while (!queue_.empty() && queue_.front()->number <= last && batch.size() < visits_a_batch &&
         entries < entries_a_batch) {
    entries += queue_.front()->record.entries.size();
    batch.push_back(queue_.front());
    queue_.pop_front();
  }
  entries_queued_ -= entries;
  return batch;
}

void Recorder::complain(const std::string& failure) {
  const auto now = std::chrono::steady_clock::now();
  if (!stuck_ || now - complained_ >= between_complaints) {
    log::error(failure + "; polling pauses until the store can be written");
    complained_ = now;
  }
  stuck_ = true;
}

}  // namespace datelined
