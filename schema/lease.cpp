#include "schema/lease.hpp"

#include "schema/pushes.hpp"

namespace datelined::schema {

FeedHealth::Pushed as_of(FeedHealth::Pushed push, Time now) {
  if (push.state != to_string(PushState::live) || (push.lease_end && *push.lease_end > now)) return push;
  push.state = to_string(PushState::wanted);
  push.since.reset();
  push.lease_end.reset();
  if (push.error.empty()) push.error = "the lease has ended";
  return push;
}

}  // namespace datelined::schema
