#include "tests/support/subscriber.hpp"

#include <cctype>
#include <stdexcept>
#include <utility>

namespace datelined::test {
namespace {

std::string decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

std::string encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      escaped += c;
    } else {
      escaped += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return escaped;
}

}  // namespace

std::string parameter(const Request& request, std::string_view name) {
  std::string_view query = request.target;
  query.remove_prefix(std::min(query.find('?'), query.size()));
  while (!query.empty()) {
    query.remove_prefix(1);
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.substr(0, pair.find('=')) == name) return decode(pair.substr(std::min(pair.find('=') + 1, pair.size())));
    query.remove_prefix(pair.size());
  }
  return {};
}

Subscriber::Subscriber(HttpServer& server, std::string path) : server_(server), path_(std::move(path)) {
  server_.on(path_, [](const Request& request, int) { return reply(200, parameter(request, "hub.challenge")); });
  server_.on("POST " + path_, reply(204));
}

void Subscriber::refuse() {
  server_.on(path_, reply(404, "no"));
}

void Subscriber::answer(HttpServer::Script deliveries) {
  server_.on("POST " + path_, std::move(deliveries));
}

Request Subscriber::question(int number) const {
  return wait_for(path_, number);
}

Request Subscriber::delivery(int number) const {
  return wait_for("POST " + path_, number);
}

Request Subscriber::wait_for(const std::string& target, int number) const {
  if (!server_.wait_for_hits(target, number)) throw std::runtime_error("not so many came to " + target);
  return server_.requests(target).at(static_cast<std::size_t>(number - 1));
}

std::string subscription(std::string_view mode, std::string_view callback, std::string_view topic,
                         std::string_view more) {
  return "hub.mode=" + std::string(mode) + "&hub.callback=" + encode(callback) + "&hub.topic=" + encode(topic) +
         std::string(more);
}

std::string post_form(std::string_view target, std::string_view body, std::string_view fields) {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}

}  // namespace datelined::test
