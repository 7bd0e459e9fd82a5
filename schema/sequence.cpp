#include "schema/sequence.hpp"

#include <algorithm>

namespace datelined::schema {

Sequence::Sequence(Database& database)
    : load_(database, "SELECT seq, at FROM last_change"), save_(database, "UPDATE last_change SET seq = ?1, at = ?2") {}

void Sequence::begin() {
  load_.query().next(last_, at_);
  saved_ = last_;
}

void Sequence::end() {
  if (last_ != saved_) save_.run(last_, at_);
}

std::int64_t Sequence::next(std::optional<feeds::Time> at) {
  // nullopt is less than any time, and a clock that was set back does not take the last change with it.
  at_ = std::max(at_, at);
  return ++last_;
}

}  // namespace datelined::schema
