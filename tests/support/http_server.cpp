#include "tests/support/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>

namespace datelined::test {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool closes(const std::string& answer) {
  return answer.substr(0, answer.find("\r\n\r\n")).find("Connection: close") != std::string::npos;
}

}  // namespace

std::string Request::header(std::string_view name) const {
  for (std::size_t at = bytes.find("\r\n"); at != std::string::npos; at = bytes.find("\r\n", at)) {
    at += 2;
    const std::string_view line = std::string_view(bytes).substr(at, bytes.find("\r\n", at) - at);
    const std::size_t colon = line.find(':');
    if (colon == name.size() && strncasecmp(line.data(), name.data(), colon) == 0) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return {};
}

std::string reply(int status, const Headers& headers, std::string_view body) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (status != 304) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  return text;
}

std::string reply(int status, std::string_view body) {
  return reply(status, Headers{}, body);
}

std::string redirect(int status, std::string_view location) {
  return reply(status, {{"Location", std::string(location)}}, "moved");
}

HttpServer::HttpServer(const std::string& address) : address_(address) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener_ < 0 || ::pipe(wake_) != 0) fail("socket");
  sockaddr_in name{};
  name.sin_family = AF_INET;
  inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  auto* generic = reinterpret_cast<sockaddr*>(&name);
  if (::bind(listener_, generic, sizeof name) != 0 || ::listen(listener_, 1024) != 0) fail("bind");
  socklen_t size = sizeof name;
  ::getsockname(listener_, generic, &size);
  port_ = ntohs(name.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake();
  thread_.join();
  for (const auto& [fd, connection] : connections_) ::close(fd);
  for (const int fd : {listener_, wake_[0], wake_[1]}) ::close(fd);
}

void HttpServer::on(const std::string& target, Script script) {
  const std::lock_guard lock(mutex_);
  scripts_[target] = std::move(script);
}

void HttpServer::on(const std::string& target, std::string answer) {
  on(target, [answer = std::move(answer)](const Request&, int) { return answer; });
}

void HttpServer::answer_together(int requests) {
  const std::lock_guard lock(mutex_);
  together_ = requests;
}

std::string HttpServer::url(const std::string& target) const {
  return "http://" + address_ + ":" + std::to_string(port_) + target;
}

int HttpServer::hits(const std::string& target) const {
  return static_cast<int>(requests(target).size());
}

std::vector<Request> HttpServer::requests(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  const auto place = requests_.find(target);
  return place == requests_.end() ? std::vector<Request>{} : place->second;
}

Request HttpServer::last(const std::string& target) const {
  const auto all = requests(target);
  if (all.empty()) throw std::runtime_error("nobody asked for " + target);
  return all.back();
}

int HttpServer::connections() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

int HttpServer::most_at_once() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

bool HttpServer::wait_for_hits(const std::string& target, int hits) const {
  std::unique_lock lock(mutex_);
  return heard_.wait_for(lock, std::chrono::seconds(10), [&] {
    const auto place = requests_.find(target);
    return place != requests_.end() && static_cast<int>(place->second.size()) >= hits;
  });
}

void HttpServer::wake() const {
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_[1], &byte, 1);
}

void HttpServer::serve() {
  for (;;) {
    std::vector<pollfd> watched{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [fd, connection] : connections_) {
      watched.push_back({fd, static_cast<short>(connection.out.empty() ? POLLIN : POLLIN | POLLOUT), 0});
    }
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
    }
    if (watched[1].revents != 0) accept_all();
    for (std::size_t i = 2; i < watched.size(); ++i) {
      if (watched[i].revents == 0) continue;
      const int fd = watched[i].fd;
      Connection& connection = connections_.at(fd);
      if (!read_from(fd, connection)) connections_.erase(fd);
    }
    let_go();
    for (auto place = connections_.begin(); place != connections_.end();) {
      place = write_to(place->first, place->second) ? std::next(place) : connections_.erase(place);
    }
  }
}

void HttpServer::accept_all() {
  for (int fd; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    connections_[fd];
    const std::lock_guard lock(mutex_);
    ++accepted_;
  }
}

// False: the connection is closed.
bool HttpServer::read_from(int fd, Connection& connection) {
  char buffer[16384];
  const ssize_t size = ::recv(fd, buffer, sizeof buffer, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) {
    const std::lock_guard lock(mutex_);
    waiting_ -= static_cast<int>(connection.held.size()) + (connection.silent ? 1 : 0);
    ::close(fd);
    return false;
  }
  connection.in.append(buffer, static_cast<std::size_t>(size));
  hear(connection);
  return true;
}

void HttpServer::hear(Connection& connection) {
  for (std::size_t end; (end = connection.in.find("\r\n\r\n")) != std::string::npos;) {
    Request request;
    request.bytes = connection.in.substr(0, end + 4);
    const std::string length = request.header("Content-Length");
    const std::size_t size = end + 4 + (length.empty() ? 0 : std::stoul(length));
    if (connection.in.size() < size) return;
    request.body = connection.in.substr(end + 4, size - end - 4);
    connection.in.erase(0, size);
    const std::size_t from = request.bytes.find(' ') + 1;
    request.target = request.bytes.substr(from, request.bytes.find(' ', from) - from);
    const std::string method = request.bytes.substr(0, from);
    std::string key = method == "GET " || method == "HEAD " ? request.target : method + request.target;

    Script script;
    int hit = 0;
    {
      const std::lock_guard lock(mutex_);
      const std::string path = key.substr(0, key.find('?'));
      if (!scripts_.contains(key) && scripts_.contains(path)) key = path;
      auto& heard = requests_[key];
      heard.push_back(request);
      hit = static_cast<int>(heard.size());
      most_ = std::max(most_, ++waiting_);
      if (const auto place = scripts_.find(key); place != scripts_.end()) script = place->second;
      heard_.notify_all();
    }
    std::string answer = script ? script(request, hit) : reply(404, "no such page");
    if (answer.empty()) {
      connection.silent = true;
    } else {
      connection.held.push_back(std::move(answer));
    }
  }
}

// Sends what was held back, once enough wait.
void HttpServer::let_go() {
  const std::lock_guard lock(mutex_);
  if (waiting_ < together_) return;
  for (auto& [fd, connection] : connections_) {
    for (const std::string& answer : connection.held) {
      connection.out += answer;
      connection.close = connection.close || closes(answer);
    }
    waiting_ -= static_cast<int>(connection.held.size());
    connection.held.clear();
  }
}

// False: the connection is closed.
bool HttpServer::write_to(int fd, Connection& connection) {
  if (connection.out.empty()) return true;
  const ssize_t size = ::send(fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
  if (size >= 0) connection.out.erase(0, static_cast<std::size_t>(size));
  const bool broken = size < 0 && errno != EAGAIN && errno != EINTR;
  if (!broken && !(connection.out.empty() && connection.close)) return true;
  ::close(fd);
  return false;
}

}  // namespace datelined::test
