#include "daemon/files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace datelined {
namespace {

feeds::Problem failed(const std::string& name) {
  return {name, "cannot be read: " + std::generic_category().message(errno)};
}

// Closes on every way out.
struct Descriptor {
  int fd;
  ~Descriptor() { ::close(fd); }
};

}  // namespace

bool may_go_on(int fd, short events) {
  if (errno != EAGAIN) return errno == EINTR;
  pollfd one{fd, events, 0};
  return ::poll(&one, 1, -1) >= 0 || errno == EINTR;
}

feeds::Result<std::string> read_descriptor(int fd, const std::string& name, std::size_t limit) {
  constexpr std::size_t chunk = std::size_t{64} << 10;
  std::string bytes;
  for (;;) {
    const std::size_t had = bytes.size();
    bytes.resize(had + chunk);
    const ssize_t got = ::read(fd, bytes.data() + had, chunk);
    if (got < 0 && !may_go_on(fd, POLLIN)) return failed(name);
    bytes.resize(had + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == 0) return {boost::system::in_place_value, std::move(bytes)};
    if (bytes.size() > limit) {
      return feeds::Problem{name, "is larger than " + std::to_string(limit) + " bytes"};
    }
  }
}

feeds::Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed(file.string());
  const Descriptor closed_at_end{fd};
  return read_descriptor(fd, file.string(), limit);
}

// Not /dev/stdin: a socket cannot be opened, nor the pipe of another user, and of a file that somebody has begun to
// read the beginning would be read again.
feeds::Result<std::string> read_input(const std::string& argument, std::size_t limit) {
  return argument == "-" ? read_descriptor(STDIN_FILENO, "stdin", limit) : read_file(argument, limit);
}

std::optional<std::size_t> most_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

}  // namespace datelined
