#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace datelined::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read_end = ends[0];
    write_end = ends[1];
  }
};

// The tests' own environment may come from systemd or a developer: the child's does not.
std::map<std::string, std::string> environment_for(const Launch& launch) {
  std::map<std::string, std::string> variables;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view variable = *at;
    const std::size_t equals = variable.find('=');
    variables.emplace(variable.substr(0, equals), variable.substr(std::min(equals + 1, variable.size())));
  }
  for (const char* name : {"NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "WATCHDOG_USEC",
                           "WATCHDOG_PID", "JOURNAL_STREAM", "DATELINED_CONFIG"}) {
    variables.erase(name);
  }
  for (const auto& [name, value] : launch.environment) variables.insert_or_assign(name, value);
  if (!launch.listening.empty()) {
    variables["LISTEN_FDS"] = std::to_string(launch.listening.size());
    variables["LISTEN_PID"] = std::string(10, ' ');  // known in the child alone: written there
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

// In the child between fork and exec: nothing that allocates.
void write_decimal(char* into, pid_t number) {
  std::array<char, 12> digits{};
  int count = 0;
  for (; number > 0; number /= 10) digits[static_cast<std::size_t>(count++)] = static_cast<char>('0' + number % 10);
  while (count > 0) *into++ = digits[static_cast<std::size_t>(--count)];
  *into = '\0';
}

}  // namespace

Process::Process(const Launch& launch) {
  const Pipe in, out, err;
  std::vector<std::string> arguments{launch.program};
  arguments.insert(arguments.end(), launch.arguments.begin(), launch.arguments.end());
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_for(launch)) variables.push_back(name + "=" + value);
  const auto argv = pointers(arguments);
  const auto envp = pointers(variables);
  char* listen_pid = nullptr;
  for (std::string& variable : variables) {
    if (variable.starts_with("LISTEN_PID=")) listen_pid = variable.data() + 11;
  }
  // Above what dup2 is about to put in place.
  std::vector<int> listening;
  for (const int fd : launch.listening) listening.push_back(::fcntl(fd, F_DUPFD_CLOEXEC, 100));

  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    ::dup2(in.read_end, STDIN_FILENO);
    ::dup2(launch.output >= 0 ? launch.output : out.write_end, STDOUT_FILENO);
    ::dup2(err.write_end, STDERR_FILENO);
    for (std::size_t i = 0; i < listening.size(); ++i) ::dup2(listening[i], 3 + static_cast<int>(i));
    if (listen_pid != nullptr) write_decimal(listen_pid, ::getpid());
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  for (const int fd : listening) ::close(fd);
  for (const int fd : {in.read_end, out.write_end, err.write_end}) ::close(fd);
  [[maybe_unused]] const auto written = ::write(in.write_end, launch.input.data(), launch.input.size());
  ::close(in.write_end);
  streams_[0].fd = out.read_end;
  streams_[1].fd = err.read_end;
}

Process::~Process() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (const Stream& stream : streams_) {
    if (stream.fd >= 0) ::close(stream.fd);
  }
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

bool Process::take_in(Clock::time_point until) {
  std::array<pollfd, 2> ready{{{streams_[0].fd, POLLIN, 0}, {streams_[1].fd, POLLIN, 0}}};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  if (left.count() <= 0) return false;
  const int count = ::poll(ready.data(), ready.size(), static_cast<int>(left.count()));
  if (count == 0 || (count < 0 && errno != EINTR)) return false;
  for (std::size_t i = 0; count > 0 && i < ready.size(); ++i) {
    if (ready[i].revents == 0) continue;
    std::array<char, 65536> bytes{};
    const ssize_t got = ::read(streams_[i].fd, bytes.data(), bytes.size());
    if (got > 0) {
      streams_[i].text.append(bytes.data(), static_cast<std::size_t>(got));
    } else {
      ::close(streams_[i].fd);
      streams_[i].fd = -1;
    }
  }
  return true;
}

int Process::wait(std::chrono::seconds deadline) {
  if (ended_) return status_;
  const auto until = Clock::now() + deadline;
  // Both streams close when it ends.
  while (streams_[0].fd >= 0 || streams_[1].fd >= 0) {
    if (!take_in(until)) throw std::runtime_error("still running; stderr: " + err());
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ended_ = true;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

std::size_t Process::wait_for(std::size_t stream, std::string_view text, std::size_t from) {
  const auto until = Clock::now() + patience;
  for (;;) {
    const std::size_t place = streams_[stream].text.find(text, from);
    if (place != std::string::npos) return place + text.size();
    if (streams_[stream].fd < 0 || !take_in(until)) {
      throw std::runtime_error("never said \"" + std::string(text) + "\"; stdout: " + out() + "; stderr: " + err());
    }
  }
}

Outcome run(const Launch& launch) {
  Process process(launch);
  const int status = process.wait();
  return {status, process.out(), process.err()};
}

}  // namespace datelined::test
