// Whose delivery is next: so many are under way at once, so many of them to one host, each in its time. Pure.
//
// A host that is slow, or that many subscriptions lead to, holds up its own alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace datelined {

class HubLine {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  HubLine(std::size_t at_once, std::size_t per_host) : at_once_(at_once), per_host_(per_host) {}
  void set_limits(std::size_t at_once, std::size_t per_host);

  // Stands in line, not to begin before `when`: the earlier of two times. Who is under way does not.
  void wait(std::int64_t id, const std::string& host, Moment when);

  // The next that may begin; it has its place until leave(). nullopt: none may now.
  std::optional<std::int64_t> next(Moment now);
  void leave(std::int64_t id);

  // When somebody waits for nothing but time: until then.
  std::optional<Moment> soonest() const;

  std::size_t under_way() const { return under_way_; }

 private:
  struct Waiting {
    std::string host;
    Moment when;  // its place in line_, while it has one
    bool begun = false;
  };
  struct Host {
    std::size_t under_way = 0;
    std::deque<std::int64_t> held_up;  // their time has come, their host's has not
  };

  std::size_t at_once_, per_host_, under_way_ = 0;
  std::unordered_map<std::int64_t, Waiting> all_;
  std::set<std::pair<Moment, std::int64_t>> line_;
  std::unordered_map<std::string, Host> hosts_;
};

}  // namespace datelined
