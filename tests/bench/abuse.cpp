// A server under abuse, and one well-behaved client beside it: does he notice?
//
// usage: bench_abuse URL PID [slow connections] [seconds]
// URL is where a daemon listens on loopback, PID its process. First the client alone, to know how long an answer
// takes; then the same client beside: connections whose heads dribble, a byte a second; clients that ask for
// everything and never read; bursts of a thousand pipelined requests; heads that are malformed, ambiguous, too
// long; clients that close their half. Said at the end: the client's 95th percentiles, how many of its answers
// took longer than three times the idle one, how much the daemon's memory grew, and how long a dribbling head lived.
// Exit status 1: an answer was missing, or one of the bounds was passed.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

sockaddr_in target;
std::atomic<bool> over{false};

int connect_to_server() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{20, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0) return fd;
  ::close(fd);
  return -1;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// One answer with its body off a kept connection; false when there was none.
bool ask(int fd) {
  if (!send_all(fd, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")) return false;
  std::string received;
  char buffer[64 * 1024];
  std::size_t wanted = std::string::npos;
  while (received.size() < wanted) {
    const ssize_t size = ::recv(fd, buffer, sizeof buffer, 0);
    if (size <= 0) return false;
    received.append(buffer, static_cast<std::size_t>(size));
    const auto end = received.find("\r\n\r\n");
    if (wanted != std::string::npos || end == std::string::npos) continue;
    const auto length = received.find("Content-Length: ");
    if (!received.starts_with("HTTP/1.1 200") || length == std::string::npos) return false;
    wanted = end + 4 + std::strtoul(received.c_str() + length + 16, nullptr, 10);
  }
  return true;
}

struct Seen {
  std::vector<double> took;  // milliseconds
  int missing = 0;

  double percentile(double of) {
    if (took.empty()) return 0;
    std::sort(took.begin(), took.end());
    return took[std::min(took.size() - 1, static_cast<std::size_t>(of * static_cast<double>(took.size())))];
  }
};

// The well-behaved client: one connection, a request every ten milliseconds.
Seen behave(std::chrono::seconds time) {
  Seen seen;
  int fd = connect_to_server();
  for (const auto end = Clock::now() + time; Clock::now() < end;) {
    const auto begun = Clock::now();
    if (fd >= 0 && ask(fd)) {
      seen.took.push_back(Milliseconds(Clock::now() - begun).count());
    } else {
      ++seen.missing;
      if (fd >= 0) ::close(fd);
      fd = connect_to_server();
    }
    std::this_thread::sleep_until(begun + std::chrono::milliseconds(10));
  }
  if (fd >= 0) ::close(fd);
  return seen;
}

// Heads that dribble: so many connections, a byte a second each, opened anew when they are cut. How long the
// longest of them was let live.
double dribble(int connections) {
  struct Slow {
    int fd = -1;
    Clock::time_point begun;
  };
  std::vector<Slow> all(static_cast<std::size_t>(connections));
  double longest = 0;
  const auto pause = std::chrono::microseconds(1'000'000 / std::max(1, connections));
  for (std::size_t i = 0; !over; i = (i + 1) % all.size()) {
    Slow& slow = all[i];
    if (slow.fd < 0) {
      slow = {connect_to_server(), Clock::now()};
      if (slow.fd >= 0 && !send_all(slow.fd, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")) continue;
    }
    char answer[512];
    const bool is_cut = ::recv(slow.fd, answer, sizeof answer, MSG_DONTWAIT) >= 0 || !send_all(slow.fd, "a");
    if (is_cut && slow.fd >= 0) {
      longest = std::max(longest, std::chrono::duration<double>(Clock::now() - slow.begun).count());
      ::close(slow.fd);
      slow.fd = -1;
    }
    std::this_thread::sleep_for(pause);
  }
  for (const Slow& slow : all) {
    if (slow.fd >= 0) ::close(slow.fd);
  }
  return longest;
}

// Clients that ask for as much as they may, differently each, and read nothing.
void never_read() {
  std::vector<int> all;
  for (int i = 0; i < 200 && !over; ++i) {
    const int fd = connect_to_server();
    if (fd < 0) continue;
    all.push_back(fd);
    const std::string ask_for = "GET /feed.json?limit=" + std::to_string(800 + i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    send_all(fd, ask_for);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (const int fd : all) ::close(fd);
}

// A thousand requests at once, and their answers counted.
long pipeline() {
  std::string burst;
  for (int i = 0; i < 1000; ++i) burst += "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  long answers = 0, bursts = 0;
  while (!over) {
    const int fd = connect_to_server();
    if (fd < 0) continue;
    ++bursts;
    std::thread sender([&] {
      send_all(fd, burst);
      ::shutdown(fd, SHUT_WR);  // half closed: the answers come all the same
    });
    char buffer[64 * 1024];
    std::string text;
    for (ssize_t size; (size = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(size));
    }
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 200", at)) != text.npos; ++at) ++answers;
    sender.join();
    ::close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  std::printf("pipelined: %ld bursts of 1000, %ld answers\n", bursts, answers);
  return bursts;
}

// What no server should take for a request, one after the other.
void malform() {
  const std::vector<std::string> shapes = {
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nGET /metrics "
      "HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(40'000, 'b') + "\r\n\r\n",
      "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
      std::string("\x16\x03\x01\x00\x00 hello", 12),
      "GET / HTTP/1.1\nHost: x\n\n",
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};
  for (std::size_t i = 0; !over; i = (i + 1) % shapes.size()) {
    if (const int fd = connect_to_server(); fd >= 0) {
      send_all(fd, shapes[i]);
      ::shutdown(fd, SHUT_WR);
      char buffer[4096];
      while (::recv(fd, buffer, sizeof buffer, 0) > 0) continue;
      ::close(fd);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

long resident_kib(const std::string& pid) {
  std::ifstream status("/proc/" + pid + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return std::fprintf(stderr, "usage: bench_abuse URL PID [slow connections] [seconds]\n"), 2;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const std::string url = arguments[1], pid = arguments[2];
  const int slow = count > 3 ? std::atoi(arguments[3]) : 3000;
  const std::chrono::seconds time{count > 4 ? std::atoi(arguments[4]) : 20};
  target.sin_family = AF_INET;
  target.sin_port = htons(static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1)));
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

  behave(std::chrono::seconds(1));
  Seen idle = behave(time / 2);
  const double idle_95 = idle.percentile(0.95);
  const long before = resident_kib(pid);
  const auto late_of = [&](const Seen& seen) {
    return std::count_if(seen.took.begin(), seen.took.end(), [&](double took) { return took > 3 * idle_95; });
  };
  std::printf("idle: %zu answers, 50 %% %.2f ms, 95 %% %.2f ms, most %.2f ms; %ld past %.2f ms\n", idle.took.size(),
              idle.percentile(0.5), idle_95, idle.percentile(1), static_cast<long>(late_of(idle)), 3 * idle_95);

  double longest = 0;
  std::vector<std::thread> abusers;
  abusers.emplace_back([&] { longest = dribble(slow); });
  abusers.emplace_back(never_read);
  abusers.emplace_back([] { pipeline(); });
  abusers.emplace_back(malform);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  Seen abused = behave(time);
  const long after = resident_kib(pid);
  over = true;
  for (std::thread& abuser : abusers) abuser.join();

  const auto late = late_of(abused);
  const long grown = (after - before) / 1024;
  std::printf(
      "abused: %zu answers, 50 %% %.2f ms, 95 %% %.2f ms, 99 %% %.2f ms, most %.2f ms; %d missing, %ld past %.2f ms\n",
      abused.took.size(), abused.percentile(0.5), abused.percentile(0.95), abused.percentile(0.99),
      abused.percentile(1), abused.missing, static_cast<long>(late), 3 * idle_95);
  std::printf("memory: %ld MiB before, grown by %ld MiB; a dribbling head lived %.1f s at most\n", before / 1024, grown,
              longest);
  const bool held = idle.missing + abused.missing == 0 && late == 0 && grown <= 64 && longest < 12;
  std::puts(held ? "held" : "NOT held");
  return held ? 0 : 1;
}
