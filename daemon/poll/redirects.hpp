// Which redirects are remembered: permanent ones, once they have led to a good feed a few times.
//
// Of a chain only the permanent hops before the first temporary one count, and none from https to http.
// See: RFC 9110 §15.4.2 (301), §15.4.9 (308).
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "schema/records.hpp"

#include <span>
#include <string>

namespace datelined {

// Where the next visit goes.
const std::string& address_of(const schema::FeedState& state);

// After a visit that ended at a good feed.
void remember_redirects(schema::FeedState& state, std::span<const Hop> hops);

}  // namespace datelined
