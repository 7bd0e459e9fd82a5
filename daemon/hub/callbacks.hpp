// Requests to the callbacks of subscribers. Loop thread; signing on workers.
//
// A callback is a stranger's word: the address it leads to is judged after DNS, redirects are not followed, and nothing
// of an answer is kept but its head, and a challenge. Each may be cut short (terminal cancellation), and throws then.
// See: W3C WebSub §5.2 (denied), §5.3 (verification), §7 and §7.1 (deliveries, signatures).
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/fetch/fetch.hpp"
#include "daemon/hub/request.hpp"
#include "daemon/hub/topics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace datelined {

class Callbacks {
 public:
  Callbacks(asio::any_io_executor loop, asio::thread_pool& workers, const HubSettings& settings);

  // Requests under way go to their end as they were.
  void reload(const HubSettings& settings);

  // None begins any more.
  void end() { is_over_ = true; }

  // Why one is not asked at all: an address that it must not lead to. A name is judged when it is asked.
  std::optional<std::string> fault_of(const std::string& callback) const;

  // Whether it means what was asked in its name.
  asio::awaitable<bool> agrees(HubRequest request, std::chrono::seconds lease);

  asio::awaitable<feeds::Result<Fetched>> deliver(std::string callback, std::string secret, HubNews news);

  // Tells it that it hears no more of a topic.
  asio::awaitable<feeds::Result<Fetched>> deny(std::string callback, std::string topic_url);

 private:
  asio::awaitable<feeds::Result<Fetched>> send(FetchRequest request);

  asio::any_io_executor loop_;
  asio::thread_pool& workers_;
  FetchSettings settings_;
  std::shared_ptr<Fetcher> fetcher_;
  bool is_over_ = false;
};

// Whose server a callback is on: the domain; empty when it is no URL.
std::string host_of_callback(const std::string& callback);

// Whose machine an address is. Those of version 6 count by their /64: one customer has all of it (RFC 6177).
std::string network_of(const std::string& address);

}  // namespace datelined
