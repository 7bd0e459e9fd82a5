#include "daemon/commands/engine.hpp"

#include <sys/resource.h>

#include <algorithm>
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

}  // namespace datelined
