#include "daemon/commands/output.hpp"

#include "daemon/files.hpp"

#include <fcntl.h>
#include <poll.h>
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

// What a name stands for: a symbolic link stays one, what it points at is replaced, or made where it points.
fs::path behind_links(fs::path file) {
  constexpr int most = 40;  // as many as the kernel follows
  std::error_code none;
  for (int links = 0; links < most && fs::is_symlink(fs::symlink_status(file, none)); ++links)
    file = file.parent_path() / fs::read_symlink(file, none);
  return file;
}

std::string folder_of(const fs::path& file) {
  return fs::absolute(file).parent_path().string();
}

// Where a file without a name can be given one (linkat(2)).
constexpr const char* open_files = "/proc/self/fd";

// A file that is gone by itself when we are killed; below 0 where the file system has no such files.
int open_nameless(const std::string& folder) {
  if (::access(open_files, X_OK) != 0) return -1;
  return ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
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
  target_ = behind_links(file);
  fd_ = open_nameless(folder_of(target_));
  if (fd_ < 0) {
    std::string name = target_ + ".XXXXXX";
    fd_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd_ < 0) fail("cannot be written");
    temporary_ = name;
  }
  owns_ = true;
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
    } else if (!may_go_on(fd_, POLLOUT)) {
      fail("cannot be written");
    }
  }
}

void Output::finish() {
  if (target_.empty()) return;
  if (::fsync(fd_) != 0) fail("cannot be written");
  if (temporary_.empty()) give_name();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be replaced");
  temporary_.clear();
  // The rename is in the folder: it survives a power cut once that is on the disk too.
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

// A file without a name cannot take another's at once: it gets one beside it first.
void Output::give_name() {
  const std::string nameless = std::string(open_files) + "/" + std::to_string(fd_);
  for (int tries = 0; tries < 100; ++tries) {
    const std::string name = target_ + '.' + std::to_string(::getpid()) + '.' + std::to_string(tries);
    if (::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = name;
      return;
    }
    if (errno != EEXIST) break;
  }
  fail("cannot be replaced");
}

void Output::fail(const std::string& what) const {
  throw std::runtime_error(name_ + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace datelined
