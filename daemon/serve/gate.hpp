// So many at a time; the others wait, first come, first served. Loop thread.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <deque>
#include <memory>

namespace datelined {

namespace asio = boost::asio;

class Gate {
 public:
  explicit Gate(std::size_t places) : free_(places) {}

  // Who is in leaves. Not to be cancelled.
  asio::awaitable<void> enter() {
    if (free_ > 0) {
      --free_;
      co_return;
    }
    const auto turn =
        std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    waiting_.push_back(turn);
    co_await turn->async_wait(asio::as_tuple(asio::use_awaitable));
  }

  // Its place goes to who waits longest.
  void leave() {
    if (waiting_.empty()) {
      ++free_;
      return;
    }
    waiting_.front()->cancel();
    waiting_.pop_front();
  }

 private:
  std::size_t free_;
  std::deque<std::shared_ptr<asio::steady_timer>> waiting_;
};

}  // namespace datelined
