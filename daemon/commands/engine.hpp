// The parts that polling takes, put together once for `run`, `poll` and `check --online`.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/metrics.hpp"
#include "daemon/poll/poller.hpp"
#include "schema/store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

namespace datelined {

struct Engine {
  // Opens the store, which throws StoreBusy where another process polls, and takes the feeds into it.
  explicit Engine(const Settings& settings);

  // Waits for what the pools have begun: it may hold the store.
  ~Engine();

  // Runs the loop until a sweep has ended; false: SIGINT, SIGTERM or SIGHUP ended it early. Throws what the sweep
  // throws.
  bool run_sweep(Poller::Sweep sweep);

  asio::io_context loop{1};
  asio::thread_pool workers;
  asio::thread_pool writer{1};
  schema::Store store;
  Events events;
  Metrics metrics;
  Poller poller;
};

}  // namespace datelined
