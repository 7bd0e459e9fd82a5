// datelined poll: one sweep over what is due, then the end. The cron mode.
#pragma once

#include <string>
#include <vector>

namespace datelined {

struct PollOptions {
  std::string config;
  bool force = false;
  bool verbose = false;
  std::vector<std::string> feeds;  // empty: all
};

int poll_once(const PollOptions& options);

}  // namespace datelined
