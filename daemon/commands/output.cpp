#include "daemon/commands/output.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace datelined {
namespace {

namespace fs = std::filesystem;

// What open(2) would give a new file.
mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Output::Output(const std::string& file) : fd_(STDOUT_FILENO) {
  if (file.empty() || file == "-") return;
  name_ = file;
  std::error_code unused;
  const fs::file_status status = fs::status(file, unused);
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    open_beside(file);
  } else {
    // A pipe or a terminal cannot be replaced, only written to.
    fd_ = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail("cannot be written");
    owns_ = true;
  }
}

Output::~Output() {
  if (owns_) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::open_beside(const std::string& file) {
  // A symbolic link stays one: what it points at is replaced.
  std::error_code unused;
  const fs::path real = fs::canonical(file, unused);
  target_ = real.empty() ? file : real.string();
  std::string name = target_ + ".XXXXXX";
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) fail("cannot be written");
  owns_ = true;
  temporary_ = name;
  struct stat old {};
  const bool is_there = ::stat(target_.c_str(), &old) == 0;
  if (::fchmod(fd_, is_there ? old.st_mode & 07777 : default_mode()) != 0) fail("cannot be written");
  // Only root may give files away; everybody else owns what they replace, or should not replace it in place.
  if (is_there && ::geteuid() == 0 && ::fchown(fd_, old.st_uid, old.st_gid) != 0) fail("cannot be written");
}

void Output::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw OutputClosed(name_ + ": nobody reads it any more");
    } else if (errno != EINTR) {
      fail("cannot be written");
    }
  }
}

void Output::finish() {
  if (temporary_.empty()) return;
  if (::fsync(fd_) != 0) fail("cannot be written");
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be replaced");
  temporary_.clear();
  // The rename is in the folder: it survives a power cut once that is on the disk too.
  const std::string folder = fs::absolute(target_).parent_path().string();
  const int folder_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0) return;
  ::fsync(folder_fd);
  ::close(folder_fd);
}

void Output::fail(const std::string& what) const {
  throw std::runtime_error(name_ + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace datelined
