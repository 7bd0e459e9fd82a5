// datelined why: in words, why two entries are one story or two.
#pragma once

#include <string>

namespace datelined {

int tell_why(const std::string& config, const std::string& one, const std::string& other);

}  // namespace datelined
