#include "daemon/fetch/multi.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

using Clock = std::chrono::steady_clock;

// Once a process, and only in one that fetches: it costs milliseconds.
void init_curl() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

// A socket of libcurl's and what it waits for.
struct Watch {
  explicit Watch(asio::any_io_executor loop) : socket(std::move(loop)) {}

  asio::posix::stream_descriptor socket;
  int wanted = CURL_POLL_NONE;
  bool reading = false, writing = false;  // a wait is under way
};

}  // namespace

// What libcurl calls back. The callbacks only take note; libcurl is never called from within one.
class Multi::Engine : public std::enable_shared_from_this<Engine> {
 public:
  Engine(asio::any_io_executor loop, const MultiLimits& limits) : loop_(std::move(loop)), timer_(loop_) {
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

  ~Engine() {
    // The sockets are libcurl's to close.
    for (auto& [fd, watch] : watches_) watch->socket.release();
    watches_.clear();
    curl_multi_cleanup(multi_);
  }

  CURLM* handle() const { return multi_; }
  const asio::any_io_executor& loop() const { return loop_; }

 private:
  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    static_cast<Engine*>(self)->watch(fd, what);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    static_cast<Engine*>(self)->arm_timer(milliseconds);
    return 0;
  }

  void watch(curl_socket_t fd, int what) {
    const auto place = watches_.find(fd);
    if (what == CURL_POLL_REMOVE) {
      if (place == watches_.end()) return;
      place->second->wanted = CURL_POLL_NONE;
      place->second->socket.release();
      watches_.erase(place);
      return;
    }
    std::shared_ptr<Watch> it;
    if (place != watches_.end()) {
      it = place->second;
    } else {
      it = std::make_shared<Watch>(loop_);
      boost::system::error_code unwatchable;
      it->socket.assign(fd, unwatchable);
      if (unwatchable) return;  // its transfer ends by its time limit
      watches_.emplace(fd, it);
    }
    it->wanted = what;
    wait(it);
  }

  void wait(const std::shared_ptr<Watch>& watch) {
    if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->reading) {
      watch->reading = true;
      watch->socket.async_wait(asio::posix::descriptor_base::wait_read,
                               [weak = weak_from_this(), watch](const boost::system::error_code& failure) {
                                 watch->reading = false;
                                 ready(weak, watch, CURL_POLL_IN, failure);
                               });
    }
    if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->writing) {
      watch->writing = true;
      watch->socket.async_wait(asio::posix::descriptor_base::wait_write,
                               [weak = weak_from_this(), watch](const boost::system::error_code& failure) {
                                 watch->writing = false;
                                 ready(weak, watch, CURL_POLL_OUT, failure);
                               });
    }
  }

  static void ready(const std::weak_ptr<Engine>& weak, const std::shared_ptr<Watch>& watch, int direction,
                    const boost::system::error_code& failure) {
    const auto engine = weak.lock();
    if (!engine || (watch->wanted & direction) == 0) return;
    const int event = failure ? CURL_CSELECT_ERR : direction == CURL_POLL_IN ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
    engine->act(watch->socket.native_handle(), event);
    engine->wait(watch);
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
  asio::steady_timer timer_;
  std::optional<Clock::time_point> wanted_, armed_;  // libcurl's next time, and the timer's
  bool posted_ = false;
  CURLM* multi_ = nullptr;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
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
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { curl_multi_remove_handle(engine_->handle(), easy_); }

  asio::awaitable<CURLcode> result() {
    if (!done_) {
      boost::system::error_code woken;
      co_await over_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    if (!done_) throw boost::system::system_error(asio::error::operation_aborted);
    co_return code_;
  }

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

asio::awaitable<CURLcode> Multi::perform(CURL* easy) {
  Transfer transfer(engine_, easy);
  co_return co_await transfer.result();
}

}  // namespace datelined
