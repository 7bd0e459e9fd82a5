// Who asked for what, a line each in the combined log format, into a file or to stdout.
//
// The loop collects; a worker writes a few times a second. A disk that does not keep up loses lines, not memory.
// In:  what a client sent, tokens in it struck out and control characters escaped: a line stays a line.
// See: https://httpd.apache.org/docs/current/logs.html#combined
#pragma once

#include "daemon/serve/message.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace datelined {

// What is told of an answer.
struct Served {
  int status = 0;
  std::uint64_t bytes = 0;  // of the body
};

std::string combined_line(const Request& request, const Served& served, feeds::Time at);

class AccessLog {
 public:
  explicit AccessLog(boost::asio::thread_pool& workers);

  // One of so many requests, 0 for none; an empty file is stdout. Opens the file anew: it may have been moved away.
  void configure(std::size_t one_of, const std::filesystem::path& file);

  bool wants_next();  // whether the request that came is told of
  void add(std::string line);
  void flush();

 private:
  struct Output;

  boost::asio::thread_pool& workers_;
  std::size_t one_of_ = 0, passed_ = 0;
  std::string lines_;
  std::shared_ptr<Output> output_;  // shared with the worker that writes
};

}  // namespace datelined
