// Feeds that are files of this machine. Only a configuration names them, never a redirect.
#pragma once

#include "feeds/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined {

bool is_local_file(std::string_view url);  // file:

// The whole file. Bad: not there, no regular file, larger than `max_body`.
feeds::Result<std::string> read_local_file(const std::string& url, std::size_t max_body);

}  // namespace datelined
