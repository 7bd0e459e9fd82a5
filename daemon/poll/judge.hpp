// A visit judged: what was known and what came become all that the store has to keep.
//
// Pure but for its cost: parses and signs, so it runs on a worker. What goes wrong with the answer is in
// the record's `error`, never thrown; then entries, validators and head stay as they were.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "daemon/poll/schedule.hpp"
#include "feeds/problem.hpp"
#include "schema/records.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined {

struct Judged {
  schema::PollRecord record;
  std::string leads_to = {};  // no feed, but a page that names this one; only where none is known yet
  std::string older = {};     // after a gap: the page that may hold what was lost
  std::string shown = {};     // with it: fingerprints of the document before
  std::size_t room = 0;       // with it: bytes, decoded, that such pages may still have together
};

Judged judge(const schema::FeedState& before, const Terms& terms, const feeds::Result<Fetched>& answer, feeds::Time now,
             double jitter);

// The visit goes on to the feed that the page named: the state to judge its answer by.
schema::FeedState found_at(schema::FeedState before, std::string url);

// The entries of the page `older` go into the record of a visit after a gap. From then on `older` is the page before
// that one; empty when this one reaches back to what is known, or is of no use.
void add_older(Judged& judged, const Terms& terms, const feeds::Result<Fetched>& page);

// The archive could not be read now: the next visit is to compare with the document `before` this one, of which `shown`
// are the fingerprints, and so finds the gap again. A few times, for each brings the next visit nearer.
void find_gap_again(schema::PollRecord& record, const schema::FeedState& before, std::string shown);

// What a hub sent of a feed, which may be a part of its document: its entries and what they teach. It is no visit:
// validators, the hash of the body, what was shown and when to ask next are a poll's, and stay. Nothing was lost
// because it shares no entry with the last document.
schema::PollRecord judge_push(const schema::FeedState& before, const Terms& terms, const Fetched& sent,
                              feeds::Time now);

// The same for a local file's bytes, or why it could not be read.
schema::PollRecord judge_file(const schema::FeedState& before, const Terms& terms,
                              const feeds::Result<std::string>& bytes, feeds::Time now, double jitter);

}  // namespace datelined
