// A server under abuse, and one well-behaved client beside it: does he notice?
//
// usage: bench_abuse URL PID [slow connections] [seconds]
// URL is where a daemon listens on loopback, PID its process. First the client alone, to know how long an answer
// takes; then the same client beside: connections whose heads dribble, a byte a second; clients that ask for
// everything, differently each, and never read; bursts of a thousand pipelined requests; heads that are malformed,
// ambiguous, too long; clients that close their half. Then all of it once more against a bare server, which answers
// the same bytes and does nothing else: what it cannot do on this machine in this minute, no server can.
//
// Attackers and client are other machines. Here they share the processors with the server, so the attackers run in a
// process of their own and at the lowest priority, it is said what they got done, and the client comes first where
// that may be. For each answer the kernel tells how long
// client and server stood ready and without a processor: less that time is how long it took by the server's doing.
// Of what is late all the same, past the daemon's bound, the daemon may have no more than the bare server.
//
// Said at the end: the client's 95th percentiles, how many of his answers took longer than three times the idle one,
// how much the daemon's memory grew, and how long a dribbling head lived.
// Exit status 1: an answer was missing, or one of the bounds was passed. 3: the attackers got too little done.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;
using namespace std::chrono_literals;

// ---- sockets ------------------------------------------------------------------------------------------------------

sockaddr_in at_port(std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return name;
}

int connect_to(const sockaddr_in& server) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{20, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0) return fd;
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

// ---- the well-behaved client --------------------------------------------------------------------------------------

// One answer with its body off a kept connection; empty when there was none.
std::string ask(int fd) {
  if (!send_all(fd, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")) return {};
  std::string received;
  char buffer[64 * 1024];
  std::size_t wanted = std::string::npos;
  while (received.size() < wanted) {
    const ssize_t size = ::recv(fd, buffer, sizeof buffer, 0);
    if (size <= 0) return {};
    received.append(buffer, static_cast<std::size_t>(size));
    const auto end = received.find("\r\n\r\n");
    if (wanted != std::string::npos || end == std::string::npos) continue;
    const auto length = received.find("Content-Length: ");
    if (!received.starts_with("HTTP/1.1 200") || length == std::string::npos) return {};
    wanted = end + 4 + std::strtoul(received.c_str() + length + 16, nullptr, 10);
  }
  return received;
}

// How long a thread has stood in the kernel's queue, ready to run: proc(5), schedstat.
class QueueTime {
 public:
  explicit QueueTime(const std::string& task) : fd_(::open((task + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC)) {}
  QueueTime(const QueueTime&) = delete;
  QueueTime& operator=(const QueueTime&) = delete;
  ~QueueTime() { ::close(fd_); }

  double milliseconds() const {
    char text[96] = "";
    if (::pread(fd_, text, sizeof text - 1, 0) <= 0) return 0;
    char* end = nullptr;
    std::strtoull(text, &end, 10);
    return static_cast<double>(std::strtoull(end, nullptr, 10)) / 1e6;
  }

 private:
  int fd_;
};

struct Seen {
  struct Answer {
    double took = 0, queued = 0;  // milliseconds; of the first, in the kernel's queue
  };
  std::vector<Answer> answers;
  int missing = 0;

  double percentile(double of) const {
    std::vector<double> took;
    for (const Answer& answer : answers) took.push_back(answer.took);
    if (took.empty()) return 0;
    std::sort(took.begin(), took.end());
    return took[std::min(took.size() - 1, static_cast<std::size_t>(of * static_cast<double>(took.size())))];
  }
  long past(double bound) const {
    return std::count_if(answers.begin(), answers.end(), [&](const Answer& is) { return is.took > bound; });
  }
  double longest_running() const {
    double longest = 0;
    for (const Answer& is : answers) longest = std::max(longest, is.took - is.queued);
    return longest;
  }
  long past_running(double bound) const {
    return std::count_if(answers.begin(), answers.end(), [&](const Answer& is) { return is.took - is.queued > bound; });
  }
};

// One connection, a request every ten milliseconds. `server` is the thread that answers.
Seen behave(const sockaddr_in& address, pid_t server, Clock::duration time) {
  const QueueTime here("/proc/thread-self"), there("/proc/" + std::to_string(server));
  Seen seen;
  int fd = connect_to(address);
  for (const auto end = Clock::now() + time; Clock::now() < end;) {
    const double waited = here.milliseconds() + there.milliseconds();
    const auto begun = Clock::now();
    if (fd >= 0 && !ask(fd).empty()) {
      const double took = Milliseconds(Clock::now() - begun).count();
      seen.answers.push_back({took, here.milliseconds() + there.milliseconds() - waited});
    } else {
      ++seen.missing;
      if (fd >= 0) ::close(fd);
      fd = connect_to(address);
    }
    std::this_thread::sleep_until(begun + 10ms);
  }
  if (fd >= 0) ::close(fd);
  return seen;
}

// ---- the attackers ------------------------------------------------------------------------------------------------

// What they got done; shared between their process and this one.
struct Done {
  std::atomic<long> opened{0}, bytes{0}, bursts{0}, answers{0}, malformed{0}, unread{0};
  std::atomic<long> longest{0};  // milliseconds that a dribbling head lived
};

// Heads that dribble: so many connections, a byte a second each, opened anew when they are cut.
class Dribble {
 public:
  Dribble(const sockaddr_in& target, int connections, Done& done)
      : target_(target), done_(done), all_(static_cast<std::size_t>(connections)) {}

  void run() {
    const auto begun = Clock::now();
    for (std::size_t turns = 0;;) {
      const auto due = static_cast<std::size_t>(Milliseconds(Clock::now() - begun).count() / 1000 *
                                                static_cast<double>(all_.size()));
      for (; turns < due; ++turns) write_one(all_[turns % all_.size()], turns % all_.size());
      see_who_is_cut();
    }
  }

 private:
  struct Slow {
    int fd = -1;
    Clock::time_point begun;
  };

  void write_one(Slow& slow, std::size_t place) {
    if (slow.fd < 0) {
      slow = {connect_to(target_), Clock::now()};
      if (slow.fd < 0) return;
      epoll_event wanted{};
      wanted.events = EPOLLIN | EPOLLRDHUP;
      wanted.data.u64 = place;
      ::epoll_ctl(events_, EPOLL_CTL_ADD, slow.fd, &wanted);
      ++done_.opened;
      send_all(slow.fd, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    }
    if (send_all(slow.fd, "a")) ++done_.bytes;
  }

  void see_who_is_cut() {
    epoll_event seen[64];
    const int count = ::epoll_wait(events_, seen, 64, 5);
    for (int i = 0; i < count; ++i) {
      Slow& slow = all_[seen[i].data.u64];
      const long lived = static_cast<long>(Milliseconds(Clock::now() - slow.begun).count());
      done_.longest = std::max(done_.longest.load(), lived);
      ::close(std::exchange(slow.fd, -1));
    }
  }

  const sockaddr_in target_;
  Done& done_;
  std::vector<Slow> all_;
  const int events_ = ::epoll_create1(EPOLL_CLOEXEC);
};

void never_read(const sockaddr_in& target, Done& done) {
  for (int i = 0; i < 200; ++i) {
    const int fd = connect_to(target);
    if (fd >= 0 && send_all(fd, "GET /feed.json?limit=" + std::to_string(800 + i) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
      ++done.unread;
    std::this_thread::sleep_for(50ms);
  }
  ::pause();
}

// A thousand requests at once, half closed behind them: the answers come all the same.
void pipeline(const sockaddr_in& target, Done& done) {
  std::string burst;
  for (int i = 0; i < 1000; ++i) burst += "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  for (;;) {
    const int fd = connect_to(target);
    std::thread sender([&] {
      send_all(fd, burst);
      ::shutdown(fd, SHUT_WR);
    });
    char buffer[64 * 1024];
    std::string text;
    for (ssize_t size; (size = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      text.append(buffer, static_cast<std::size_t>(size));
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 200", at)) != text.npos; ++at) ++done.answers;
    sender.join();
    ::close(fd);
    ++done.bursts;
    std::this_thread::sleep_for(500ms);
  }
}

// What no server should take for a request, one after the other.
void malform(const sockaddr_in& target, Done& done) {
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
  for (std::size_t i = 0;; i = (i + 1) % shapes.size()) {
    if (const int fd = connect_to(target); fd >= 0) {
      send_all(fd, shapes[i]);
      ::shutdown(fd, SHUT_WR);
      char buffer[4096];
      while (::recv(fd, buffer, sizeof buffer, 0) > 0) continue;
      ::close(fd);
      ++done.malformed;
    }
    std::this_thread::sleep_for(20ms);
  }
}

// A process of this one's children, ended with it.
class Child {
 public:
  template <class Work>
  explicit Child(Work work) : pid_(::fork()) {
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    work();
    ::_exit(0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

void attack(const sockaddr_in& target, int slow, Done& done) {
  ::setpriority(PRIO_PROCESS, 0, 19);  // inherited by the threads
  std::thread a([&] { never_read(target, done); }), b([&] { pipeline(target, done); }),
      c([&] { malform(target, done); });
  Dribble(target, slow, done).run();
}

// ---- the bare server ----------------------------------------------------------------------------------------------

// Answers every head with the same bytes, cuts what has sent none after ten seconds. One thread, epoll, no parser.
class BareServer {
 public:
  explicit BareServer(std::string answer)
      : answer_(std::move(answer)), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in name = at_port(0);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&name), sizeof name);
    ::listen(fd_, SOMAXCONN);
  }

  sockaddr_in address() const {
    sockaddr_in name{};
    socklen_t size = sizeof name;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &size);
    return name;
  }

  void run() {
    watch(fd_, EPOLLIN);
    auto next_look = Clock::now();
    for (;;) {
      epoll_event seen[64];
      const int count = ::epoll_wait(events_, seen, 64, 250);
      for (int i = 0; i < count; ++i) {
        if (seen[i].data.fd == fd_) {
          accept_one();
        } else {
          go_on(seen[i].data.fd);
        }
      }
      if (Clock::now() < next_look) continue;
      next_look = Clock::now() + 250ms;
      cut_overdue();
    }
  }

 private:
  struct Client {
    std::string head, unsent;
    Clock::time_point begun = Clock::now();
    bool half_closed = false;
  };

  void watch(int fd, std::uint32_t events) {
    epoll_event wanted{};
    wanted.events = events;
    wanted.data.fd = fd;
    ::epoll_ctl(events_, EPOLL_CTL_ADD, fd, &wanted);
  }

  void accept_one() {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients_[fd] = {};
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLET);
  }

  void go_on(int fd) {
    const auto place = clients_.find(fd);
    if (place == clients_.end()) return;
    Client& client = place->second;
    char buffer[16 * 1024];
    ssize_t size = 0;
    while ((size = ::recv(fd, buffer, sizeof buffer, 0)) > 0)
      client.head.append(buffer, static_cast<std::size_t>(size));
    client.half_closed |= size == 0;
    for (std::size_t end;
         client.unsent.size() < answer_.size() && (end = client.head.find("\r\n\r\n")) != std::string::npos;) {
      // A pipelined one is answered in short: what is measured is the client that asks for the document.
      client.unsent +=
          client.head.starts_with("GET /healthz") ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : answer_;
      client.head.erase(0, end + 4);
      client.begun = Clock::now();
    }
    while (!client.unsent.empty() && (size = ::send(fd, client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL)) > 0)
      client.unsent.erase(0, static_cast<std::size_t>(size));
    if (client.half_closed && client.unsent.empty()) close(place);
  }

  void close(std::map<int, Client>::iterator place) {
    ::close(place->first);
    clients_.erase(place);
  }

  void cut_overdue() {
    for (auto next = clients_.begin(); next != clients_.end();) {
      const auto place = next++;
      if (Clock::now() - place->second.begun > 10s) close(place);
    }
  }

  const std::string answer_;
  const int fd_, events_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::map<int, Client> clients_;
};

// ---- the measure --------------------------------------------------------------------------------------------------

// What a process has in memory: now ("VmRSS:"), or at most since forget_peak ("VmHWM:").
long resident_kib(pid_t pid, std::string_view what) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(what)) return std::strtol(line.c_str() + what.size(), nullptr, 10);
  }
  return 0;
}

void forget_peak(pid_t pid) {
  std::ofstream("/proc/" + std::to_string(pid) + "/clear_refs") << 5;
}

struct Measured {
  Seen idle, abused;
  double bound = 0;           // milliseconds
  long before = 0, most = 0;  // KiB
  double longest = 0;         // seconds
  bool was_attacked = false;
};

void say(const char* when, const Seen& seen, double bound) {
  std::printf(
      "  %s: %zu answers, 50 %% %.2f ms, 95 %% %.2f ms, 99 %% %.2f ms, most %.2f ms; %d missing, %ld past %.2f ms, of "
      "them %ld with a processor at hand; at hand %.2f ms at most\n",
      when, seen.answers.size(), seen.percentile(0.5), seen.percentile(0.95), seen.percentile(0.99), seen.percentile(1),
      seen.missing, seen.past(bound), bound, seen.past_running(bound), seen.longest_running());
}

Measured measure(const char* name, const sockaddr_in& address, pid_t server, int slow, std::chrono::seconds time) {
  Measured is;
  behave(address, server, 1s);
  is.idle = behave(address, server, time / 2);
  is.bound = 3 * is.idle.percentile(0.95);
  forget_peak(server);
  is.before = resident_kib(server, "VmRSS:");
  void* const shared = ::mmap(nullptr, sizeof(Done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  Done& done = *new (shared) Done;
  {
    const Child attackers([&] { attack(address, slow, done); });
    std::this_thread::sleep_for(2s);
    is.abused = behave(address, server, time);
    is.most = resident_kib(server, "VmHWM:");
  }
  is.longest = static_cast<double>(done.longest) / 1000;
  is.was_attacked = done.opened >= slow && done.bursts >= time.count() / 2 && done.unread > 4 * time.count();
  std::printf("%s\n", name);
  say("idle  ", is.idle, is.bound);
  say("abused", is.abused, is.bound);
  std::printf(
      "  attacked with %ld slow connections and %ld bytes on them, %ld bursts of 1000 (%ld answers), %ld malformed "
      "heads, %ld that do not read%s\n",
      done.opened.load(), done.bytes.load(), done.bursts.load(), done.answers.load(), done.malformed.load(),
      done.unread.load(), is.was_attacked ? "" : ": TOO LITTLE");
  std::printf("  memory: %ld MiB before, grown by %ld MiB at most; a dribbling head lived %.1f s at most\n",
              is.before / 1024, (is.most - is.before) / 1024, is.longest);
  return is;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return std::fprintf(stderr, "usage: bench_abuse URL PID [slow connections] [seconds]\n"), 2;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::signal(SIGPIPE, SIG_IGN);
  ::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::string url = arguments[1];
  const pid_t pid = std::atoi(arguments[2]);
  const int slow = count > 3 ? std::atoi(arguments[3]) : 3000;
  const std::chrono::seconds time{count > 4 ? std::atoi(arguments[4]) : 20};
  const sockaddr_in target = at_port(static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1)));

  const sched_param first{1};
  if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &first) != 0)
    std::puts("the client runs like all others: no right to let it come first");

  const int fd = connect_to(target);
  const std::string answer = fd < 0 ? "" : ask(fd);
  ::close(fd);
  if (answer.empty()) return std::fprintf(stderr, "%s does not answer\n", arguments[1]), 2;
  BareServer bare(answer);
  const Child control([&] { bare.run(); });

  const Measured machine = measure("a bare server", bare.address(), control.pid(), slow, time);
  const Measured daemon = measure("the daemon", target, pid, slow, time);
  std::printf("past %.2f ms with a processor at hand: %ld of the bare server's answers, %ld of the daemon's\n",
              daemon.bound, machine.abused.past_running(daemon.bound), daemon.abused.past_running(daemon.bound));
  const bool answers = daemon.idle.missing + daemon.abused.missing == 0 &&
                       daemon.abused.past_running(daemon.bound) <= machine.abused.past_running(daemon.bound);
  const bool held = answers && daemon.most - daemon.before <= 64 * 1024 && daemon.longest < 12;
  std::puts(held ? "held" : "NOT held");
  return !held ? 1 : !daemon.was_attacked || !machine.was_attacked ? 3 : 0;
}
