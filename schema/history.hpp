// How a feed's visits went, a day at a time for two weeks: what a visit adds to, and what a page draws.
//
// Written as ten bytes a day, so that it rides along in the row that a visit writes anyway. Pure.
#pragma once

#include "feeds/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::schema {

// A day's visits, all counts saturating.
struct DayOfVisits {
  std::chrono::sys_days day;  // UTC
  int visits = 0, failures = 0;
  std::chrono::milliseconds answer{0};  // how long an answer that came took, on the average
  bool operator==(const DayOfVisits&) const = default;
};

inline constexpr std::size_t most_days_of_visits = 14;

// In:  what note_visit left before; empty at first.
// Out: one visit more. A clock that went back counts on the last day there is.
void note_visit(std::string& history, feeds::Time at, bool failed, std::chrono::milliseconds took);

// The days with a visit, the oldest first. What is damaged is no day.
std::vector<DayOfVisits> read_history(std::string_view history);

}  // namespace datelined::schema
