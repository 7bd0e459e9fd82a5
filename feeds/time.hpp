// The one kind of time that wires have: whole seconds since 1970, UTC.
#pragma once

#include <chrono>

namespace datelined::feeds {

using Time = std::chrono::sys_seconds;

}  // namespace datelined::feeds
