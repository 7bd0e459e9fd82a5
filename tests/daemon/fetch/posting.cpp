#include "daemon/fetch/fetch.hpp"

#include "tests/daemon/fetch/net.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace datelined;
using test::contains;
using test::Net;
using test::redirect;
using test::reply;
using test::with_limit;

TEST_SUITE("daemon/fetch/posting") {
  TEST_CASE("a body is sent with POST as it is, under the headers that come with it") {
    Net net;
    net.server.on("POST /in", reply(202, "thanks"));
    net.server.on("/in", reply(200, "asked"));
    const auto body = std::make_shared<const std::string>(std::string("a\0b", 3) + std::string(2'000'000, 'x'));
    const Fetched answer = net.fetch({.url = net.server.url("/in"),
                                      .headers = std::vector<std::string>{"Content-Type: text/x", "X-Hub: y"},
                                      .body = body})
                               .value();
    CHECK(answer.status == 202);
    const test::Request sent = net.server.last("POST /in");
    CHECK(sent.body == *body);
    CHECK(sent.header("Content-Type") == "text/x");
    CHECK(sent.has("X-Hub: y"));
    CHECK(sent.header("Expect").empty());
    CHECK(sent.header("Accept-Encoding").empty());
    CHECK(sent.header("A-IM").empty());

    // What comes after it on the same handle is a feed again.
    CHECK(net.get("/in").value().body == "asked");
    CHECK(net.server.last("/in").header("Accept-Encoding") != "");
    CHECK(net.server.last("/in").header("Content-Type").empty());
  }

  TEST_CASE("an answer that nobody keeps is its status, however long its body") {
    Net net(with_limit(1000));
    net.server.on("/short", reply(200, "short"));
    net.server.on("/long", reply(410, std::string(100'000, 'x')));
    net.server.on("/endless", "HTTP/1.1 204 Fine\r\nConnection: close\r\n\r\n" + std::string(100'000, 'x'));
    net.server.on("/growing", "HTTP/1.1 200 Fine\r\nConnection: close\r\n\r\n" + std::string(100'000, 'x'));
    const auto status = [&](const std::string& target) {
      const auto answer = net.fetch({.url = net.server.url(target), .keep_answer = false});
      if (!answer) return answer.error().what;
      CHECK(answer->body.empty());
      return std::to_string(answer->status);
    };
    CHECK(status("/short") == "200");
    CHECK(status("/long") == "410");
    CHECK(status("/endless") == "204");
    CHECK(status("/growing") == "200");
    CHECK(contains(net.fault("/growing"), "larger than"));
  }

  TEST_CASE("what is posted follows the redirects that keep its method, and no others") {
    Net net;
    net.server.on("POST /hub", reply(202));
    for (const int status : {307, 308}) {
      CAPTURE(status);
      net.server.on("POST /moved", redirect(status, net.server.url("/hub")));
      const auto sent = net.fetch({.url = net.server.url("/moved"), .body = std::make_shared<std::string>("a=1")});
      REQUIRE(sent.has_value());
      CHECK(sent->status == 202);
      CHECK(net.server.last("POST /hub").bytes.starts_with("POST "));
      CHECK(net.server.last("POST /hub").body == "a=1");
    }
    for (const int status : {301, 302, 303}) {
      CAPTURE(status);
      net.server.on("POST /moved", redirect(status, net.server.url("/hub")));
      CHECK(net.fetch({.url = net.server.url("/moved"), .body = std::make_shared<std::string>("a=1")}).has_error());
    }
    CHECK(net.server.hits("POST /hub") == 2);
  }
}
