// The merged feed over HTTP/1.1. Loop thread; rendering on workers.
//
// See: RFC 9110, RFC 9112 (messages), RFC 9111 (caching), RFC 4287, RFC 5005.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/metrics.hpp"
#include "daemon/notify.hpp"
#include "daemon/serve/inbox.hpp"
#include "feeds/problem.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
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

// What is new in a feed, for who is subscribed to it.
struct TopicNews {
  enum class State {
    ready,
    busy,    // not now: there is too much to do, or the store cannot be read
    closed,  // there is no such feed any more, or what opened it does so no more
  };
  State state = State::ready;
  std::shared_ptr<const std::string> body = {};  // a document of the feed with what changed; null: nothing did
  std::string media_type = {}, links = {};       // of its header: Content-Type, Link
  std::int64_t through = 0;                      // the change number that it goes up to
  bool more = false;                             // there is more behind it
};

class Server {
 public:
  // Binds `settings.http.listen`, or takes `sockets` (from systemd) instead: one that is called "tls" serves TLS.
  // Throws when an address cannot be had, naming it, when one that is not loopback has neither tokens nor
  // public = true, and when one for TLS has no certificate.
  Server(ServerParts parts, const Settings& settings, std::vector<notify::Socket> sockets);
  ~Server();

  // Where it listens, as URLs: a port 0 is what the system chose.
  std::vector<std::string> addresses() const;

  // New title, base URL, tokens; connections stay, but what they may read is asked anew. Addresses that changed are
  // bound or closed.
  void reload(const Settings& settings);

  // The feed that an address names, to who has that access (InboxRequest): its path, for all below. Bad: a Problem.
  feeds::Result<std::string> topic(const std::string& url, const std::string& access) const;
  std::string topic_url(const std::string& topic) const;
  bool may_read(const std::string& topic, const std::string& access) const;

  // What changed in it behind a change number. Made once for all that ask for the same.
  asio::awaitable<TopicNews> news(std::string topic, std::string access, std::int64_t after);

  // Accepts and serves until cancelled or stopped.
  void start();

  // No new connections; answers under way are finished, for at most `patience`; idle ones are closed.
  asio::awaitable<void> stop(std::chrono::milliseconds patience);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace datelined
