#include "schema/sqlite.hpp"

#include "feeds/text/percent.hpp"
#include "schema/store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <vector>

namespace datelined::schema {

namespace {

// How long to wait for a lock: another program's look into the file, or recovery after a crash.
constexpr std::chrono::milliseconds busy_timeout = std::chrono::seconds(5);

[[noreturn]] void fail(const std::string& file, sqlite3* handle) {
  std::string message = file + ": " + (handle == nullptr ? "out of memory" : sqlite3_errmsg(handle));
  const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle) & 0xff;
  const int cause = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  if (cause != 0 && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN)) {
    message += std::string(" (") + std::strerror(cause) + ")";
  }
  if (code == SQLITE_INTERRUPT) throw TookTooLong(message);
  throw StoreError(message);
}

[[noreturn]] void fail(sqlite3* handle) {
  fail(sqlite3_db_filename(handle, "main"), handle);
}

void check(sqlite3_stmt* statement, int result) {
  if (result != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

// A path as a URI of SQLite's, in which ?, # and % would mean something.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      feeds::append_percent(uri, c);
    } else {
      uri += c;
    }
  }
  return uri;
}

// SQLite counts what it allocates under one lock of the process, unless told not to before it starts. Nobody asks for
// the sum, and an entry that is stored allocates some sixty times.
void count_no_memory() {
  [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void call_predicate(sqlite3_context* context, int count, sqlite3_value** values) noexcept try {
  std::vector<std::string_view> texts;
  for (sqlite3_value* value : std::span(values, static_cast<std::size_t>(count))) {
    const unsigned char* text = sqlite3_value_text(value);
    const int size = sqlite3_value_bytes(value);
    texts.emplace_back(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  }
  const auto predicate = reinterpret_cast<Database::Predicate>(sqlite3_user_data(context));
  sqlite3_result_int(context, predicate(texts) ? 1 : 0);
} catch (const std::exception& problem) {
  sqlite3_result_error(context, problem.what(), -1);
}

int is_past(void* deadline) noexcept {
  return std::chrono::steady_clock::now() > *static_cast<std::chrono::steady_clock::time_point*>(deadline) ? 1 : 0;
}

// What is under embargo, and the secrets of subscriptions, are not for everybody with an account. SQLite gives the log
// and the index beside a file the file's own mode.
void create_for_few(const std::string& path) {
  constexpr mode_t mode = 0640;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor >= 0) ::close(descriptor);  // else it is there, or SQLite says why not
}

}  // namespace

void Database::limit_time(std::chrono::milliseconds most) {
  constexpr int steps = 1000;  // of SQLite's virtual machine between two looks at the clock
  if (most.count() == 0) return sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
  if (!deadline_) deadline_ = std::make_unique<Moment>();
  *deadline_ = std::chrono::steady_clock::now() + most;
  sqlite3_progress_handler(handle_.get(), steps, is_past, deadline_.get());
}

Database::Database(const std::filesystem::path& file, Access access) {
  // Absolute, so that no name has a meaning of its own to SQLite (":memory:", "file:").
  const std::string path = std::filesystem::absolute(file).string();
  const bool immutable = access == Access::immutable;
  const std::string name = immutable ? uri_of(path) + "?immutable=1" : path;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (immutable ? SQLITE_OPEN_URI : 0) |
                    (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  count_no_memory();
  if (access == Access::write) create_for_few(path);
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail(path, handle);
  sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_.get());
}

std::int64_t Database::number(const char* sql) {
  std::int64_t value = 0;
  Statement(*this, sql).query().next(value);
  return value;
}

bool Database::read_only() const {
  return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

void Database::checkpoint_on_close(bool yes) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, yes ? 0 : 1, nullptr);
}

void Database::define(const char* name, int arity, Predicate predicate) {
  const int result =
      sqlite3_create_function_v2(handle_.get(), name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                 reinterpret_cast<void*>(predicate), call_predicate, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(handle_.get());
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}
int Database::changes() const {
  return sqlite3_changes(handle_.get());
}
std::string Database::file() const {
  return sqlite3_db_filename(handle_.get(), "main");
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Rows::~Rows() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Rows::step() {
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) fail(sqlite3_db_handle(statement_));
  return result == SQLITE_ROW;
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Rows::text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

std::string_view Rows::blob(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : static_cast<std::size_t>(size)};
}

Statement::Statement(Database& database, std::string_view sql) : database_(database.handle_.get()), sql_(sql) {}

sqlite3_stmt* Statement::prepared() {
  if (handle_) return handle_.get();
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(database_, sql_.data(), static_cast<int>(sql_.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail(database_);
  sql_ = {};
  return handle;
}

int Statement::parameters() const {
  return sqlite3_bind_parameter_count(handle_.get());
}
int Statement::index_of(const char* name) {
  return sqlite3_bind_parameter_index(prepared(), name);
}

void Statement::bind_null(int index) {
  check(handle_.get(), sqlite3_bind_null(handle_.get(), index));
}

void Statement::bind_integer(int index, std::int64_t value) {
  check(handle_.get(), sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::bind_text(int index, std::string_view value, Text text) {
  // An empty view may have no address; SQLite would read that as null.
  const char* const data = value.data() == nullptr ? "" : value.data();
  check(handle_.get(), sqlite3_bind_text64(handle_.get(), index, data, value.size(),
                                           text == Text::borrowed ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_blob(int index, std::string_view value, Text text) {
  const char* const data = value.data() == nullptr ? "" : value.data();
  check(handle_.get(), sqlite3_bind_blob64(handle_.get(), index, data, value.size(),
                                           text == Text::borrowed ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
  sqlite3_finalize(handle);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  // A write takes the writer's place at once: it cannot find out half-way that it may not.
  database_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const StoreError&) {
    // SQLite has rolled back by itself, as it does when the disk is full.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace datelined::schema
