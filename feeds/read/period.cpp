#include "feeds/read/period.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds::read {

std::string_view part_of_period(std::string_view period, std::string_view name) {
  while (!period.empty()) {
    const std::size_t end = std::min(period.find(';'), period.size());
    const std::string_view part = period.substr(0, end);
    const std::size_t sign = part.find('=');
    const bool is_it = sign != part.npos && equal_ignoring_case(trimmed(part.substr(0, sign)), name);
    if (is_it) return trimmed(part.substr(sign + 1));
    period.remove_prefix(std::min(end + 1, period.size()));
  }
  return {};
}

}  // namespace datelined::feeds::read
