// One connection: requests read, answers written, one after the other, until it ends. Loop thread.
//
// A session is given a deadline for whatever it waits for; the server looks once a second and cuts those
// that are past it, which is one timer for all of them.
#pragma once

#include "daemon/serve/head.hpp"
#include "daemon/serve/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

namespace datelined {

namespace asio = boost::asio;
class Site;

class Session {
 public:
  using Socket = asio::generic::stream_protocol::socket;
  using Clock = std::chrono::steady_clock;

  // `trusted`: whoever gets to this address may read. The site outlives run().
  Session(Socket socket, bool trusted, Site& site);

  asio::awaitable<void> run();

  bool is_overdue(Clock::time_point now) const { return now > deadline_; }
  void cut();     // at once
  void retire();  // after the answer under way, if there is one
  void wake();    // something was committed

 private:
  asio::awaitable<std::optional<Request>> next_request();
  asio::awaitable<bool> receive();
  asio::awaitable<bool> respond(const Answer& answer, bool with_body, bool keep_alive);
  asio::awaitable<bool> send(std::string_view head, std::string_view body);
  asio::awaitable<void> stream_events(schema::Query query);
  asio::awaitable<void> wait_for_change();
  asio::awaitable<void> linger();
  std::string_view received() const { return {buffer_.data(), filled_}; }
  void drop_request();

  Socket socket_;
  const bool trusted_;
  Site& site_;
  asio::steady_timer change_;
  Clock::time_point deadline_;
  bool retiring_ = false;
  bool at_rest_ = false;  // nothing of a next request has come, or none is to come
  HeadScan scan_;
  std::size_t filled_ = 0;  // of buffer_: a head at most, and what was pipelined behind it
  std::array<char, HeadScan::most_bytes + 1> buffer_;
};

}  // namespace datelined
