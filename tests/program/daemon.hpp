// `datelined run` on a desk, as systemd and its readers see it.
#pragma once

#include "tests/program/desk.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/notify_socket.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

inline void follow_events(HttpClient& client) {
  client.send("GET /events?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
}

// A listening socket on loopback that nobody accepts from.
struct Listening {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port = 0;
  Listening() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(fd, 16) == 0);
    REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
  }
  ~Listening() { ::close(fd); }
};

// The daemon on a desk, once it said that it is ready.
class Daemon {
 public:
  explicit Daemon(const Desk& desk, std::map<std::string, std::string> environment = {},
                  std::vector<int> listening = {})
      : Daemon(launch(desk, std::move(environment), std::move(listening)), desk) {}

  Daemon(Launch launch, const Desk& desk) : notify(desk.dir) {
    launch.environment["NOTIFY_SOCKET"] = notify.path();
    process_.emplace(launch);
    ready = notify.wait_for("READY=1");
    const std::size_t at = process_->wait_for("open http://127.0.0.1:");
    process_->wait_for("\n", at);
    port = static_cast<std::uint16_t>(std::stoi(process_->err().substr(at, 5)));
  }

  Process& process() { return *process_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port) + "/"; }
  Response get(std::string_view target) const { return HttpClient(url()).get(target); }

  // Told to end, it does so cleanly.
  void end(int signal = SIGTERM) {
    process_->signal(signal);
    wait();
  }
  void wait() {
    const int status = process_->wait();
    CAPTURE(process_->err());
    CHECK(status == 0);
  }

  // Until a story with this title is published.
  void wait_for_story(std::string_view title) const {
    HttpClient events(url());
    follow_events(events);
    events.receive_until(title);
  }

  NotifySocket notify;
  std::string ready;
  std::uint16_t port = 0;

 private:
  static Launch launch(const Desk& desk, std::map<std::string, std::string> environment, std::vector<int> listening) {
    Launch launch = desk.launch({"run"});
    launch.environment = std::move(environment);
    launch.listening = std::move(listening);
    return launch;
  }

  std::optional<Process> process_;
};

}  // namespace datelined::test
