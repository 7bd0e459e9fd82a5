// A program run by a test, as a user or systemd would run it: arguments, environment, signals, and what it
// wrote. Every wait has a deadline, past which it throws: a test that hangs names what it waited for.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

inline constexpr std::chrono::seconds patience{60};  // a sanitizer's build on a busy machine

struct Launch {
  std::vector<std::string> arguments;                   // without the program's name
  std::map<std::string, std::string> environment = {};  // beside what the tests were started with
  std::string program = DATELINED_PROGRAM;
  std::string input = {};           // its stdin, at most a pipe's capacity
  int output = -1;                  // a descriptor to be its stdout instead of out()
  std::vector<int> listening = {};  // passed from descriptor 3 on, as systemd does: LISTEN_FDS, LISTEN_PID
};

class Process {
 public:
  explicit Process(const Launch& launch);
  ~Process();  // kills what still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;

  // Until it ends: its exit status, or 128 + the signal that ended it.
  int wait(std::chrono::seconds deadline = patience);

  // Until what it wrote to stderr holds `text` at or after `from`: the place after it.
  std::size_t wait_for(std::string_view text, std::size_t from = 0) { return wait_for(1, text, from); }
  // The same for stdout.
  std::size_t wait_for_out(std::string_view text, std::size_t from = 0) { return wait_for(0, text, from); }

  pid_t pid() const { return pid_; }
  const std::string& out() const { return streams_[0].text; }
  const std::string& err() const { return streams_[1].text; }

 private:
  struct Stream {
    int fd = -1;
    std::string text;
  };
  std::size_t wait_for(std::size_t stream, std::string_view text, std::size_t from);
  // Takes in what it writes, until something came or the moment is past: false then.
  bool take_in(std::chrono::steady_clock::time_point until);

  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
  Stream streams_[2];
};

// Runs it to its end.
struct Outcome {
  int status = 0;
  std::string out, err;
};
Outcome run(const Launch& launch);

}  // namespace datelined::test
