#include "daemon/serve/memory_file.hpp"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace datelined {

std::shared_ptr<const MemoryFile> MemoryFile::hold(std::string_view bytes) {
  const int fd = ::memfd_create("datelined", MFD_CLOEXEC);
  if (fd < 0) return nullptr;
  auto file = std::make_shared<const MemoryFile>(fd);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) return nullptr;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

MemoryFile::~MemoryFile() {
  ::close(fd_);
}

std::size_t MemoryFile::send(int socket, std::string_view head, std::size_t most) const {
  const ssize_t of_head = ::send(socket, head.data(), head.size(), MSG_MORE | MSG_DONTWAIT | MSG_NOSIGNAL);
  if (of_head < 0) return 0;
  const auto sent = static_cast<std::size_t>(of_head);
  if (sent < head.size()) return sent;
  off_t from = 0;
  const ssize_t of_file = ::sendfile(socket, fd_, &from, most);
  return of_file < 0 ? sent : sent + static_cast<std::size_t>(of_file);
}

}  // namespace datelined
