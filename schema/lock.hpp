// The writer's place: at most one process polls into a database.
//
// A lock on FILE.lock, held as long as this lives and gone with its process, however that ends. Not on the
// database itself, whose locks are SQLite's. The file stays; it holds the number of the process, for people.
// See: flock(2).
#pragma once

#include <filesystem>

namespace datelined::schema {

class WriterLock {
 public:
  // Throws StoreBusy when another has it, StoreError when the file cannot be made.
  explicit WriterLock(const std::filesystem::path& database);
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

 private:
  int descriptor_;
};

}  // namespace datelined::schema
