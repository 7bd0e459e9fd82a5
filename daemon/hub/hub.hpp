// The hub for the feeds that the daemon serves: takes subscriptions, asks each callback whether it means it, and sends
// it what changes until its lease ends. Loop thread; rendering and signing on workers, the store on the writer.
//
// A subscription is told of every change: it stands at a change number, and each delivery holds what is behind that.
// One delivery is under way for it, the next holds all that has come meanwhile. A delivery that fails is tried again,
// ever more seldom, until the lease ends; what a restart cut short is sent once more, so that a subscriber may get a
// change twice, but never not at all.
// See: W3C WebSub §5, §7, §8.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/hub/topics.hpp"
#include "daemon/metrics.hpp"
#include "schema/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace datelined {

namespace asio = boost::asio;

struct HubParts {
  asio::any_io_executor loop;
  asio::thread_pool& workers;
  asio::thread_pool& writer;
  schema::Store& store;
  Events& events;
  Metrics& metrics;
  HubTopics topics;
};

// A request to the hub, as a form.
struct HubPost {
  std::string content_type, body;
  std::string remote;  // who asks; empty: not known
  std::string access;
};

struct HubReply {
  int status = 202;
  std::string text = {};
  std::chrono::seconds retry_after{0};  // 0: not said
};

class Hub {
 public:
  static constexpr std::size_t most_form_bytes = 16 * 1024;

  // The store, metrics and events outlive stop().
  Hub(HubParts parts, const HubSettings& settings);
  ~Hub();

  // Takes the subscriptions from the store, which nobody else has yet, and goes on until stopped. Throws StoreError.
  void start();

  // Other bounds; what is no longer open to its subscriber ends, and it is told.
  void reload(const HubSettings& settings);

  // The answer to a subscription or its end. What comes of it is between the hub and the callback.
  HubReply take(const HubPost& post);

  // Ends what is under way, and keeps how far each subscription is.
  asio::awaitable<void> stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace datelined
