#include "daemon/hub/books.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace datelined {
namespace {

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

constexpr std::chrono::seconds pace{1};              // between two writes: each costs a sync
constexpr std::chrono::seconds after_a_failure{60};  // of the store

}  // namespace

Books::Books(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store, Find find)
    : writer_(writer), store_(store), find_(std::move(find)), wanted_(loop), pause_(loop) {}

void Books::changed(std::int64_t id) {
  changed_.insert(id);
  write_soon();
}

void Books::advanced(std::int64_t id, bool soon) {
  advanced_.insert(id);
  if (soon) write_soon();
}

void Books::write_soon() {
  is_wanted_ = true;
  wanted_.cancel();
}

void Books::stop() {
  stopped_ = true;
  wanted_.cancel();
  pause_.cancel();
}

asio::awaitable<void> Books::run() {
  while (!stopped_) {
    if (!std::exchange(is_wanted_, false)) {
      wanted_.expires_at(std::chrono::steady_clock::time_point::max());
      co_await wanted_.async_wait(waiting);
      continue;
    }
    const bool written = co_await write();
    if (stopped_) break;
    pause_.expires_after(written ? pace : after_a_failure);
    co_await pause_.async_wait(waiting);
  }
}

schema::HubChanges Books::take() {
  schema::HubChanges changes;
  for (const std::int64_t id : changed_) {
    if (const schema::HubSubscription* subscription = find_(id)) {
      changes.kept.push_back(*subscription);
    } else {
      changes.dropped.push_back(id);
    }
  }
  for (const std::int64_t id : advanced_) {
    const schema::HubSubscription* subscription = find_(id);
    if (subscription != nullptr && !changed_.contains(id)) changes.progress.push_back({id, subscription->sent});
  }
  return changes;
}

asio::awaitable<bool> Books::write() {
  const schema::HubChanges changes = take();
  const auto changed = std::exchange(changed_, {}), advanced = std::exchange(advanced_, {});
  if (changes.empty()) co_return true;
  try {
    auto keep = [&] { store_.keep_hub(changes); };
    co_await offload(writer_, keep);
    co_return true;
  } catch (const schema::StoreError& error) {
    log::warning(std::string("the hub cannot keep its subscriptions now: ") + error.what());
  }
  changed_.insert(changed.begin(), changed.end());
  advanced_.insert(advanced.begin(), advanced.end());
  is_wanted_ = true;
  co_return false;
}

}  // namespace datelined
