#include "daemon/commands/engine.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>

namespace datelined {
namespace {

// The soft limit of 1,024 is for programs that use select(2); connections need more.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t worker_count() {
  raise_descriptor_limit();
  return std::max(1u, std::thread::hardware_concurrency());
}

// By nohup(1): a terminal that closes is to end nothing.
bool ignores_hangup() {
  struct sigaction now {};
  return ::sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

Engine::Engine(const Settings& settings)
    : workers(worker_count()),
      store(settings.database),
      poller({loop.get_executor(), workers, writer, store, events, metrics}, settings) {}

Engine::~Engine() {
  workers.stop();
  workers.join();
  writer.join();
}

bool Engine::run_sweep(Poller::Sweep sweep) {
  asio::cancellation_signal stop;
  bool interrupted = false;
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  if (!ignores_hangup()) signals.add(SIGHUP);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    interrupted = true;
    stop.emit(asio::cancellation_type::all);
  });
  std::exception_ptr failure;
  const auto ended = [&](std::exception_ptr thrown) {
    failure = thrown;
    signals.cancel();
  };
  asio::co_spawn(loop, poller.sweep(std::move(sweep)), asio::bind_cancellation_slot(stop.slot(), ended));
  loop.run();
  if (interrupted) return false;
  if (failure) std::rethrow_exception(failure);
  return true;
}

}  // namespace datelined
