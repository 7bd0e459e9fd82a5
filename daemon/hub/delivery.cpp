#include "daemon/hub/delivery.hpp"

#include <algorithm>

namespace datelined {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds first_pause{5}, longest_pause{3600};
constexpr int most_doublings = 10;  // past the longest

}  // namespace

Delivered judge_delivery(int status) {
  if (status >= 200 && status < 300) return Delivered::taken;
  return status == 410 ? Delivered::gone : Delivered::failed;
}

milliseconds retry_pause(int failures, double chance, seconds asked_for) {
  const int doublings = std::clamp(failures - 1, 0, most_doublings);
  const milliseconds whole = std::min(first_pause * (1 << doublings), longest_pause);
  const milliseconds pause(static_cast<std::int64_t>(static_cast<double>(whole.count()) * (1 - chance / 2)));
  return std::max(pause, milliseconds(std::min(asked_for, longest_pause)));
}

seconds lease_of(std::optional<seconds> asked_for, const LeaseBounds& bounds) {
  return std::clamp(asked_for.value_or(bounds.usual), bounds.least, bounds.most);
}

}  // namespace datelined
