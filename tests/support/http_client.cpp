#include "tests/support/http_client.hpp"

#include "tests/support/process.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace datelined::test {

HttpClient::HttpClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval deadline{patience.count(), 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
}

HttpClient::~HttpClient() { ::close(fd_); }

void HttpClient::send_get(std::string_view path) {
  const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    throw std::runtime_error("the connection is gone");
  }
}

HttpClient::Answer HttpClient::read_answer() {
  std::size_t head_end;
  while ((head_end = bytes_.find("\r\n\r\n")) == std::string::npos) read_more();
  Answer answer;
  answer.head = bytes_.substr(0, head_end + 2);
  answer.status = std::atoi(answer.head.substr(9, 3).c_str());
  const std::size_t field = answer.head.find("Content-Length: ");
  if (field == std::string::npos) throw std::runtime_error("an answer without a length: " + answer.head);
  const std::size_t length = std::strtoul(answer.head.c_str() + field + 16, nullptr, 10);
  while (bytes_.size() < head_end + 4 + length) read_more();
  answer.body = bytes_.substr(head_end + 4, length);
  bytes_.erase(0, head_end + 4 + length);
  return answer;
}

HttpClient::Answer HttpClient::get(std::string_view path) {
  send_get(path);
  return read_answer();
}

void HttpClient::read_until(std::string_view text) {
  while (bytes_.find(text) == std::string::npos) read_more();
}

void HttpClient::read_more() {
  std::array<char, 16384> chunk{};
  const ssize_t got = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (got <= 0) throw std::runtime_error("the answer ended with: " + bytes_);
  bytes_.append(chunk.data(), static_cast<std::size_t>(got));
}

}  // namespace datelined::test
