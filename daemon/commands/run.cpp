#include "daemon/commands/run.hpp"

#include "daemon/commands/editors.hpp"
#include "daemon/commands/engine.hpp"
#include "daemon/commands/hub.hpp"
#include "daemon/commands/indexing.hpp"
#include "daemon/config/load.hpp"
#include "daemon/log.hpp"
#include "daemon/notify.hpp"
#include "daemon/offload.hpp"
#include "daemon/push/subscriber.hpp"
#include "daemon/serve/server.hpp"
#include "daemon/spawn.hpp"
#include "daemon/version.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>

namespace datelined {
namespace {

using namespace std::chrono_literals;

// Answers under way get this long after SIGTERM; the end itself comes within `last_moment` whatever hangs.
constexpr auto patience = 2s;
constexpr unsigned last_moment_seconds = 4;

// What was seen is committed: there is nothing left that an abrupt end could lose.
extern "C" void end_abruptly(int) {
  ::_exit(1);
}

class Daemon {
 public:
  explicit Daemon(Settings settings)
      : settings_(std::move(settings)),
        engine_(settings_),
        server_(server_parts(), settings_, notify::listen_sockets()),
        hub_(hub_parts(), settings_.hub) {
    let_go_of_feeds();
  }

  // Until SIGTERM or SIGINT; the exit status.
  int run();

 private:
  ServerParts server_parts();
  HubParts hub_parts();
  void let_go_of_feeds();
  void open_hub();
  void begin_polling();
  asio::awaitable<void> end_when_told();
  asio::awaitable<void> end();
  asio::awaitable<void> reload_when_told();
  asio::awaitable<void> reload();
  void apply_failed(const std::exception& failure);
  asio::awaitable<void> tell_systemd();
  std::string status() const;

  Settings settings_;  // but for the feeds, once they are configured
  std::size_t feeds_ = 0;
  Engine engine_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  Subscriber subscriber_{
      {engine_.loop.get_executor(), engine_.workers, engine_.writer, engine_.store, engine_.poller, engine_.metrics}};
  Server server_;
  Hub hub_;
  asio::signal_set end_signals_{engine_.loop, SIGTERM, SIGINT};
  asio::signal_set reload_signals_{engine_.loop, SIGHUP};
  asio::cancellation_signal stop_polling_;
  asio::steady_timer polling_ended_{engine_.loop, asio::steady_timer::time_point::max()};
  bool polling_ = false, ending_ = false;
  std::exception_ptr failure_;
};

ServerParts Daemon::server_parts() {
  const auto not_ready = [this]() -> std::string {
    return engine_.poller.settled() ? "" : "some feeds have not been polled yet";
  };
  return {engine_.loop.get_executor(), engine_.workers, engine_.events, engine_.metrics, not_ready, inbox_};
}

HubParts Daemon::hub_parts() {
  return {engine_.loop.get_executor(), engine_.workers, engine_.writer, engine_.store, engine_.events, engine_.metrics,
          topics_of(server_)};
}

// The poller and the server have what they need of them: tens of thousands are not kept twice.
void Daemon::let_go_of_feeds() {
  feeds_ = std::exchange(settings_.feeds, {}).size();
}

// Or close it: where there is none, its address is nobody's.
void Daemon::open_hub() {
  InboxDoor door = door_of(hub_);
  if (settings_.hub.enabled) {
    inbox_->open(std::move(door));
  } else {
    inbox_->close(door.path);
  }
}

int Daemon::run() {
  log::info("datelined " + std::string(version) + ": " + std::to_string(feeds_) + " feeds from " +
            settings_.file.string() + ", stories in " + settings_.database.string());
  if (feeds_ == 0) log::warning(settings_.file.string() + ": no feeds: there is nothing to poll");

  open_hub();
  server_.start();
  hub_.start();
  subscriber_.start(settings_, server_.addresses().front());
  inbox_->open(subscriber_.door(settings_));
  begin_polling();
  for (const std::string& address : server_.addresses()) {
    log::info(address.starts_with("unix:") ? "listening on " + address
                                           : "open " + address + " or " + address + "atom.xml");
  }
  spawn(engine_.loop.get_executor(), end_when_told(), "ending");
  spawn(engine_.loop.get_executor(), reload_when_told(), "reloading");
  spawn(engine_.loop.get_executor(), tell_systemd(), "telling systemd");
  spawn(engine_.loop.get_executor(), index_behind(engine_), "indexing");
  spawn(engine_.loop.get_executor(), follow_editors(engine_, settings_.database), "following editors");
  notify::ready(status());
  engine_.loop.run();

  if (failure_) std::rethrow_exception(failure_);
  return 0;
}

void Daemon::begin_polling() {
  polling_ = true;
  const auto ended = [this](std::exception_ptr failure) {
    polling_ = false;
    polling_ended_.cancel();
    if (ending_) return;
    // Without being told to: a daemon that polls no more is none.
    failure_ = failure;
    end_signals_.cancel();
  };
  asio::co_spawn(engine_.loop, engine_.poller.run(), asio::bind_cancellation_slot(stop_polling_.slot(), ended));
}

asio::awaitable<void> Daemon::end_when_told() {
  boost::system::error_code cancelled;
  const int signal = co_await end_signals_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  if (!cancelled) log::info("ending: " + std::string(signal == SIGTERM ? "SIGTERM" : "SIGINT"));
  ending_ = true;
  try {
    co_await end();
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
  engine_.loop.stop();
}

asio::awaitable<void> Daemon::end() {
  notify::stopping();
  std::signal(SIGALRM, end_abruptly);
  ::alarm(last_moment_seconds);

  reload_signals_.cancel();
  stop_polling_.emit(asio::cancellation_type::all);
  co_await hub_.stop();
  co_await subscriber_.stop();
  co_await server_.stop(patience);
  boost::system::error_code cancelled;
  if (polling_) co_await polling_ended_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  auto checkpoint = [this] { engine_.store.checkpoint(); };
  co_await offload(engine_.writer, checkpoint);
}

asio::awaitable<void> Daemon::reload_when_told() {
  for (;;) {
    co_await reload_signals_.async_wait(asio::use_awaitable);
    notify::reloading();
    co_await reload();
    notify::ready(status());
  }
}

asio::awaitable<void> Daemon::reload() {
  try {
    auto load_it = [this] { return load_settings(settings_.file); };
    Settings fresh = co_await offload(engine_.workers, load_it);
    if (fresh.database != settings_.database) {
      log::warning("database: stays " + settings_.database.string() + " until the next start");
      fresh.database = settings_.database;
    }
    server_.reload(fresh);
    co_await engine_.poller.reload(fresh);
    subscriber_.reload(fresh, server_.addresses().front());
    inbox_->open(subscriber_.door(fresh));
    settings_ = std::move(fresh);
    let_go_of_feeds();
    hub_.reload(settings_.hub);
    open_hub();
    log::info("reloaded: " + std::to_string(feeds_) + " feeds from " + settings_.file.string());
  } catch (const std::exception& failure) {
    apply_failed(failure);
  }
}

// A line a fault, as `datelined check` prints them.
void Daemon::apply_failed(const std::exception& failure) {
  const std::string text = failure.what();
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    log::error(text.substr(start, end - start));
    start = end + 1;
  }
  log::error("the configuration stays as it was");
}

asio::awaitable<void> Daemon::tell_systemd() {
  constexpr std::chrono::microseconds seldom = 30s;
  const auto watchdog = notify::watchdog_interval();
  const auto interval = std::min(watchdog.value_or(seldom), seldom);
  asio::steady_timer timer(engine_.loop);
  std::string told;
  for (;;) {
    if (watchdog) notify::alive();
    if (const std::string text = status(); text != told) {
      notify::status(text);
      told = text;
    }
    timer.expires_after(interval);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

std::string Daemon::status() const {
  return std::to_string(feeds_) + " feeds, change " + std::to_string(engine_.events.seq());
}

}  // namespace

int run_daemon(const RunOptions& options) {
  if (options.verbose) log::set_level(log::Level::debug);
  Daemon daemon(load_settings(settings_file(options.config)));
  return daemon.run();
}

}  // namespace datelined
