// The change numbers: one sequence for the whole store, strictly increasing in the order of commits.
//
// Lives within a write transaction: what is taken counts once that commits, and is given again if it does not.
#pragma once

#include "feeds/time.hpp"
#include "schema/sqlite.hpp"

#include <cstdint>
#include <optional>

namespace datelined::schema {

class Sequence {
 public:
  explicit Sequence(Database& database);

  void begin();  // at the transaction's start
  void end();    // before its commit

  std::int64_t last() const { return last_; }

  // A number for a change that a poll found at `at`; nullopt: the configuration made it.
  std::int64_t next(std::optional<feeds::Time> at);

 private:
  Statement load_, save_;
  std::int64_t last_ = 0, saved_ = 0;
  std::optional<feeds::Time> at_;
};

}  // namespace datelined::schema
