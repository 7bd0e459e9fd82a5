// The parameters of a listing, read into a Query and written again.
//
// In:  ?feed= (repeated, or separated by commas) ?category= ?lang= ?q= ?since= ?until= ?after= ?through=
//      ?limit= ?status= ?sort= ?before=. An empty value is none: forms send them. `token` belongs to access and is
//      passed over.
// Out: the Query, feeds sorted, limit as asked. A duration counts back from the minute `now` lies in, so that
//      who asks for "24h" twice within it gets the same answer.
// Bad: a Problem whose `where` is the parameter: unknown, given twice, a value that is none or that another denies.
#pragma once

#include "daemon/serve/target.hpp"
#include "feeds/problem.hpp"
#include "schema/records.hpp"

#include <functional>
#include <set>
#include <string>

namespace datelined {

inline constexpr std::int64_t default_limit = 100;
inline constexpr std::int64_t most_limit = 1000;

using FeedNames = std::set<std::string, std::less<>>;

// `names`: what is one of them is that feed, whatever commas it holds.
feeds::Result<schema::Query> read_query(const Params& params, feeds::Time now, const FeedNames& names = {});

// The same parameters in one order, whatever the order they came in; the default limit is left out.
Params write_query(const schema::Query& query);

// What of it says which feed this is, not which page of it: for an atom:id.
Params write_filter(const schema::Query& query);

}  // namespace datelined
