// Bodies that strangers send, as a client on the wire sends them.
#include "daemon/serve/inbox.hpp"

#include "tests/daemon/serve/newsroom.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace datelined;
using namespace datelined::test;

namespace {

// A newsroom with a door that answers with what it was told.
struct OpenHouse : Newsroom {
  explicit OpenHouse(HttpSettings http = on_loopback(), std::size_t max_body = 100'000) : Newsroom(std::move(http)) {
    InboxDoor door;
    door.path = "/push/";
    door.max_body = max_body;
    door.private_path = true;
    door.look = [](const InboxRequest& request) -> std::optional<InboxReply> {
      if (request.path == "/push/nobody") return InboxReply{410, "no such callback\n"};
      return std::nullopt;
    };
    door.take = [](InboxRequest request) -> asio::awaitable<InboxReply> {
      if (request.query == "fail") throw std::runtime_error("the handler fails");
      co_return InboxReply{202, request.method + ' ' + request.path + '?' + request.query + ' ' + request.content_type +
                                    ' ' + request.signature + ' ' + request.body};
    };
    on_loop([&] { inbox->open(std::move(door)); });
  }
};

std::string post(const std::string& target, const std::string& fields, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
}

std::string with_length(const std::string& target, const std::string& body) {
  return post(target, "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

Response answer_to(Newsroom& news, const std::string& bytes) {
  HttpClient client(news.address());
  client.send(bytes);
  const auto response = client.receive();
  REQUIRE(response);
  return *response;
}

}  // namespace

TEST_SUITE("daemon/serve/inbox") {
  TEST_CASE("a body is handed to who opened the path, with what the head says") {
    OpenHouse news;
    const Response got =
        answer_to(news, post("/push/a%20b?x=1&y",
                             "Content-Type: text/x\r\nX-Hub-Signature: sha1=ab\r\nContent-Length: 5\r\n", "hello"));
    CHECK(got.status == 202);
    CHECK(got.body == "POST /push/a%20b?x=1&y text/x sha1=ab hello");
    CHECK(got.field("connection") == "close");
  }

  TEST_CASE("a question without a body comes there too, and leaves the connection open") {
    OpenHouse news;
    HttpClient client(news.address());
    for (int i = 0; i < 2; ++i) {
      const Response got = client.get("/push/t?hub.challenge=c");
      CHECK(got.status == 202);
      CHECK(got.body == "GET /push/t?hub.challenge=c   ");
      CHECK(got.field("connection") == "keep-alive");
    }
    CHECK(client.get("/push").status == 404);
  }

  TEST_CASE("the path may come in absolute-form, or with letters escaped") {
    OpenHouse news;
    for (const char* target : {"http://wire.example/push/t?x", "/%70us%68/t?x"}) {
      CAPTURE(target);
      const Response got = answer_to(news, with_length(target, "hello"));
      CHECK(got.status == 202);
      CHECK(got.body == "POST /push/t?x   hello");
    }
  }

  TEST_CASE("a body in chunks, cut anywhere, is put together") {
    OpenHouse news;
    const std::string bytes = post("/push/t", "Transfer-Encoding: chunked\r\n",
                                   "5;why=not\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n");
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
      CAPTURE(piece);
      HttpClient client(news.address());
      for (std::size_t at = 0; at < bytes.size(); at += piece) client.send(std::string_view(bytes).substr(at, piece));
      const auto got = client.receive();
      REQUIRE(got);
      CHECK(got->status == 202);
      CHECK(got->body.ends_with("hello world"));
    }
  }

  TEST_CASE("who waits for leave to send gets it, unless the head is enough to refuse") {
    OpenHouse news;
    HttpClient client(news.address());
    client.send(post("/push/t", "Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
    CHECK(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(client.receive()->body.ends_with("abc"));
    CHECK(answer_to(news, post("/push/nobody", "Expect: 100-continue\r\nContent-Length: 3\r\n", "")).status == 410);
    CHECK(answer_to(news, post("/push/t", "Expect: tea\r\nContent-Length: 3\r\n", "")).status == 417);
  }

  TEST_CASE("a client of HTTP/1.0 is not given leave, which it would take for its answer") {
    OpenHouse news;
    for (const char* expect : {"100-continue", "something-else"}) {
      CAPTURE(expect);
      HttpClient client(news.address());
      client.send("POST /push/t HTTP/1.0\r\nExpect: " + std::string(expect) + "\r\nContent-Length: 5\r\n\r\n");
      client.send("hello");
      CHECK(client.receive()->status == 202);
    }
  }

  TEST_CASE("a body that is too large is not read to its end") {
    OpenHouse news(Newsroom::on_loopback(), 10);
    CHECK(answer_to(news, with_length("/push/t", "0123456789")).status == 202);
    CHECK(answer_to(news, post("/push/t", "Content-Length: 11\r\n", "")).status == 413);
    CHECK(answer_to(news, post("/push/t", "Content-Length: 99999999999999999999\r\n", "")).status == 400);
    CHECK(answer_to(news, post("/push/t", "Transfer-Encoding: chunked\r\n", "b\r\n0123456789a\r\n")).status == 413);
    CHECK(answer_to(news, post("/push/t", "Transfer-Encoding: chunked\r\n", "ffffffffff\r\n")).status == 413);
  }

  TEST_CASE("a body that is malformed is refused") {
    OpenHouse news;
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    CHECK(answer_to(news, post("/push/t", chunked, "xyz\r\n")).status == 400);
    CHECK(answer_to(news, post("/push/t", chunked, "1\r\nab\r\n0\r\n\r\n")).status == 400);
    CHECK(answer_to(news, post("/push/t", chunked, "1;" + std::string(50'000, 'e'))).status == 400);
    CHECK(answer_to(news, post("/push/t", "Transfer-Encoding: gzip, chunked\r\n", "")).status == 501);
    HttpClient half(news.address());
    half.send(post("/push/t", "Content-Length: 10\r\n", "abc"));
    half.close_half();
    CHECK(half.receive()->status == 400);
  }

  TEST_CASE("a body does not become the next request") {
    OpenHouse news;
    HttpClient client(news.address());
    client.send(with_length("/push/t", "abc") + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive()->status == 202);
    CHECK(client.is_closed());
  }

  TEST_CASE("the path takes no other methods, other paths no bodies") {
    OpenHouse news;
    const Response put = answer_to(news, "PUT /push/t HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(put.status == 405);
    CHECK(put.field("allow") == "GET, POST");
    CHECK(answer_to(news, "GET /push/t HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na").status == 400);
    CHECK(answer_to(news, with_length("/atom.xml", "abc")).status == 405);
    news.on_loop([&] { news.inbox->close("/push/"); });
    CHECK(answer_to(news, with_length("/push/t", "abc")).status == 405);
  }

  TEST_CASE("a handler that fails is a 500, and the server goes on") {
    OpenHouse news;
    CHECK(answer_to(news, with_length("/push/t?fail", "abc")).status == 500);
    CHECK(answer_to(news, with_length("/push/t", "abc")).status == 202);
  }

  TEST_CASE("no token is asked for") {
    HttpSettings http = Newsroom::on_loopback();
    http.listen = {"0.0.0.0:0"};
    http.tokens = {token("secret")};
    OpenHouse news(http);
    const std::string address = "http://127.0.0.1" + news.address().substr(news.address().rfind(':'));
    HttpClient client(address);
    client.send(with_length("/push/t", "abc"));
    CHECK(client.receive()->status == 202);
    CHECK(HttpClient(address).get("/atom.xml").status == 401);
  }

  TEST_CASE("a body that does not come is waited for no longer than others are") {
    HttpSettings http = Newsroom::on_loopback();
    http.head_timeout = std::chrono::milliseconds(300);
    OpenHouse news(http);
    HttpClient client(news.address());
    client.send(post("/push/t", "Content-Length: 100\r\n", "abc"));
    CHECK(client.receive()->status == 408);
    CHECK(news.on_loop([&] { return news.metrics.http_connections_overdue; }) == 1);
  }

  TEST_CASE("all bodies under way together are bounded") {
    OpenHouse news;
    CHECK(news.on_loop([&] { return news.inbox->hold(Inbox::most_held - 2); }));
    const Response full = answer_to(news, post("/push/t", "Content-Length: 3\r\n", "a"));
    CHECK(full.status == 503);
    CHECK(full.field("retry-after") == "10");
    CHECK(answer_to(news, post("/push/t", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n")).status == 503);
    CHECK(answer_to(news, with_length("/push/t", "ab")).status == 202);
    news.on_loop([&] { news.inbox->release(Inbox::most_held - 2); });
    CHECK(answer_to(news, with_length("/push/t", "abc")).status == 202);
  }

  TEST_CASE("the access log does not tell a secret path") {
    HttpSettings http = Newsroom::on_loopback();
    TempDir folder;
    http.access_log_every = 1;
    http.access_log_file = folder / "access.log";
    {
      OpenHouse news(http);
      CHECK(answer_to(news, with_length("/push/secret", "abc")).status == 202);
      CHECK(answer_to(news, with_length("http://x/push/secret", "abc")).status == 202);
      CHECK(answer_to(news, with_length("/%70ush/secret", "abc")).status == 202);
      news.stop(std::chrono::milliseconds(1000)).get();
    }
    std::ifstream file(http.access_log_file);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    CHECK(text.find("\"POST /push/- HTTP/1.1\" 202") != std::string::npos);
    CHECK(text.find("secret") == std::string::npos);
  }
}
