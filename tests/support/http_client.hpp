// A client on a plain socket: sends what a test says, byte for byte, and reads answers one by one.
// Every wait has a deadline, past which it throws.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace datelined::test {

struct Response {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case; sent twice: joined by ", "
  std::string body;

  std::string field(const std::string& name) const;  // empty when there is none
};

class HttpClient {
 public:
  // "http://HOST:PORT/" with a literal address, or "unix:PATH". Throws when nobody listens there.
  explicit HttpClient(const std::string& address);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void send(std::string_view bytes);

  // The next answer; nullopt when the server closed instead. `head`: the answer has no body, whatever its
  // Content-Length. Without one, and not for a 304, the body goes to the end of the connection.
  std::optional<Response> receive(bool head = false);

  // Until what was received and not yet taken holds `text`: everything up to behind it.
  std::string receive_until(std::string_view text);

  void close_half();  // nothing more is sent; what comes is read

  bool is_closed();  // waits until it is, or bytes come

  // GET or HEAD on this connection; `fields` are whole lines with CRLF.
  Response get(std::string_view target, std::string_view fields = {});
  Response head(std::string_view target, std::string_view fields = {});

 private:
  bool fill();  // more bytes; false: closed

  int fd_ = -1;
  std::string received_;
};

}  // namespace datelined::test
