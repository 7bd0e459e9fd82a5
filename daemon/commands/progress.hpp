// How a sweep goes, on stdout: a line a feed, or on a terminal a bar that is gone in the end.
#pragma once

#include "daemon/poll/poller.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace datelined {

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(std::size_t feeds);
  void visited(const Visit& visit);

  // One line on all of it.
  void summarize();

 private:
  void draw(const std::string& feed);
  void erase();
  void say(const std::string& text);
  void flush();

  const bool terminal_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::string said_;  // not yet written
  std::chrono::steady_clock::time_point written_ = start_;
  bool drawn_ = false;
  std::size_t feeds_ = 0, done_ = 0, failed_ = 0, unchanged_ = 0;
  std::int64_t created_ = 0, revised_ = 0;
};

}  // namespace datelined
