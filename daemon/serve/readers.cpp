#include "daemon/serve/readers.hpp"

#include <utility>

namespace datelined {

schema::Reader Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      schema::Reader reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return schema::Reader(database_);
}

void Readers::give(schema::Reader reader) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
}

}  // namespace datelined
