// Quantities with a unit, as people write them in a configuration or on a command line.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace datelined {

// "90s", "15m", "24h", "7d", "500ms"; nullopt when it is none.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

// "16MiB", "512KiB", "1GiB", "100B"; nullopt when it is none.
std::optional<std::size_t> read_size(std::string_view text);

// The same duration as read_duration reads it, in the largest unit that has no remainder.
std::string write_duration(std::chrono::milliseconds duration);

}  // namespace datelined
