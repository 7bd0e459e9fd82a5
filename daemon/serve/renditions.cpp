#include "daemon/serve/renditions.hpp"

#include "daemon/offload.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <sys/resource.h>

#include <chrono>
#include <exception>
#include <utility>

namespace datelined {
namespace {

// On a machine with few processors, who makes a document gives way to the loop, which answers with those that are
// made. Where it may not (a system call filter), it does not.
void give_way() {
  thread_local bool done = false;
  if (!std::exchange(done, true)) ::setpriority(PRIO_PROCESS, 0, 5);  // of this thread alone, on Linux
}

}  // namespace

// Being made: those who asked for it meanwhile wait on the timer, which never expires and is cancelled.
struct Renditions::Underway {
  explicit Underway(asio::any_io_executor loop) : done(std::move(loop), asio::steady_timer::time_point::max()) {}

  asio::steady_timer done;
  Made made;
  std::exception_ptr failure;
};

asio::awaitable<Renditions::Made> Renditions::get(std::string key, std::int64_t seq, Make make) {
  if (seq != seq_) {
    clear();
    seq_ = seq;
  }
  if (Made made = find(key)) {
    ++metrics_.cache_hits;
    co_return made;
  }

  const std::string underway_key = std::to_string(cleared_) + ' ' + key;
  if (const auto place = underway_.find(underway_key); place != underway_.end()) {
    const auto underway = place->second;
    co_await underway->done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (underway->failure) std::rethrow_exception(underway->failure);
    co_return underway->made;
  }
  if (underway_.size() >= most_underway_ || *alive_ > 2 * most_bytes_) co_return nullptr;
  ++metrics_.cache_misses;
  const auto begun = std::chrono::steady_clock::now();

  const auto underway = std::make_shared<Underway>(co_await asio::this_coro::executor);
  underway_.emplace(underway_key, underway);
  const std::uint64_t asked = cleared_;
  try {
    auto make_it = [&make] {
      give_way();
      return make();
    };
    Rendition fresh = co_await offload(workers_, make_it);
    underway->made = hold(std::move(fresh));
  } catch (...) {
    underway->failure = std::current_exception();
  }
  metrics_.render_seconds.observe(std::chrono::steady_clock::now() - begun);
  underway_.erase(underway_key);
  underway->done.cancel();
  if (underway->failure) std::rethrow_exception(underway->failure);
  if (asked == cleared_) keep(std::move(key), underway->made);
  co_return underway->made;
}

Renditions::Made Renditions::hold(Rendition made) const {
  const std::size_t bytes = made.bytes.capacity() + 1024;
  *alive_ += bytes;
  const auto let_go = [alive = alive_, bytes](const Rendition* it) {
    delete it;
    *alive -= bytes;
  };
  return Made(new Rendition(std::move(made)), let_go);
}

void Renditions::clear() {
  ++cleared_;
  places_.clear();
  kept_.clear();
  bytes_ = 0;
}

Renditions::Made Renditions::find(const std::string& key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, place->second);
  return place->second->made;
}

void Renditions::keep(std::string key, Made made) {
  // A small one costs more than its bytes: as if none were below a kilobyte.
  bytes_ += made->bytes.size() + key.size() + 1024;
  kept_.push_front({std::move(key), std::move(made)});
  places_.emplace(kept_.front().key, kept_.begin());
  while (bytes_ > most_bytes_ && kept_.size() > 1) drop_last();
}

void Renditions::drop_last() {
  const Kept& last = kept_.back();
  bytes_ -= last.made->bytes.size() + last.key.size() + 1024;
  places_.erase(last.key);
  kept_.pop_back();
}

}  // namespace datelined
