// A visit judged: what was known and what came become all that the store has to keep.
//
// Pure but for its cost: parses and signs, so it runs on a worker. What goes wrong with the answer is in
// the record's `error`, never thrown; then entries, validators and head stay as they were.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "daemon/poll/schedule.hpp"
#include "feeds/problem.hpp"
#include "schema/records.hpp"

namespace datelined {

struct Judged {
  schema::PollRecord record;
  std::string leads_to;  // no feed, but a page that names this one; only where none is known yet
};

Judged judge(const schema::FeedState& before, const Terms& terms, const feeds::Result<Fetched>& answer, feeds::Time now,
             double jitter);

// The visit goes on to the feed that the page named: the state to judge its answer by.
schema::FeedState found_at(schema::FeedState before, std::string url);

// The same for a local file's bytes, or why it could not be read.
schema::PollRecord judge_file(const schema::FeedState& before, const Terms& terms,
                              const feeds::Result<std::string>& bytes, feeds::Time now, double jitter);

}  // namespace datelined
