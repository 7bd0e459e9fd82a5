// datelined check: what is wrong with the configuration, or what it would have polled; online, what the feeds
// answer.
#pragma once

#include <string>

namespace datelined {

struct CheckOptions {
  std::string config;
  bool online = false;  // visit every feed once; nothing of it is stored
};

// 1 when a feed fails.
int check(const CheckOptions& options);

}  // namespace datelined
