// A command asked for in a way it cannot be done: exit status 2.
#pragma once

#include <stdexcept>

namespace datelined {

// Names the option or argument, and what was expected.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace datelined
