#include "daemon/poll/network.hpp"

#include <utility>

namespace datelined {
namespace {

// Two wires of one agency die together now and then; three strangers hardly ever.
constexpr std::size_t hosts_to_tell = 3;

}  // namespace

bool Network::heard(schema::FeedId feed) {
  ++heard_;
  hosts_.clear();
  evidence_.clear();
  excused_before_.erase(feed);
  return std::exchange(down_, false);
}

bool Network::missed(const std::string& host, const schema::FeedState& before, Moment begun) {
  if (!down_ && excused_before_.contains(before.id)) return false;
  if (begun == heard_) hosts_.insert(host);
  evidence_.push_back(before);
  return true;
}

bool Network::is_suspected() const {
  return !down_ && hosts_.size() >= hosts_to_tell;
}

bool Network::conclude(std::size_t others) {
  if (is_suspected() && others == 0) down_ = true;
  return down_;
}

std::vector<schema::FeedState> Network::excused() {
  for (const schema::FeedState& state : evidence_) excused_before_.insert(state.id);
  return std::exchange(evidence_, {});
}

}  // namespace datelined
