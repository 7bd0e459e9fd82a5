// What systemd wants to hear and hands over. Every call does nothing where systemd is not.
// See: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds_with_names(3).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace datelined::notify {

void ready(const std::string& status);
void reloading();
void stopping();
void status(const std::string& text);
void alive();

// How often alive() must come: half of WATCHDOG_USEC; nullopt: systemd does not watch.
std::optional<std::chrono::microseconds> watchdog_interval();

// A listening stream socket passed by systemd, and what its unit calls it (FileDescriptorName=).
struct Socket {
  int fd = -1;
  std::string name = {};
};

// Those of LISTEN_FDS; taken once, the environment forgets them.
std::vector<Socket> listen_sockets();

}  // namespace datelined::notify
