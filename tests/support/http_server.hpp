// A loopback HTTP/1.1 server on a thread of its own: answers by script, counts, remembers byte for byte.
//
// An answer is bytes as they go over the wire, so that it can be as wrong as a test needs it. All methods
// may be called from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace datelined::test {

struct Request {
  std::string bytes;   // the whole head, as it came
  std::string target;  // what stands after GET: "/a.xml?x=1"
  std::string body;    // as long as Content-Length says

  // The value of a header as it came, without the blanks around it; empty when there is none.
  std::string header(std::string_view name) const;
  bool has(std::string_view line) const { return bytes.find("\r\n" + std::string(line) + "\r\n") != std::string::npos; }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// A whole answer with a Content-Length.
std::string reply(int status, const Headers& headers, std::string_view body);
std::string reply(int status, std::string_view body = {});
std::string redirect(int status, std::string_view location);

class HttpServer {
 public:
  // Bytes to send; the connection closes after them when they say "Connection: close".
  // `hit` is 1 for the first request to that target. An empty answer is silence: the request is never answered.
  using Script = std::function<std::string(const Request& request, int hit)>;

  explicit HttpServer(const std::string& address = "127.0.0.1");
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // A target without '?' stands for all with its path that have no script of their own; one that is not asked for with
  // GET has its method before it: "POST /a". Requests are counted under the target that answers them.
  void on(const std::string& target, Script script);       // elsewhere: 404
  void on(const std::string& target, std::string answer);  // always the same
  void answer_together(int requests);  // from now on a request waits until so many wait, then all are answered

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& target) const;

  int hits(const std::string& target) const;
  std::vector<Request> requests(const std::string& target) const;
  Request last(const std::string& target) const;                  // throws when there was none
  int connections() const;                                        // accepted so far
  int most_at_once() const;                                       // requests that waited for their answer at one time
  bool wait_for_hits(const std::string& target, int hits) const;  // false: it took longer than 10 s

 private:
  struct Connection {
    std::string in, out;
    std::vector<std::string> held;  // answers that wait for others
    bool silent = false, close = false;
  };

  void serve();
  void accept_all();
  bool read_from(int fd, Connection& connection);
  bool write_to(int fd, Connection& connection);
  void hear(Connection& connection);
  void let_go();
  void wake() const;

  std::string address_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::map<int, Connection> connections_;  // the server thread's alone

  mutable std::mutex mutex_;
  mutable std::condition_variable heard_;
  std::map<std::string, Script> scripts_;
  std::map<std::string, std::vector<Request>> requests_;
  int together_ = 1;
  int accepted_ = 0, waiting_ = 0, most_ = 0;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace datelined::test
