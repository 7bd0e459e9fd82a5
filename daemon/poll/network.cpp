#include "daemon/poll/network.hpp"

#include <utility>

namespace datelined {
namespace {

// Two wires of one agency die together now and then; three strangers hardly ever.
constexpr std::size_t hosts_to_tell = 3;

}  // namespace

bool Network::heard(schema::FeedId feed) {
  hosts_.clear();
  evidence_.clear();
  excused_before_.erase(feed);
  return std::exchange(down_, false);
}

bool Network::missed(const std::string& host, const schema::FeedState& before) {
  if (!down_ && excused_before_.contains(before.id)) return false;
  hosts_.insert(host);
  evidence_.push_back(before);
  if (hosts_.size() >= hosts_to_tell) down_ = true;
  return down_;
}

std::vector<schema::FeedState> Network::excused() {
  for (const schema::FeedState& state : evidence_) excused_before_.insert(state.id);
  return std::exchange(evidence_, {});
}

}  // namespace datelined
