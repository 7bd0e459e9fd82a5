// datelined check: what is wrong with the configuration, or what it would have polled.
#pragma once

#include <string>

namespace datelined {

int check(const std::string& config);

}  // namespace datelined
