// What the store hears of the hub's subscriptions: behind what happens, as much as there is at once.
//
// Loop thread; the store is written on the writer. A store that fails is tried again in a minute, and loses nothing.
#pragma once

#include "schema/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <functional>
#include <set>

namespace datelined {

namespace asio = boost::asio;

class Books {
 public:
  // A subscription as it is now; null: there is none of this id.
  using Find = std::function<const schema::HubSubscription*(std::int64_t id)>;

  Books(asio::any_io_executor loop, asio::thread_pool& writer, schema::Store& store, Find find);

  // It is new, has other terms, or is gone.
  void changed(std::int64_t id);

  // It has been told more. What had nothing to say to its subscriber is written along with what had.
  void advanced(std::int64_t id, bool soon);

  // Writes until stopped, and what is left then.
  asio::awaitable<void> run();
  void stop();

  // Whether all is written.
  asio::awaitable<bool> write();

 private:
  void write_soon();
  schema::HubChanges take();

  asio::thread_pool& writer_;
  schema::Store& store_;
  Find find_;
  std::set<std::int64_t> changed_, advanced_;
  asio::steady_timer wanted_, pause_;
  bool is_wanted_ = false, stopped_ = false;
};

}  // namespace datelined
