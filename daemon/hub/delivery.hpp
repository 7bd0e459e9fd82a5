// What an answer to a delivery means, when to try again, and how long a subscription lasts. Pure.
// See: W3C WebSub §5.3.1 (leases), §7 (deliveries).
#pragma once

#include <chrono>
#include <optional>

namespace datelined {

enum class Delivered {
  taken,   // any 2xx
  gone,    // 410: the subscriber has left
  failed,  // all else, redirects among it
};

Delivered judge_delivery(int status);

// How long to wait after so many failures in a row: twice as long each time up to an hour, not less than the
// subscriber asks for within that hour, and by `chance`, from 0 to 1, up to half less, so that those who failed
// together do not come back together.
std::chrono::milliseconds retry_pause(int failures, double chance, std::chrono::seconds asked_for);

struct LeaseBounds {
  std::chrono::seconds usual, least, most;
};

// What was asked for, within the bounds.
std::chrono::seconds lease_of(std::optional<std::chrono::seconds> asked_for, const LeaseBounds& bounds);

}  // namespace datelined
