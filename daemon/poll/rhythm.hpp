// A feed's own rhythm: how often it has brought news, by hour of the day and by day of the week, GMT.
//
// 31 counters, halved when they span eight weeks: they learn in days what one for each hour of the week
// would learn in months, and follow a newsroom that changes its hours. Pure.
#pragma once

#include "feeds/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace datelined {

class Rhythm {
 public:
  explicit Rhythm(feeds::Time since) : since_(since) {}

  // As write() wrote it; what is none begins at `now`.
  static Rhythm read(std::string_view text, feeds::Time now);
  std::string write() const;  // the beginning, 24 hours, 7 days, Monday first; without the zeros at the end

  void learn(feeds::Time when);  // one entry came
  bool age(feeds::Time now);     // whether it changed

  // Enough has been seen to tell how it goes on.
  bool is_known(feeds::Time now) const;

  double a_day(feeds::Time now) const;                      // entries, on the average
  double expected(feeds::Time from, feeds::Time to) const;  // entries; at most a year ahead

  // How long until so many entries are to be expected; `longest` when that takes longer.
  std::chrono::seconds wait_for(double entries, feeds::Time now, std::chrono::seconds longest) const;

 private:
  double a_second(feeds::Time hour, feeds::Time now) const;
  std::uint64_t total() const;

  feeds::Time since_;
  std::array<std::uint32_t, 24> hours_{};
  std::array<std::uint32_t, 7> days_{};
};

// Silent for so long that it must be broken or closed: its rhythm would have brought a dozen entries.
bool is_quiet(const Rhythm& rhythm, feeds::Time last_news, feeds::Time now);

}  // namespace datelined
