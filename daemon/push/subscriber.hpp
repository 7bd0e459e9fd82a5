// Subscribes feeds at the hubs they name, and takes in what those send. Loop thread.
//
// What a feed's document says of hubs comes from the poller; what hubs send goes through it as a visit's document
// does. Subscriptions are kept in the store and outlive the program. A feed that is no longer configured, or names
// another hub or topic, is unsubscribed.
// See: W3C WebSub §4 to §7.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/metrics.hpp"
#include "daemon/poll/poller.hpp"
#include "daemon/serve/inbox.hpp"
#include "schema/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>

namespace datelined {

struct SubscriberParts {
  asio::any_io_executor loop;
  asio::thread_pool& workers;
  asio::thread_pool& writer;  // owns the store once start() was called
  schema::Store& store;
  Poller& poller;
  Metrics& metrics;
  std::function<feeds::Time()> now = system_now;
};

class Subscriber {
 public:
  // Tells the poller which feeds a hub sends: before it begins to poll.
  explicit Subscriber(SubscriberParts parts);
  ~Subscriber();

  // Subscribes from now on. `server` is the URL that ends in '/' where the server is found, for want of a better.
  void start(const Settings& settings, const std::string& server);
  void reload(const Settings& settings, const std::string& server);  // once the poller has them

  // Ends requests under way; what hubs have taken is kept.
  asio::awaitable<void> stop();

  // Where hubs come to: below "/push/".
  InboxDoor door(const Settings& settings);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace datelined
