// Files, read whole.
#pragma once

#include "feeds/problem.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace datelined {

// A file's bytes, also a pipe's; the Problem names the file and says what the system says. A file of more
// than `limit` bytes is one too.
feeds::Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace datelined
