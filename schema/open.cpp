#include "schema/open.hpp"

#include "schema/migrate.hpp"
#include "schema/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace datelined::schema {

namespace {

void require_there(const std::filesystem::path& file) {
  std::error_code nothing_there;
  if (!std::filesystem::exists(file, nothing_there)) {
    throw StoreError(std::filesystem::absolute(file).string() + ": there is no such database");
  }
  refuse_stranger(file);
}

}  // namespace

Database open_to_read(const std::filesystem::path& file) {
  require_there(file);
  // SQLite makes the log's files beside the database, also to read it. Where it may not and there is no log,
  // the file is all there is, and nobody writes to it.
  std::filesystem::path log = file;
  log += "-wal";
  std::error_code nothing_there;
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  const bool may_write = faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0;
  const bool at_rest = !may_write && !std::filesystem::exists(log, nothing_there);
  Database database(file, at_rest ? Access::immutable : Access::read);
  require_current(database);
  return database;
}

Database open_to_write(const std::filesystem::path& file) {
  require_there(file);
  Database database(file, Access::write);
  // Before a look into it, which would fail where there is no log and none can be made.
  if (database.read_only()) throw StoreError(database.file() + ": the file may not be written to");
  require_current(database);
  return database;
}

}  // namespace datelined::schema
