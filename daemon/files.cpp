#include "daemon/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace datelined {
namespace {

feeds::Problem failed(const std::filesystem::path& file) {
  return {file.string(), "cannot be read: " + std::generic_category().message(errno)};
}

// Closes on every way out.
struct Descriptor {
  int fd;
  ~Descriptor() { ::close(fd); }
};

}  // namespace

feeds::Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(file);
  const Descriptor closed_at_end{fd};

  constexpr std::size_t chunk = std::size_t{64} << 10;
  std::string bytes;
  for (;;) {
    const std::size_t had = bytes.size();
    bytes.resize(had + chunk);
    const ssize_t got = ::read(fd, bytes.data() + had, chunk);
    if (got < 0 && errno != EINTR) return failed(file);
    bytes.resize(had + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == 0) return {boost::system::in_place_value, std::move(bytes)};
    if (bytes.size() > limit) {
      return feeds::Problem{file.string(), "is larger than " + std::to_string(limit) + " bytes"};
    }
  }
}

}  // namespace datelined
