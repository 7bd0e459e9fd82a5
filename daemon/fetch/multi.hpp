// libcurl's multi handle, driven by Asio: many transfers on the one loop.
//
// The only callbacks of the house live here. A transfer is a coroutine that waits; destroying or
// cancelling it takes its easy handle back out. Loop thread only.
// See: libcurl's curl_multi_socket_action(3).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <curl/curl.h>

#include <memory>

namespace datelined {

namespace asio = boost::asio;

struct MultiLimits {
  long connections_per_host;
  long idle_connections;  // kept for the next poll
};

class Multi {
 public:
  Multi(asio::any_io_executor loop, const MultiLimits& limits);

  // Once a handle, before its first transfer; it may not outlive this. Uses CURLOPT_SOCKOPT… and _CLOSESOCKET….
  void adopt(CURL* easy);

  // Runs the transfer that `easy` is set up for. Uses its CURLOPT_PRIVATE.
  asio::awaitable<CURLcode> perform(CURL* easy);

 private:
  class Engine;
  class Transfer;
  std::shared_ptr<Engine> engine_;
};

}  // namespace datelined
