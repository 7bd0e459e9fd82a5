#include "daemon/events.hpp"

#include <utility>

namespace datelined {

void Events::publish(std::int64_t seq) {
  if (seq <= seq_) return;
  seq_ = seq;
  for (const Listener& listener : listeners_) listener(seq);
}

Events::Subscription Events::subscribe(Listener listener) {
  listeners_.push_back(std::move(listener));
  return {*this, std::prev(listeners_.end())};
}

}  // namespace datelined
