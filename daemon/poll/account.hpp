// What is told of a visit: to who asked for the sweep, to the log.
#pragma once

#include "daemon/poll/poller.hpp"
#include "schema/records.hpp"

#include <string>

namespace datelined {

Visit visit_of(const std::string& feed, const schema::PollRecord& record);

// "failed", "not_modified", "unchanged", "changed": also a label of the metrics.
const char* outcome_of(const Visit& visit);

// A failure is told once, until the feed is well again.
void log_visit(const Visit& visit, int errors_before);

}  // namespace datelined
