#include "daemon/serve/listener.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace datelined {
namespace {

constexpr std::string_view unix_scheme = "unix:", tls_scheme = "tls:";
constexpr int socket_kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

[[noreturn]] void fail(const std::string& address, const std::string& why) {
  throw std::runtime_error("cannot listen on " + address + ": " + why);
}

[[noreturn]] void fail_with_errno(const std::string& address) {
  fail(address, std::generic_category().message(errno));
}

struct HostPort {
  std::string host, port;
};

HostPort split(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) {
    fail(address, "expected HOST:PORT, [V6]:PORT or unix:PATH");
  }
  HostPort parts{address.substr(0, colon), address.substr(colon + 1)};
  if (parts.host.front() == '[' && parts.host.back() == ']') {
    parts.host = parts.host.substr(1, parts.host.size() - 2);
  } else if (parts.host.find(':') != std::string::npos) {
    fail(address, "an IPv6 address stands in brackets: [::1]:8484");
  }
  return parts;
}

int open_tcp(const std::string& address, bool beside) {
  const HostPort parts = split(address);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(parts.host.c_str(), parts.port.c_str(), &hints, &found)) {
    fail(address, ::gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  const int fd = ::socket(found->ai_family, socket_kind, 0);
  if (fd < 0) fail_with_errno(address);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);  // a restart need not wait for TIME_WAIT
  if (beside) share_port(fd, true);
  // "[::]:80" and "0.0.0.0:80" may both be listened on.
  if (found->ai_family == AF_INET6) ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(fd, found->ai_addr, found->ai_addrlen) == 0) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  fail_with_errno(address);
}

sockaddr_un unix_name(const std::string& address) {
  const std::string path = address.substr(unix_scheme.size());
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof name.sun_path) fail(address, "expected a path of 1 to 107 bytes");
  path.copy(name.sun_path, path.size());
  return name;
}

// A socket file outlives the process that made it; only one that nobody answers on may go.
void remove_stale(const std::string& address, const sockaddr_un& name) {
  struct stat status {};
  if (::lstat(name.sun_path, &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) fail(address, "a file that is no socket stands there");
  const int probe = ::socket(AF_UNIX, socket_kind, 0);
  const int connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&name), sizeof name);
  const int error = errno;
  ::close(probe);
  if (connected == 0 || error != ECONNREFUSED) fail(address, "somebody listens there");
  ::unlink(name.sun_path);
}

int open_unix(const std::string& address, unsigned mode) {
  const sockaddr_un name = unix_name(address);
  remove_stale(address, name);
  const int fd = ::socket(AF_UNIX, socket_kind, 0);
  if (fd < 0) fail_with_errno(address);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 && ::chmod(name.sun_path, mode) == 0)
    return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  fail_with_errno(address);
}

bool is_loopback(const sockaddr_storage& name) {
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    return ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) return v6.sin6_addr.s6_addr[12] == IN_LOOPBACKNET;
  return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

std::string url_of(const sockaddr_storage& name) {
  char host[INET6_ADDRSTRLEN] = "";
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    ::inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
    return "http://" + std::string(host) + ':' + std::to_string(ntohs(v4.sin_port)) + '/';
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
  ::inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
  return "http://[" + std::string(host) + "]:" + std::to_string(ntohs(v6.sin6_port)) + '/';
}

}  // namespace

void share_port(int fd, bool share) {
  const int on = share ? 1 : 0;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

Listener Listener::open(const std::string& address, unsigned socket_mode, bool beside) {
  const bool is_file = address.starts_with(unix_scheme);
  Listener listener;
  listener.address_ = address;
  listener.tls_ = address.starts_with(tls_scheme);
  listener.fd_ = is_file ? open_unix(address, socket_mode)
                         : open_tcp(listener.tls_ ? address.substr(tls_scheme.size()) : address, beside);
  if (is_file) listener.own_file(address.substr(unix_scheme.size()));
  if (::listen(listener.fd_, SOMAXCONN) != 0) fail_with_errno(address);
  if (beside && !is_file) share_port(listener.fd_, false);
  listener.describe();
  return listener;
}

Listener Listener::adopt(int fd, bool is_tls) {
  Listener listener;
  listener.fd_ = fd;
  listener.tls_ = is_tls;
  listener.address_ = "descriptor " + std::to_string(fd);
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0) fail_with_errno(listener.address_);
  if (listening == 0) fail(listener.address_, "it is no listening socket");
  listener.describe();
  return listener;
}

Listener::Listener(Listener&& other) noexcept {
  *this = std::move(other);
}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(address_, other.address_);
  std::swap(url_, other.url_);
  std::swap(local_, other.local_);
  std::swap(tls_, other.tls_);
  std::swap(family_, other.family_);
  std::swap(file_, other.file_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  return *this;
}

Listener::~Listener() {
  if (fd_ >= 0) ::close(fd_);
  // Another daemon may have put its own there meanwhile.
  struct stat status {};
  if (file_.empty() || ::lstat(file_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) ::unlink(file_.c_str());
}

int Listener::release() {
  return std::exchange(fd_, -1);
}

void Listener::own_file(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  file_ = path;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

void Listener::describe() {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&name), &size) != 0) fail_with_errno(address_);
  family_ = name.ss_family;
  if (family_ == AF_INET || family_ == AF_INET6) {
    local_ = is_loopback(name);
    url_ = url_of(name);
    if (tls_) url_.insert(4, "s");
  } else if (family_ == AF_UNIX && !tls_) {
    local_ = true;
    const auto& file = reinterpret_cast<const sockaddr_un&>(name);
    url_ = std::string(unix_scheme) + std::string(file.sun_path, ::strnlen(file.sun_path, sizeof file.sun_path));
  } else {
    fail(address_, tls_ ? "TLS is for TCP" : "it is neither a TCP nor a Unix socket");
  }
}

}  // namespace datelined
