// Bytes that the kernel holds, and sends to any number of clients without copying them for each: sendfile(2). What is
// on its way to a client stays as it was, however soon this is gone.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace datelined {

class MemoryFile {
 public:
  // Null: there is no descriptor or no memory left.
  static std::shared_ptr<const MemoryFile> hold(std::string_view bytes);

  explicit MemoryFile(int fd) : fd_(fd) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();

  // What of `head`, and behind it of the first `most` bytes, the socket has room for at once. SIGPIPE is ignored here
  // or deadly: sendfile cannot be asked not to raise it.
  std::size_t send(int socket, std::string_view head, std::size_t most) const;

 private:
  int fd_;
};

}  // namespace datelined
