#include "daemon/serve/request.hpp"

#include <doctest/doctest.h>

using namespace datelined;

namespace {

Request accepted(const std::string& head) {
  auto read = read_request(head);
  REQUIRE_MESSAGE(std::holds_alternative<Request>(read), head);
  return std::get<Request>(read);
}

int refused(const std::string& head) {
  const auto read = read_request(head);
  const Answer* answer = std::get_if<Answer>(&read);
  if (answer == nullptr) return 0;
  CHECK(answer->close);
  return answer->status;
}

std::string get(const std::string& fields, const std::string& version = "1.1") {
  return "GET / HTTP/" + version + "\r\nHost: x\r\n" + fields + "\r\n";
}

}  // namespace

TEST_SUITE("daemon/serve/request") {
  TEST_CASE("a request's header is read, fields sent twice as one list") {
    const Request request = accepted(
        "HEAD /a?b=c HTTP/1.1\r\nhost: x\r\nIf-None-Match: \"a\"\r\nACCEPT-ENCODING: br\r\nAccept-Encoding: gzip\r\n"
        "if-none-match: \"b\"\r\nLast-Event-ID: 17\r\nAuthorization: Bearer t\r\n\r\n");
    CHECK(request.method == "HEAD");
    CHECK(request.target == "/a?b=c");
    CHECK(request.if_none_match == "\"a\", \"b\"");
    CHECK(request.accept_encoding == "br, gzip");
    CHECK(request.last_event_id == "17");
    CHECK(request.authorization == "Bearer t");
    CHECK(request.keep_alive);
    CHECK_FALSE(request.has_body);
  }

  TEST_CASE("a connection is kept as its version says") {
    CHECK(accepted(get("")).keep_alive);
    CHECK_FALSE(accepted(get("Connection: close\r\n")).keep_alive);
    CHECK_FALSE(accepted(get("", "1.0")).keep_alive);
    CHECK(accepted(get("Connection: keep-alive\r\n", "1.0")).keep_alive);
    CHECK_FALSE(accepted("GET / HTTP/1.0\r\n\r\n").keep_alive);
    CHECK_FALSE(accepted(get("Connection: keep-alive, close\r\n")).keep_alive);
    CHECK_FALSE(accepted(get("Connection: keep-alive\r\nConnection: close\r\n")).keep_alive);
  }

  TEST_CASE("a body is noticed, however it is announced") {
    CHECK(accepted(get("Content-Length: 5\r\n")).has_body);
    CHECK(accepted(get("Transfer-Encoding: chunked\r\n")).has_body);
    CHECK(accepted(get("Content-Length: 99999999999\r\n")).has_body);
    CHECK(accepted(get("Content-Length: 5, 5\r\n")).has_body);
    CHECK_FALSE(accepted(get("Content-Length: 0\r\n")).has_body);
  }

  TEST_CASE("a length that two could read in two ways is refused, whatever the order") {
    CHECK(refused(get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) == 400);
    CHECK(refused(get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")) == 400);
    CHECK(refused(get("Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
    CHECK(refused(get("Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
    CHECK(refused(get("Content-Length: +5\r\n")) == 400);
    CHECK(refused(get("Content-Length: -1\r\n")) == 400);
    CHECK(refused(get("Content-Length: 0x5\r\n")) == 400);
    CHECK(refused(get("Content-Length: \r\n")) == 400);
    CHECK(refused(get("Content-Length : 5\r\n")) == 400);
    CHECK(refused(get("Transfer-Encoding: chunked\r\n", "1.0")) == 400);
  }

  TEST_CASE("a coding around a body is refused: one without an end as malformed, any other as unknown here") {
    for (const char* coding : {"", "identity", "gzip", "xchunked", "chunked, identity", "chunked;a=b"}) {
      CAPTURE(coding);
      CHECK(refused(get("Transfer-Encoding: " + std::string(coding) + "\r\n")) == 400);
    }
    CHECK(refused(get("Transfer-Encoding: gzip, chunked\r\n")) == 501);
    CHECK(refused(get("Transfer-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n")) == 501);
    CHECK(refused(get("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")) == 400);
  }

  TEST_CASE("a Host is a name or an address, and perhaps a port") {
    for (const char* host :
         {"", "x", "news.example:8484", "127.0.0.1:80", "[::1]", "[::1]:8484", "a_b.example", "x:"}) {
      CAPTURE(host);
      accepted("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
    }
    for (const char* host : {"a b", "x/y", "user@x", "http://x", "x:y", "[::1", "x, y", "x?y", "x:80:80", "<x>"}) {
      CAPTURE(host);
      CHECK(refused("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n") == 400);
    }
  }

  TEST_CASE("a later minor version is spoken to as HTTP/1.1, a method nobody knows is not implemented") {
    CHECK(accepted(get("", "1.2")).version == 11);
    CHECK(accepted(get("", "1.9")).keep_alive);
    CHECK(refused("GET / HTTP/1.2\r\n\r\n") == 400);
    CHECK(refused("BREW / HTTP/1.1\r\nHost: x\r\n\r\n") == 501);
    CHECK(refused("get / HTTP/1.1\r\nHost: x\r\n\r\n") == 501);
  }

  TEST_CASE("what is no HTTP request is refused") {
    CHECK(refused("GET /\r\n\r\n") == 400);
    CHECK(refused("GET  / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
    CHECK(refused("GET / HTTP/1.1\r\nNo colon\r\nHost: x\r\n\r\n") == 400);
    CHECK(refused("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(refused("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n") == 400);
    CHECK(refused("G@T / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
    CHECK(refused("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
    CHECK(refused("GET / HTTP/0.9\r\nHost: x\r\n\r\n") == 505);
    CHECK(refused("PRI * HTTP/2.0\r\n\r\n") == 505);
    for (const char* line :
         {"GET / HTTP/1.1 ", "GET /a b HTTP/1.1", "GET / http/1.1", "GET / HTTP/1.10", "GET HTTP/1.1"}) {
      CAPTURE(line);
      CHECK(refused(std::string(line) + "\r\nHost: x\r\n\r\n") == 400);
    }
  }
}
