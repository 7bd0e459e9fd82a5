// What is remembered of the feeds' last documents, to be compared with the next ones.
//
// Read where a document is judged, by any thread and on a connection of its own: the writer may be busy. What a visit
// left is there from its commit on.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <filesystem>
#include <memory>
#include <mutex>

namespace datelined::schema {

class LastDocuments {
 public:
  // Opens the file when it is first asked.
  explicit LastDocuments(std::filesystem::path file) : file_(std::move(file)) {}

  // Empty: it had none. Bad: StoreError.
  LastDocument of(FeedId feed);

 private:
  struct Open {
    explicit Open(const std::filesystem::path& file);
    Database database;
    Statement document;
  };

  std::filesystem::path file_;
  std::mutex mutex_;
  std::unique_ptr<Open> open_;
};

}  // namespace datelined::schema
