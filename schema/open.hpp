// Opens a store that is there and of this version, beside whoever else has it open.
//
// Bad: StoreError, which names the file.
#pragma once

#include "schema/sqlite.hpp"

#include <filesystem>

namespace datelined::schema {

// Wherever it lies: also where nothing may be written.
Database open_to_read(const std::filesystem::path& file);

// For short transactions; the daemon's go on between them.
Database open_to_write(const std::filesystem::path& file);

}  // namespace datelined::schema
