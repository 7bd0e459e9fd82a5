// datelined feeds: every configured feed with its health.
#pragma once

#include <string>

namespace datelined {

int list_feeds(const std::string& config, bool json);

}  // namespace datelined
