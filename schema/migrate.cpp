#include "schema/migrate.hpp"

#include "schema/store.hpp"

#include <iterator>
#include <string>
#include <system_error>

#include "migrations.hpp"

namespace datelined::schema {

namespace {

constexpr std::int64_t our_application = 0x64746c6e;  // "dtln"
constexpr std::int64_t newest_version = std::size(migrations);

std::int64_t version_of(Database& database) {
  return database.number("PRAGMA user_version");
}

bool is_blank(Database& database) {
  return version_of(database) == 0 && database.number("PRAGMA application_id") == 0 &&
         database.number("SELECT count(*) FROM sqlite_schema") == 0;
}

}  // namespace

void refuse_stranger(const std::filesystem::path& file) {
  std::error_code nothing_there;
  const auto size = std::filesystem::file_size(file, nothing_there);
  if (nothing_there || size == 0) return;
  // Where there is a log, its owner may be moving pages into the file at this moment, and a look past the
  // locks would see half of it. Who opens such a file looks with require_ours, through the log.
  std::filesystem::path log = file;
  log += "-wal";
  if (std::filesystem::exists(log, nothing_there)) return;
  // Through SQLite rather than by our own read(): closing any descriptor of a database drops the locks
  // that this process holds on it (fcntl(2)), and SQLite knows of the others.
  Database untouched(file, Access::immutable);
  require_ours(untouched);
}

void require_ours(Database& database) {
  const std::int64_t application = database.number("PRAGMA application_id");
  if (application != our_application && !is_blank(database)) {
    throw StoreError(database.file() + ": this is the database of another program, not of datelined");
  }
  if (const std::int64_t version = version_of(database); version > newest_version) {
    throw StoreError(database.file() + ": the database has version " + std::to_string(version) +
                     ", this datelined knows versions up to " + std::to_string(newest_version));
  }
}

void require_current(Database& database) {
  require_ours(database);
  if (const std::int64_t version = version_of(database); version != newest_version) {
    throw StoreError(database.file() + ": the database has version " + std::to_string(version) +
                     ", not yet brought to " + std::to_string(newest_version) +
                     ": `datelined run` or `datelined poll` does that");
  }
}

bool migrate(Database& database) {
  const std::int64_t before = version_of(database);
  for (std::int64_t version = before; version < newest_version; ++version) {
    Transaction transaction(database, Transaction::Kind::write);
    database.run(std::string(migrations[version].text).c_str());
    database.run(("PRAGMA application_id = " + std::to_string(our_application)).c_str());
    database.run(("PRAGMA user_version = " + std::to_string(version + 1)).c_str());
    transaction.commit();
  }
  return before < newest_version;
}

}  // namespace datelined::schema
