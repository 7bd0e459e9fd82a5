// Whether it is the network that fails, and not the publishers: then nothing is charged to anybody.
//
// Several hosts that could not even be connected to, one after the other, and nobody heard of between:
// that is our cable. A host that was excused once and fails again is taken for what it is, so that a few
// dead hosts among the silent never stop the others. Pure; loop thread only.
#pragma once

#include "schema/records.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace datelined {

class Network {
 public:
  // Somebody was connected to: it is there. Out: whether it had been down.
  bool heard(schema::FeedId feed);

  // A visit that reached nobody, and the feed's state before. True: the network is down, since these visits
  // at the latest; excused() tells which they were.
  bool missed(const std::string& host, const schema::FeedState& before);

  bool is_down() const { return down_; }

  // States to go back to, of the visits that were not the publishers' fault. Once.
  std::vector<schema::FeedState> excused();

 private:
  bool down_ = false;
  std::set<std::string> hosts_;              // missed since anybody was heard
  std::vector<schema::FeedState> evidence_;  // of these visits
  std::set<schema::FeedId> excused_before_;
};

}  // namespace datelined
