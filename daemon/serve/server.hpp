// The merged feed over HTTP/1.1. Loop thread; rendering on workers.
//
// See: RFC 9110, RFC 9112 (messages), RFC 9111 (caching), RFC 4287, RFC 5005.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/metrics.hpp"
#include "daemon/serve/inbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace datelined {

namespace asio = boost::asio;

struct ServerParts {
  asio::any_io_executor loop;
  asio::thread_pool& workers;
  Events& events;
  Metrics& metrics;
  std::function<std::string()> not_ready;  // why /readyz says 503; empty: ready
  std::shared_ptr<Inbox> inbox = {};       // null: nothing is taken in
};

class Server {
 public:
  // Binds `settings.http.listen`, or takes `sockets` (from systemd) instead. Throws when an address
  // cannot be had, naming it, and when one that is not loopback has neither tokens nor public = true.
  Server(ServerParts parts, const Settings& settings, std::vector<int> sockets);
  ~Server();

  // Where it listens, as URLs: a port 0 is what the system chose.
  std::vector<std::string> addresses() const;

  // New title, base URL, tokens; connections stay. Addresses that changed are bound or closed.
  void reload(const Settings& settings);

  // Accepts and serves until cancelled or stopped.
  void start();

  // No new connections; answers under way are finished, for at most `patience`; idle ones are closed.
  asio::awaitable<void> stop(std::chrono::milliseconds patience);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace datelined
