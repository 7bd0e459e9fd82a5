#include "daemon/notify.hpp"

#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdint>
#include <cstdlib>

namespace datelined::notify {
namespace {

void send(const std::string& state) {
  ::sd_notify(0, state.c_str());
}

// A status is one line of an assignment: a line break would begin another one.
std::string status_line(const std::string& text) {
  std::string line = "STATUS=";
  for (const char c : text) line += c == '\n' ? ' ' : c;
  return line;
}

}  // namespace

void ready(const std::string& status) {
  send("READY=1\n" + status_line(status));
}

void reloading() {
  // systemd tells the READY=1 that ends this reload from an older one by the moment it began.
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t microseconds = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void stopping() {
  send("STOPPING=1");
}

void status(const std::string& text) {
  send(status_line(text));
}

void alive() {
  send("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return std::chrono::microseconds{microseconds / 2};
}

std::vector<Socket> listen_sockets() {
  std::vector<Socket> sockets;
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(1, &names);
  for (int i = 0; i < count; ++i) {
    const int fd = SD_LISTEN_FDS_START + i;
    if (::sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0) sockets.push_back({fd, names[i]});
    std::free(names[i]);
  }
  std::free(names);
  return sockets;
}

}  // namespace datelined::notify
