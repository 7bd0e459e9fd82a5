#include "schema/lock.hpp"

#include "schema/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

namespace datelined::schema {

namespace {

std::string process_in(int descriptor) {
  char text[24];
  const ssize_t size = pread(descriptor, text, sizeof text, 0);
  long process = 0;
  if (size <= 0 || std::from_chars(text, text + size, process).ec != std::errc()) return "";
  return " (process " + std::to_string(process) + ")";
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& database) {
  const std::string file = std::filesystem::absolute(database).string();
  const std::string lock = file + ".lock";
  descriptor_ = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw StoreError(lock + ": " + std::strerror(errno));
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int problem = errno;
    const std::string holder = process_in(descriptor_);
    close(descriptor_);
    if (problem != EWOULDBLOCK) throw StoreError(lock + ": " + std::strerror(problem));
    throw StoreBusy(file + ": another datelined" + holder + " is using it");
  }
  // The number only serves the message above: a full disk must not keep the daemon from starting.
  const std::string process = std::to_string(getpid()) + "\n";
  if (ftruncate(descriptor_, 0) == 0) (void)!pwrite(descriptor_, process.data(), process.size(), 0);
}

WriterLock::~WriterLock() {
  close(descriptor_);
}

}  // namespace datelined::schema
