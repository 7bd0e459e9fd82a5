// Counters of this process since its start, for /metrics. Loop thread only.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace datelined {

struct Metrics {
  std::map<std::string, std::uint64_t> polls;     // by outcome: changed, unchanged, not_modified, failed
  std::map<int, std::uint64_t> http_responses;    // by status sent
  std::uint64_t bytes_fetched = 0;                // off the wire
  std::uint64_t bytes_served = 0;
  std::uint64_t polls_running = 0;
  std::uint64_t http_connections = 0;             // open now
};

}  // namespace datelined
