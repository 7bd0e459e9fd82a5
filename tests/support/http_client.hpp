// A reader of the merged feed: one connection on loopback, blocking, with a deadline on every read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace datelined::test {

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends a GET and leaves the connection open.
  void send_get(std::string_view path);

  // A whole answer to send_get; needs its Content-Length.
  struct Answer {
    int status = 0;
    std::string head, body;
  };
  Answer read_answer();
  Answer get(std::string_view path);

  // Reads on until what came since the connection began holds `text`: for streams.
  void read_until(std::string_view text);

 private:
  void read_more();

  int fd_;
  std::string bytes_;  // not taken yet
};

}  // namespace datelined::test
