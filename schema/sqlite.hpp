// SQLite as C++ values: a connection, prepared statements, transactions. The only place that knows its API.
//
// Whatever fails is a StoreError with the database's file and what SQLite said. One thread at a time.
#pragma once

#include <cassert>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace datelined::schema {

// Bytes that are no text. Read as a view, they live until the next row.
struct Blob {
  std::string_view bytes;
};

enum class Access {
  write,  // created if it is not there
  read,
  immutable,  // the file alone as it lies there: no locks, no log, nothing beside it is made
};

class Database {
 public:
  Database(const std::filesystem::path& file, Access access);

  void run(const char* sql);             // one statement or several, without parameters
  std::int64_t number(const char* sql);  // first column of the first row

  bool read_only() const;

  // Whether closing the last connection moves the log into the file; it does unless told.
  void checkpoint_on_close(bool yes);

  // A predicate over texts for SQL to call; null reads as empty text.
  using Predicate = bool (*)(std::span<const std::string_view> texts);
  void define(const char* name, int arity, Predicate predicate);

  // From now on and so long: past that, what runs ends as TookTooLong. Zero: no limit.
  void limit_time(std::chrono::milliseconds most);

  std::int64_t last_id() const;  // of the row inserted last
  int changes() const;           // rows the last statement changed

  std::string file() const;  // absolute

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  using Moment = std::chrono::steady_clock::time_point;
  std::unique_ptr<Moment> deadline_;  // SQLite knows its address
  std::unique_ptr<sqlite3, Close> handle_;
};

// The rows of one execution. Text read as string_view lives until the next row.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  // Steps to the next row and reads its columns, left to right; false when there is none.
  template <class... Values>
  bool next(Values&... into) {
    if (!step()) return false;
    read_after(0, into...);
    return true;
  }

  // Of the row that next() came to: the columns behind the first so many.
  template <class... Values>
  void read_after(int column, Values&... into) {
    (read(column++, into), ...);
  }

 private:
  bool step();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;

  void read(int column, Blob& into) const { into.bytes = blob(column); }
  std::string_view blob(int column) const;

  template <class T>
  void read(int column, T& into) const {
    if constexpr (std::same_as<T, bool>) {
      into = integer(column) != 0;
    } else if constexpr (std::integral<T>) {
      into = static_cast<T>(integer(column));
    } else if constexpr (std::same_as<T, std::string>) {
      into.assign(text(column));
    } else {
      into = T(text(column));
    }
  }
  template <class Rep, class Period>
  void read(int column, std::chrono::duration<Rep, Period>& into) const {
    into = std::chrono::duration<Rep, Period>(integer(column));
  }
  void read(int column, std::chrono::sys_seconds& into) const {
    into = std::chrono::sys_seconds(std::chrono::seconds(integer(column)));
  }
  template <class T>
  void read(int column, std::optional<T>& into) const {
    if (is_null(column)) {
      into.reset();
    } else {
      read(column, into.emplace());
    }
  }

  sqlite3_stmt* statement_;
};

// Prepared when it is first needed: a store knows a hundred, and a sweep that finds nothing new needs a dozen.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  // Binds ?1, ?2 … and runs to the end.
  template <class... Values>
  void run(const Values&... values) {
    Rows rows = bind_all(Text::borrowed, values...);
    while (rows.next()) {
    }
  }

  // Binds ?1, ?2 … for rows to come.
  template <class... Values>
  Rows query(const Values&... values) {
    return bind_all(Text::copied, values...);
  }

  // Binds one :name when the statement has it; all of them, then query().
  template <class T>
  void set(const char* name, const T& value) {
    if (const int index = index_of(name); index != 0) bind(index, value, Text::copied);
  }
  Rows query() { return Rows(prepared()); }

 private:
  enum class Text { borrowed, copied };
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };

  template <class... Values>
  Rows bind_all(Text text, const Values&... values) {
    sqlite3_stmt* const statement = prepared();
    assert(static_cast<int>(sizeof...(values)) == parameters());
    int index = 0;
    (bind(++index, values, text), ...);
    return Rows(statement);
  }

  sqlite3_stmt* prepared();
  int parameters() const;
  int index_of(const char* name);
  void bind_null(int index);
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value, Text text);
  void bind_blob(int index, std::string_view value, Text text);

  template <class T>
  void bind(int index, const T& value, Text text) {
    if constexpr (std::integral<T>) {
      bind_integer(index, static_cast<std::int64_t>(value));
    } else {
      bind_text(index, value, text);
    }
  }
  void bind(int index, const Blob& value, Text text) { bind_blob(index, value.bytes, text); }
  template <class Rep, class Period>
  void bind(int index, const std::chrono::duration<Rep, Period>& value, Text) {
    bind_integer(index, value.count());
  }
  void bind(int index, const std::chrono::sys_seconds& value, Text) {
    bind_integer(index, value.time_since_epoch().count());
  }
  template <class T>
  void bind(int index, const std::optional<T>& value, Text text) {
    if (value) {
      bind(index, *value, text);
    } else {
      bind_null(index);
    }
  }

  sqlite3* database_;
  std::string sql_;  // empty once it is prepared
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// All or nothing: rolled back unless committed.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Database& database, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace datelined::schema
