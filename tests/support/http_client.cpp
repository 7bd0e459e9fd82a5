#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <system_error>

namespace datelined::test {
namespace {

constexpr timeval patience{60, 0};  // a sanitizer's build on a busy machine

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int connect_to(const std::string& address, const sockaddr* name, socklen_t size) {
  const int fd = ::socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(fd, name, size) == 0) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  fail("connecting to " + address);
}

int connect_to(const std::string& address) {
  if (address.starts_with("unix:")) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    address.substr(5).copy(name.sun_path, sizeof name.sun_path - 1);
    return connect_to(address, reinterpret_cast<const sockaddr*>(&name), sizeof name);
  }
  const std::string place = address.substr(7, address.find('/', 7) - 7);  // behind "http://"
  const auto colon = place.rfind(':');
  const auto port = htons(static_cast<std::uint16_t>(std::stoi(place.substr(colon + 1))));
  if (place.front() == '[') {
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_port = port;
    ::inet_pton(AF_INET6, place.substr(1, colon - 2).c_str(), &name.sin6_addr);
    return connect_to(address, reinterpret_cast<const sockaddr*>(&name), sizeof name);
  }
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = port;
  ::inet_pton(AF_INET, place.substr(0, colon).c_str(), &name.sin_addr);
  return connect_to(address, reinterpret_cast<const sockaddr*>(&name), sizeof name);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

Response read_head(const std::string& head) {
  Response response;
  response.status = std::stoi(head.substr(9, 3));
  for (std::size_t line = head.find("\r\n") + 2; line < head.size() - 2;) {
    const std::size_t end = head.find("\r\n", line);
    const std::size_t colon = head.find(": ", line);
    std::string& value = response.fields[lower(head.substr(line, colon - line))];
    value += (value.empty() ? "" : ", ") + head.substr(colon + 2, end - colon - 2);
    line = end + 2;
  }
  return response;
}

}  // namespace

std::string Response::field(const std::string& name) const {
  const auto place = fields.find(name);
  return place == fields.end() ? std::string() : place->second;
}

HttpClient::HttpClient(const std::string& address) : fd_(connect_to(address)) {}

HttpClient::~HttpClient() {
  ::close(fd_);
}

void HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("sending");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool HttpClient::fill() {
  char buffer[16 * 1024];
  const ssize_t size = ::recv(fd_, buffer, sizeof buffer, 0);
  if (size < 0 && errno != ECONNRESET) fail("receiving");
  if (size <= 0) return false;
  received_.append(buffer, static_cast<std::size_t>(size));
  return true;
}

std::string HttpClient::receive_until(std::string_view text) {
  std::size_t place;
  while ((place = received_.find(text)) == std::string::npos) {
    if (!fill()) throw std::runtime_error("closed before \"" + std::string(text) + "\", after: " + received_);
  }
  std::string taken = received_.substr(0, place + text.size());
  received_.erase(0, taken.size());
  return taken;
}

std::optional<Response> HttpClient::receive(bool head) {
  if (received_.empty() && !fill()) return std::nullopt;
  Response response = read_head(receive_until("\r\n\r\n"));
  if (head || response.status == 304 || response.status == 204) return response;
  const std::string length = response.field("content-length");
  const std::size_t size = length.empty() ? std::string::npos : std::stoul(length);
  while (received_.size() < size && fill()) continue;
  if (!length.empty() && received_.size() < size) throw std::runtime_error("closed within a body");
  response.body = received_.substr(0, size);
  received_.erase(0, response.body.size());
  return response;
}

void HttpClient::close_half() {
  ::shutdown(fd_, SHUT_WR);
}

bool HttpClient::is_closed() {
  return received_.empty() && !fill();
}

Response HttpClient::get(std::string_view target, std::string_view fields) {
  send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) + "\r\n");
  return receive().value();
}

Response HttpClient::head(std::string_view target, std::string_view fields) {
  send("HEAD " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) + "\r\n");
  return receive(true).value();
}

}  // namespace datelined::test
