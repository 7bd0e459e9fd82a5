// Threads that make documents, and give way to all others.
//
// The loop never waits for one of them. A condition variable, or a queue whose lock is held while it wakes somebody,
// would have it wait, on a busy machine, until a thread that was stopped half-way goes on: milliseconds. Here a
// wake-up is a write to an eventfd, and no lock is held over it. See: eventfd(2).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace datelined {

namespace asio = boost::asio;

class Makers {
 public:
  Makers(asio::any_io_executor loop, std::size_t threads);
  ~Makers();  // waits for what has begun; what has not is dropped
  Makers(const Makers&) = delete;
  Makers& operator=(const Makers&) = delete;

  // Loop thread. Does it on one of the threads; throws what it threw. `work` may outlive who waits for it, and owns
  // what it touches. Not to be cancelled.
  asio::awaitable<void> run(std::function<void()> work);

 private:
  struct Shared;
  static asio::awaitable<void> hear(std::weak_ptr<Shared> shared);

  std::shared_ptr<Shared> shared_;
  std::vector<std::thread> threads_;
};

}  // namespace datelined
