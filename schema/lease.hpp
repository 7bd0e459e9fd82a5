// What a subscription at a hub is by now.
#pragma once

#include "schema/records.hpp"

namespace datelined::schema {

// A lease may have ended while no daemon was there to see it: then the subscription is wanted again, and not live.
FeedHealth::Pushed as_of(FeedHealth::Pushed push, Time now);

}  // namespace datelined::schema
