// Connections to the store for the workers: each is one thread's while it is lent.
#pragma once

#include "schema/reader.hpp"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <vector>

namespace datelined {

class Readers {
 public:
  explicit Readers(std::filesystem::path database) : database_(std::move(database)) {}

  // How long one question may take; for those lent from now on.
  void limit(std::chrono::milliseconds most);

  // What `work` makes of a Reader. A reader that threw is not lent again: the next one opens the file anew.
  template <class Work>
  auto read(Work&& work) {
    schema::Reader reader = take();
    auto made = work(reader);
    give(std::move(reader));
    return made;
  }

 private:
  schema::Reader take();
  void give(schema::Reader reader);

  std::filesystem::path database_;
  std::mutex mutex_;
  std::chrono::milliseconds most_{0};
  std::vector<schema::Reader> idle_;  // as many at most as there are workers
};

}  // namespace datelined
