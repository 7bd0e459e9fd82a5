// datelined run: the daemon. Polls, stores and serves until SIGTERM; SIGHUP reads the configuration anew.
#pragma once

#include <string>

namespace datelined {

struct RunOptions {
  std::string config;
  bool verbose = false;
};

int run_daemon(const RunOptions& options);

}  // namespace datelined
