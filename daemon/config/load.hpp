// datelined.toml and its subscription lists, read and checked.
//
// Every fault is found, not only the first: each names file, line, column, key, what was expected and,
// for an unknown key, the nearest known one.
// See: TOML 1.0 (https://toml.io/en/v1.0.0).
#pragma once

#include "daemon/config/settings.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace datelined {

// what() holds one line a fault: FILE:LINE:COLUMN: KEY: what is wrong.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Whether the files are read that hold what the feeds' servers are told. Who only looks at what is stored needs none,
// and often may not read them: systemd shows the daemon's credentials to the daemon alone.
enum class Secrets : std::uint8_t { read, leave };

Settings load_settings(const std::filesystem::path& file, Secrets secrets = Secrets::read);

// -c, else $DATELINED_CONFIG, else /etc/datelined/datelined.toml.
std::filesystem::path settings_file(const std::string& option);

}  // namespace datelined
