#include "daemon/fetch/multi.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <clocale>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace datelined {
namespace {

using Clock = std::chrono::steady_clock;

// Once a process, and only in one that fetches: it costs milliseconds.
void init_curl() {
  static const CURLcode done = [] {
    // By it libcurl reads a host's name in Unicode, to ask for its ASCII form (RFC 5890 §2.3.2.1).
    std::setlocale(LC_CTYPE, "C.UTF-8");
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  if (done != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

// What libcurl waits for on a socket, and what the kernel was told to tell of it.
struct Watch {
  std::uint32_t wanted = 0, told = 0;  // of epoll
  bool lasts = false;                  // a connection: libcurl says when it opens and closes it
};

std::uint32_t events_of(int what) {
  return ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0u) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0u);
}

int directions_of(std::uint32_t events) {
  return ((events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) | ((events & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0);
}

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  return fd;
}

}  // namespace

// What libcurl calls back. The callbacks only take note; libcurl is never called from within one.
//
// Its sockets have an epoll of their own, which the loop waits for as for one socket: what Asio would do for each
// wait, a system call and an allocation, falls away. What the kernel tells of a kept connection is left as it is
// from one request to the next, and mended when an event comes that nobody wants.
class Multi::Engine : public std::enable_shared_from_this<Engine> {
 public:
  Engine(asio::any_io_executor loop, const MultiLimits& limits)
      : loop_(std::move(loop)), epoll_(loop_, make_epoll()), timer_(loop_) {
    init_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Engine::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Engine::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connections_per_host);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, limits.idle_connections);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  ~Engine() { curl_multi_cleanup(multi_); }

  CURLM* handle() const { return multi_; }
  const asio::any_io_executor& loop() const { return loop_; }

  void begin_transfer() {
    ++transfers_;
    wait();
  }
  void end_transfer() {
    if (--transfers_ > 0) return;
    epoll_.cancel();
    // Of a kept HTTP/2 connection libcurl may leave the time limit of its last transfer behind.
    arm_timer(-1);
  }

  void follow_sockets_of(CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &Engine::on_open);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Engine::on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  }

 private:
  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    static_cast<Engine*>(self)->watch(fd, what);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    static_cast<Engine*>(self)->arm_timer(milliseconds);
    return 0;
  }

  static int on_open(void* self, curl_socket_t fd, curlsocktype) {
    Watch& watch = static_cast<Engine*>(self)->watch_of(fd);
    watch = {};
    watch.lasts = true;
    return CURL_SOCKOPT_OK;
  }

  // Closed, a socket leaves every epoll by itself.
  static int on_close(void* self, curl_socket_t fd) {
    static_cast<Engine*>(self)->watch_of(fd) = {};
    return ::close(fd);
  }

  // Descriptors are small numbers.
  Watch& watch_of(curl_socket_t fd) {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= watches_.size()) watches_.resize(place + 1);
    return watches_[place];
  }

  void watch(curl_socket_t fd, int what) {
    Watch& watch = watch_of(fd);
    watch.wanted = what == CURL_POLL_REMOVE ? 0 : events_of(what);
    if (watch.wanted == 0 ? !watch.lasts : (watch.wanted & ~watch.told) != 0) tell(fd, watch);
    if (watch.wanted != 0) wait();
  }

  void tell(curl_socket_t fd, Watch& watch) {
    epoll_event event{};
    event.events = watch.wanted;
    event.data.fd = fd;
    const int change = watch.wanted == 0 ? EPOLL_CTL_DEL : watch.told == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (watch.wanted == watch.told) return;
    // What cannot be watched has its transfer end by its time limit.
    const bool done = ::epoll_ctl(epoll_.native_handle(), change, fd, &event) == 0;
    watch.told = done ? watch.wanted : 0;
  }

  // Not for connections that nobody uses: a loop with nothing else to do may end.
  void wait() {
    if (waiting_ || transfers_ == 0) return;
    waiting_ = true;
    epoll_.async_wait(asio::posix::descriptor_base::wait_read,
                      [weak = weak_from_this()](const boost::system::error_code& failure) {
                        const auto engine = weak.lock();
                        if (!engine) return;
                        engine->waiting_ = false;
                        if (!failure) engine->take_events();
                        engine->wait();
                      });
  }

  // Some, and the rest when the loop has looked at all else.
  void take_events() {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      Watch& watch = watch_of(event.data.fd);
      const std::uint32_t heard = event.events & (watch.wanted | EPOLLERR | EPOLLHUP);
      if (watch.wanted == 0 || (event.events & watch.told & ~watch.wanted) != 0) tell(event.data.fd, watch);
      if (watch.wanted != 0 && heard != 0) act(event.data.fd, directions_of(heard));
    }
  }

  // Setting a timer is a system call, and libcurl moves its own several times a transfer: "at once" is posted,
  // and a later time waits until the earlier one has come.
  void arm_timer(long milliseconds) {
    if (milliseconds < 0) {
      wanted_.reset();
      armed_.reset();
      timer_.cancel();
      return;
    }
    wanted_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    if (milliseconds > 0) {
      if (!armed_ || *armed_ > *wanted_) arm(*wanted_);
    } else if (!posted_) {
      posted_ = true;
      asio::post(loop_, [weak = weak_from_this()] {
        const auto engine = weak.lock();
        if (!engine) return;
        engine->posted_ = false;
        engine->look_at_clock();
      });
    }
  }

  void arm(Clock::time_point time) {
    armed_ = time;
    timer_.expires_at(time);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto engine = weak.lock();
      if (!engine || cancelled) return;
      engine->armed_.reset();
      engine->look_at_clock();
    });
  }

  void look_at_clock() {
    if (!wanted_) return;
    if (*wanted_ > Clock::now()) {
      if (!armed_ || *armed_ > *wanted_) arm(*wanted_);
      return;
    }
    wanted_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
  }

  void act(curl_socket_t fd, int event);

  asio::any_io_executor loop_;
  asio::posix::stream_descriptor epoll_;
  asio::steady_timer timer_;
  std::optional<Clock::time_point> wanted_, armed_;  // libcurl's next time, and the timer's
  bool posted_ = false, waiting_ = false;
  std::size_t transfers_ = 0;
  CURLM* multi_ = nullptr;
  std::vector<Watch> watches_;  // by descriptor
};

// One easy handle in the multi, for as long as this lives.
class Multi::Transfer {
 public:
  Transfer(std::shared_ptr<Engine> engine, CURL* easy)
      : engine_(std::move(engine)), easy_(easy), over_(engine_->loop(), asio::steady_timer::time_point::max()) {
    curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
    if (const CURLMcode bad = curl_multi_add_handle(engine_->handle(), easy_); bad != CURLM_OK) {
      throw std::runtime_error(curl_multi_strerror(bad));
    }
    engine_->begin_transfer();
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    curl_multi_remove_handle(engine_->handle(), easy_);
    engine_->end_transfer();
  }

  // Awaited by whoever has this transfer, while it is not done.
  asio::steady_timer& over() { return over_; }
  bool is_done() const { return done_; }
  CURLcode code() const { return code_; }

  void end(CURLcode code) {
    done_ = true;
    code_ = code;
    over_.cancel();
  }

 private:
  std::shared_ptr<Engine> engine_;
  CURL* easy_;
  asio::steady_timer over_;  // never expires: cancelled when the transfer is over
  bool done_ = false;
  CURLcode code_ = CURLE_OK;
};

void Multi::Engine::act(curl_socket_t fd, int event) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, event, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    transfer->end(code);
  }
}

Multi::Multi(asio::any_io_executor loop, const MultiLimits& limits)
    : engine_(std::make_shared<Engine>(std::move(loop), limits)) {}

void Multi::adopt(CURL* easy) {
  engine_->follow_sockets_of(easy);
}

asio::awaitable<CURLcode> Multi::perform(CURL* easy) {
  Transfer transfer(engine_, easy);
  boost::system::error_code woken;
  if (!transfer.is_done()) co_await transfer.over().async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (!transfer.is_done()) throw boost::system::system_error(asio::error::operation_aborted);
  co_return transfer.code();
}

}  // namespace datelined
