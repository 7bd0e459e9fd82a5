#include "daemon/serve/makers.hpp"

#include "daemon/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

int make_event(int flags) {
  const int fd = ::eventfd(0, EFD_CLOEXEC | flags);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

void add_to(int fd) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}

bool take_from(int fd) {
  std::uint64_t count = 0;
  return ::read(fd, &count, sizeof count) == sizeof count;
}

struct Job {
  std::function<void()> work;
  std::exception_ptr failure = {};
};

using Jobs = std::deque<std::shared_ptr<Job>>;

}  // namespace

struct Makers::Shared {
  explicit Shared(const asio::any_io_executor& loop) : done_event(loop, make_event(EFD_NONBLOCK)) {}
  ~Shared() { ::close(job_event); }

  void work_off();
  void finish();

  std::mutex mutex;
  Jobs jobs, done;  // under the mutex
  bool ending = false;
  const int job_event = make_event(EFD_SEMAPHORE);
  asio::posix::stream_descriptor done_event;
  std::unordered_map<const Job*, asio::steady_timer*> waiting_for;  // loop thread; the timers are of who waits
};

// A thread.
void Makers::Shared::work_off() {
  ::setpriority(PRIO_PROCESS, 0, 10);  // of this thread alone, on Linux; where it may not, it does not
  const int loop_event = done_event.native_handle();
  for (;;) {
    if (!take_from(job_event)) continue;
    std::shared_ptr<Job> job;
    {
      const std::lock_guard lock(mutex);
      if (ending) return;
      job = std::move(jobs.front());
      jobs.pop_front();
    }
    try {
      std::exchange(job->work, nullptr)();
    } catch (...) {
      job->failure = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex);
      done.push_back(std::move(job));
    }
    add_to(loop_event);
  }
}

void Makers::Shared::finish() {
  take_from(done_event.native_handle());
  Jobs over;
  {
    const std::lock_guard lock(mutex);
    over.swap(done);
  }
  for (const std::shared_ptr<Job>& job : over) {
    const auto place = waiting_for.find(job.get());
    if (place == waiting_for.end()) continue;
    place->second->cancel();
    waiting_for.erase(place);
  }
}

Makers::Makers(asio::any_io_executor loop, std::size_t threads) : shared_(std::make_shared<Shared>(loop)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([shared = shared_.get()] { shared->work_off(); });
  spawn(loop, hear(shared_), "hearing of documents made");
}

Makers::~Makers() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->ending = true;
  }
  for (std::size_t i = 0; i < threads_.size(); ++i) add_to(shared_->job_event);
  for (std::thread& thread : threads_) thread.join();
}

asio::awaitable<void> Makers::run(std::function<void()> work) {
  const std::shared_ptr<Shared> shared = shared_;
  asio::steady_timer over(shared->done_event.get_executor(), asio::steady_timer::time_point::max());
  const auto job = std::make_shared<Job>(Job{std::move(work)});
  shared->waiting_for.emplace(job.get(), &over);
  {
    const std::lock_guard lock(shared->mutex);
    shared->jobs.push_back(job);
  }
  add_to(shared->job_event);
  co_await over.async_wait(waiting);
  if (job->failure) std::rethrow_exception(job->failure);
}

// Knows the makers only while there is something to hear, so that they may go.
asio::awaitable<void> Makers::hear(std::weak_ptr<Shared> makers) {
  for (;;) {
    std::shared_ptr<Shared> shared = makers.lock();
    if (!shared) co_return;
    asio::posix::stream_descriptor& event = shared->done_event;
    shared.reset();
    const auto [error] = co_await event.async_wait(asio::posix::stream_descriptor::wait_read, waiting);
    shared = makers.lock();
    if (error || !shared) co_return;
    shared->finish();
  }
}

}  // namespace datelined
