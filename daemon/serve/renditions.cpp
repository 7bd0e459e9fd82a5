#include "daemon/serve/renditions.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <iterator>
#include <utility>

namespace datelined {

// Being made: those who asked for it meanwhile wait on the timer, which never expires and is cancelled.
struct Renditions::Underway {
  explicit Underway(asio::any_io_executor loop) : done(std::move(loop), asio::steady_timer::time_point::max()) {}

  asio::steady_timer done;
  Made made;
  std::exception_ptr failure;
};

asio::awaitable<Renditions::Made> Renditions::get(std::string key, std::int64_t seq, Make make, std::string name) {
  if (name.empty()) name = key;
  const bool is_stranger = !familiar_.knows(name);
  familiar_.meet(name);
  return get(std::move(key), std::move(name), seq, std::move(make), is_stranger);
}

asio::awaitable<Renditions::Made> Renditions::get_soon(std::string key, std::int64_t seq, Make make) {
  return get(std::move(key), {}, seq, std::move(make), false);
}

asio::awaitable<Renditions::Made> Renditions::get(std::string key, std::string name, std::int64_t seq, Make make,
                                                  bool is_stranger) {
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
  const std::size_t others = is_stranger ? strangers_underway_ : underway_.size() - strangers_underway_;
  if (others >= limits_.underway || !has_room(is_stranger)) co_return nullptr;
  ++metrics_.cache_misses;

  const auto underway = std::make_shared<Underway>(co_await asio::this_coro::executor);
  underway_.emplace(underway_key, underway);
  const std::uint64_t asked = cleared_;
  co_await make_it(underway, std::move(make), is_stranger);
  underway_.erase(underway_key);
  underway->done.cancel();
  if (underway->failure) std::rethrow_exception(underway->failure);
  // A name that stands for many keys says nothing of how often this one will be asked for.
  const bool is_regular = !is_stranger && name == key;
  if (underway->made && asked == cleared_) keep({std::move(key), std::move(name), underway->made, is_regular});
  co_return underway->made;
}

asio::awaitable<void> Renditions::make_it(std::shared_ptr<Underway> underway, Make make, bool is_stranger) {
  const auto begun = std::chrono::steady_clock::now();
  if (is_stranger) {
    ++strangers_underway_;
    co_await strangers_.enter();
  }
  // While it waited for its turn others may have filled the room.
  if (!is_stranger || has_room(is_stranger)) {
    const auto fresh = std::make_shared<Rendition>();
    std::function<void()> work = [fresh, make = std::move(make)] { *fresh = make(); };
    try {
      co_await makers_.run(std::move(work));
      underway->made = hold(std::move(*fresh));
    } catch (...) {
      underway->failure = std::current_exception();
    }
  }
  if (is_stranger) {
    --strangers_underway_;
    strangers_.leave();
  }
  metrics_.render_seconds.observe(std::chrono::steady_clock::now() - begun);
}

// For one document more.
bool Renditions::has_room(bool is_stranger) const {
  return *alive_ <= limits_.bytes + limits_.bytes / (is_stranger ? 2 : 1);
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
  for (const List* list : {&once_, &regular_}) {
    for (const Kept& kept : *list) {
      if (kept.made->asked_again && !kept.name.empty()) familiar_.meet(kept.name);
    }
  }
  ++cleared_;
  places_.clear();
  once_.clear();
  regular_.clear();
  bytes_ = regular_bytes_ = 0;
}

Renditions::Made Renditions::find(const std::string& key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  move(place->second, true);
  place->second->made->asked_again = true;
  return place->second->made;
}

// A small one costs more than its bytes: as if none were below a kilobyte.
std::size_t Renditions::cost(const Kept& kept) {
  return kept.made->bytes.size() + kept.key.size() + kept.name.size() + 1024;
}

void Renditions::keep(Kept kept) {
  List& list = kept.regular ? regular_ : once_;
  list.push_front(std::move(kept));
  const Kept& first = list.front();
  bytes_ += cost(first);
  if (first.regular) regular_bytes_ += cost(first);
  places_.emplace(first.key, list.begin());
  trim();
}

// To the front of one of the lists.
void Renditions::move(List::iterator place, bool to_regular) {
  List& from = place->regular ? regular_ : once_;
  List& to = to_regular ? regular_ : once_;
  to.splice(to.begin(), from, place);
  if (place->regular && !to_regular) regular_bytes_ -= cost(*place);
  if (!place->regular && to_regular) regular_bytes_ += cost(*place);
  place->regular = to_regular;
}

void Renditions::drop(List::iterator place) {
  bytes_ -= cost(*place);
  if (place->regular) regular_bytes_ -= cost(*place);
  places_.erase(place->key);
  (place->regular ? regular_ : once_).erase(place);
}

// What is asked for again may take three quarters. What was asked for since it was last looked at goes to the front
// once more: answers from elsewhere than here set that mark alone.
void Renditions::trim() {
  while (bytes_ > limits_.bytes && places_.size() > 1) {
    const bool is_regular = once_.empty() || regular_bytes_ > limits_.bytes / 4 * 3;
    const auto last = std::prev((is_regular ? regular_ : once_).end());
    if (std::exchange(last->made->asked_again, false)) {
      move(last, true);
    } else if (is_regular && !once_.empty()) {
      move(last, false);
    } else {
      drop(last);
    }
  }
}

}  // namespace datelined
