// Where polling and serving meet: what was committed, told to who asked. Loop thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <list>

namespace datelined {

class Events {
 public:
  using Listener = std::function<void(std::int64_t seq)>;

  // Ends the subscription when it goes out of scope.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Events& events, std::list<Listener>::iterator place) : events_(&events), place_(place) {}
    Subscription(Subscription&& other) noexcept : events_(other.events_), place_(other.place_) {
      other.events_ = nullptr;
    }
    Subscription& operator=(Subscription&& other) noexcept {
      std::swap(events_, other.events_);
      std::swap(place_, other.place_);
      return *this;
    }
    ~Subscription() {
      if (events_ != nullptr) events_->listeners_.erase(place_);
    }

   private:
    Events* events_ = nullptr;
    std::list<Listener>::iterator place_;
  };

  // `seq` is the store's last change number, committed. Listeners hear of it once, when it has grown.
  void publish(std::int64_t seq);
  std::int64_t seq() const { return seq_; }
  [[nodiscard]] Subscription subscribe(Listener listener);

 private:
  std::int64_t seq_ = 0;
  std::list<Listener> listeners_;
};

}  // namespace datelined
