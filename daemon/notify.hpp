// What systemd wants to hear and hands over. Every call does nothing where systemd is not.
// See: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3).
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

// Listening stream sockets passed by systemd (LISTEN_FDS); taken once, the environment forgets them.
std::vector<int> listen_sockets();

}  // namespace datelined::notify
