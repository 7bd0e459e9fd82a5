// Counters of this process since its start, for /metrics. Loop thread only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace datelined {

// How long something took, counted in buckets whose bounds grow by half a decade.
struct Histogram {
  static constexpr std::array<double, 12> bounds{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03,
                                                 0.1,    0.3,    1,     3,     10,   30};  // seconds

  void observe(std::chrono::duration<double> took) {
    std::size_t bucket = 0;
    while (bucket < bounds.size() && took.count() > bounds[bucket]) ++bucket;
    ++counts[bucket];
    sum += took.count();
  }

  std::array<std::uint64_t, bounds.size() + 1> counts{};  // each of its own bucket alone; the last is what took longer
  double sum = 0;                                         // seconds
};

// One more, for as long as it lives.
class Counted {
 public:
  explicit Counted(std::uint64_t& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::uint64_t& count_;
};

struct Metrics {
  std::map<std::string, std::uint64_t> polls;   // by outcome: changed, unchanged, not_modified, failed
  Histogram poll_seconds;                       // from asking a feed to its answer
  std::map<int, std::uint64_t> http_responses;  // by status sent
  Histogram http_seconds;                       // from a request's last byte to its answer
  Histogram render_seconds;                     // waiting for a worker included
  std::uint64_t bytes_fetched = 0;              // off the wire
  std::uint64_t bytes_served = 0;
  std::uint64_t polls_running = 0;
  std::uint64_t visits_unwritten = 0;           // judged, and not yet committed
  std::map<std::string, std::uint64_t> pushes;  // what hubs sent, by outcome: changed, unchanged, unreadable, unsigned
  std::uint64_t push_live = 0;                  // subscriptions at hubs that send, now
  std::uint64_t http_connections = 0;           // open now
  std::uint64_t http_connections_refused = 0;   // there was no room
  std::uint64_t http_connections_evicted = 0;   // for one that came later
  std::uint64_t http_connections_overdue = 0;   // cut: slow to ask, to read, or to ask again
  std::uint64_t http_wrong_tokens = 0;
  std::uint64_t cache_hits = 0, cache_misses = 0;
  std::uint64_t renditions_bytes = 0, renditions_underway = 0;  // kept; being made or waiting for it
  std::uint64_t hub_subscriptions = 0;                          // now
  std::map<std::string, std::uint64_t> hub_questions;           // callbacks asked: agreed, refused
  std::map<std::string, std::uint64_t> hub_deliveries;          // tries, by outcome: taken, gone, failed
  std::uint64_t event_clients = 0;                              // of /events, now
  std::uint64_t event_gaps = 0;                                 // slow ones that were told and let go
};

}  // namespace datelined
