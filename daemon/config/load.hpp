// datelined.toml and its subscription lists, read and checked.
//
// Every fault is found, not only the first: each names file, line, column, key, what was expected and,
// for an unknown key, the nearest known one.
// See: TOML 1.0 (https://toml.io/en/v1.0.0).
#pragma once

#include "daemon/config/settings.hpp"

#include <stdexcept>

namespace datelined {

// what() holds one line a fault: FILE:LINE:COLUMN: KEY: what is wrong.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Settings load_settings(const std::filesystem::path& file);

// -c, else $DATELINED_CONFIG, else /etc/datelined/datelined.toml.
std::filesystem::path settings_file(const std::string& option);

// "90s", "15m", "24h", "7d", "500ms"; nullopt when it is none.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

// "16MiB", "512KiB", "1GiB", "100B"; nullopt when it is none.
std::optional<std::size_t> read_size(std::string_view text);

}  // namespace datelined
