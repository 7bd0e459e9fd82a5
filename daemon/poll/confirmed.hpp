// A visit that found everything as it was, which is what most visits do: it moves times alone.
#pragma once

#include "schema/records.hpp"

#include <optional>

namespace datelined {

// nullopt: it brought, changed or failed something, and has to be kept in full.
std::optional<schema::Confirmed> confirmed(const schema::FeedState& before, schema::PollRecord& visit);

}  // namespace datelined
