// A WebSub subscriber at a loopback server: a callback that agrees to what it is asked, and what it was sent.
#pragma once

#include "tests/support/http_server.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

// A parameter of a request's target, decoded; empty when there is none.
std::string parameter(const Request& request, std::string_view name);

class Subscriber {
 public:
  // Its callback is at this path of the server, which outlives it. A delivery is answered 204.
  explicit Subscriber(HttpServer& server, std::string path = "/in");

  std::string callback() const { return server_.url(path_); }

  void refuse();                               // from now on it agrees to nothing
  void answer(HttpServer::Script deliveries);  // what deliveries are answered with

  // Until it has been asked, or sent, so often; throws when that does not come.
  Request question(int number = 1) const;
  Request delivery(int number = 1) const;

  int questions() const { return server_.hits(path_); }
  int deliveries() const { return server_.hits("POST " + path_); }

 private:
  Request wait_for(const std::string& target, int number) const;

  HttpServer& server_;
  std::string path_;
};

// The body of a request to a hub; `more` are further parameters, "&name=value".
std::string subscription(std::string_view mode, std::string_view callback, std::string_view topic,
                         std::string_view more = {});

// The whole request with such a body; `fields` are whole lines.
std::string post_form(std::string_view target, std::string_view body, std::string_view fields = {});

}  // namespace datelined::test
