#include "daemon/serve/renditions.hpp"

#include "daemon/offload.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace datelined {

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
  if (Made made = find(key)) co_return made;

  const std::string underway_key = std::to_string(cleared_) + ' ' + key;
  if (const auto place = underway_.find(underway_key); place != underway_.end()) {
    const auto underway = place->second;
    co_await underway->done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (underway->failure) std::rethrow_exception(underway->failure);
    co_return underway->made;
  }
  if (underway_.size() >= most_underway_) co_return nullptr;

  const auto underway = std::make_shared<Underway>(co_await asio::this_coro::executor);
  underway_.emplace(underway_key, underway);
  const std::uint64_t asked = cleared_;
  try {
    underway->made = std::make_shared<const Rendition>(co_await offload(workers_, make));
  } catch (...) {
    underway->failure = std::current_exception();
  }
  underway_.erase(underway_key);
  underway->done.cancel();
  if (underway->failure) std::rethrow_exception(underway->failure);
  if (asked == cleared_) keep(std::move(key), underway->made);
  co_return underway->made;
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
  bytes_ += made->size() + key.size() + 1024;
  kept_.push_front({std::move(key), std::move(made)});
  places_.emplace(kept_.front().key, kept_.begin());
  while (bytes_ > most_bytes_ && kept_.size() > 1) drop_last();
}

void Renditions::drop_last() {
  const Kept& last = kept_.back();
  bytes_ -= last.made->size() + last.key.size() + 1024;
  places_.erase(last.key);
  kept_.pop_back();
}

}  // namespace datelined
