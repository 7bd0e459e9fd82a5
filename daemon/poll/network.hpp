// Whether it is the network that fails, and not the publishers: then nothing is charged to anybody.
//
// Several hosts that could not even be connected to, and nobody heard of between, raise the suspicion: they may be dead
// names at the head of a list. No visit begins until those under way have ended; that all of them miss as well is our
// cable. A host that was excused once and fails again is taken for what it is, so that a few dead hosts among the
// silent never stop the others. Pure; loop thread only.
#pragma once

#include "schema/records.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace datelined {

class Network {
 public:
  // So many have been heard: what a visit takes note of when it begins.
  using Moment = std::uint64_t;
  Moment now() const { return heard_; }

  // Somebody was connected to: it is there. Out: whether it had been down.
  bool heard(schema::FeedId feed);

  // A visit that reached nobody, and the feed's state before. Where somebody was heard while it was under way, its host
  // is no witness; it is excused with those that are. Out: whether it would be.
  bool missed(const std::string& host, const schema::FeedState& before, Moment begun);

  // After each visit that asked: so many others are still on their way to somebody. Out: whether the network is down.
  bool conclude(std::size_t others);

  bool is_down() const { return down_; }
  bool is_suspected() const;

  // States to go back to, of the visits that were not the publishers' fault. Once.
  std::vector<schema::FeedState> excused();

 private:
  bool down_ = false;
  Moment heard_ = 0;
  std::set<std::string> hosts_;              // witnesses: asked and missed since anybody was heard
  std::vector<schema::FeedState> evidence_;  // of the visits that missed since then
  std::set<schema::FeedId> excused_before_;
};

}  // namespace datelined
