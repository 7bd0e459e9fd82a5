// Whose database is it, and of which version: told by application_id and user_version, which stand in the
// first page of the file (https://www.sqlite.org/fileformat2.html §1.3).
#pragma once

#include "schema/sqlite.hpp"

namespace datelined::schema {

// Refuses what this program must not write to, without touching a byte of it or beside it. A file that is
// not there yet, or empty, is nobody's.
void refuse_stranger(const std::filesystem::path& file);

// Throws StoreError when the database is another program's or a newer datelined's.
void require_ours(Database& database);

// Throws StoreError unless the database is ours and of exactly this version.
void require_current(Database& database);

// Brings the schema up to date: each migration in a transaction with the version it reaches. Whether there was one.
bool migrate(Database& database);

}  // namespace datelined::schema
