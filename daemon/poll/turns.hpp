// Whose turn it is: feeds wait in line, so many may be visited at once and so many of one host.
//
// A host that is slow or has many feeds holds up its own feeds alone. Pure.
#pragma once

#include "schema/records.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace datelined {

class Turns {
 public:
  Turns(std::size_t at_once, std::size_t per_host) : at_once_(at_once), per_host_(per_host) {}

  void set_limits(std::size_t at_once, std::size_t per_host);

  // To the end of the line.
  void wait(schema::FeedId feed, const std::string& host);

  // The next that may be visited; it has its place until leave(). nullopt: none may now.
  std::optional<schema::FeedId> next();
  void leave(const std::string& host);

  // Out of the line: those of one host, or all.
  std::vector<schema::FeedId> withdraw(const std::string& host);
  std::vector<schema::FeedId> withdraw_all();

  std::size_t waiting() const { return waiting_; }
  std::size_t visiting() const { return visiting_; }

 private:
  struct Host {
    std::deque<schema::FeedId> line;
    std::size_t visiting = 0;
    bool ready = false;  // stands in ready_
  };

  void make_ready(const std::string& name, Host& host);
  std::vector<schema::FeedId> clear_line(Host& host);

  std::size_t at_once_, per_host_;
  std::size_t waiting_ = 0, visiting_ = 0;
  std::unordered_map<std::string, Host> hosts_;
  std::deque<std::string> ready_;  // hosts with someone in line and a place free, or withdrawn since
};

}  // namespace datelined
