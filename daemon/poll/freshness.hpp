// For how long an answer's headers say that what they came with is good. Pure.
//
// A 304 speaks of the stored answer: the headers that it brings replace the stored ones, those that it leaves out stay,
// so that they are kept from visit to visit.
// See: RFC 9111 §3.2 and §4.3.4 (a 304), §4.2 (freshness), §5.2.2 (Cache-Control), §5.3 (Expires).
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "schema/records.hpp"

#include <chrono>

namespace datelined {

// What a new document's answer says.
schema::Lifetime lifetime_of(const Fetched& answer);

// What is known once a 304 has come.
void renew(schema::Lifetime& lifetime, const Fetched& answer);

// How long it has still to go when the answer comes; 0 where nothing is said. Nonsense is nothing said.
std::chrono::seconds freshness_of(const schema::Lifetime& lifetime, const Fetched& answer, feeds::Time now);

}  // namespace datelined
