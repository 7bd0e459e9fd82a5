#include "daemon/serve/readers.hpp"

#include <utility>

namespace datelined {

void Readers::limit(std::chrono::milliseconds most) {
  const std::lock_guard lock(mutex_);
  most_ = most;
  idle_.clear();
}

schema::Reader Readers::take() {
  std::chrono::milliseconds most{0};
  {
    const std::lock_guard lock(mutex_);
    most = most_;
    if (!idle_.empty()) {
      schema::Reader reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  schema::Reader reader(database_);
  reader.limit(most);
  return reader;
}

void Readers::give(schema::Reader reader) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
}

}  // namespace datelined
