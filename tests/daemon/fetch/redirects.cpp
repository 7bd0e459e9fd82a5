#include "daemon/fetch/fetch.hpp"

#include "tests/daemon/fetch/net.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined;
using test::contains;
using test::Net;
using test::redirect;
using test::reply;

TEST_SUITE("daemon/fetch/redirects") {
  TEST_CASE("redirects are followed and noted") {
    Net net;
    net.server.on("/1", redirect(301, "/2"));
    net.server.on("/2", redirect(302, "?q=a b"));
    net.server.on("/2?q=a%20b", redirect(307, "//127.0.0.1:" + std::to_string(net.server.port()) + "/end#part"));
    net.server.on("/end", reply(200, "here"));

    const Fetched answer = net.get("/1").value();
    CHECK(answer.body == "here");
    CHECK(answer.url == net.server.url("/end"));
    REQUIRE(answer.hops.size() == 3);
    CHECK(answer.hops[0].status == 301);
    CHECK(answer.hops[0].target == net.server.url("/2"));
    CHECK(answer.hops[1].status == 302);
    CHECK(answer.hops[2].target == net.server.url("/end"));
    CHECK(net.server.hits("/end") == 1);
    CHECK_FALSE(contains(net.server.last("/end").bytes, "Referer"));
  }

  TEST_CASE("what a Location has raw is percent-encoded behind the server's name") {
    Net net;
    const std::string there = "/f%C3%BCr//a%20b?q=%C3%BC";
    net.server.on(there, reply(200, "there"));
    net.server.on("/a", redirect(302, "/f\u00fcr//a b?q=\u00fc"));
    net.server.on("/b", redirect(302, net.server.url("/f\u00fcr//a b?q=\u00fc")));
    net.server.on("/c", redirect(302, "//b\u00fccher.localhost:" + std::to_string(net.server.port()) + there));
    for (const char* from : {"/a", "/b", "/c"}) CHECK(net.get(from).value().body == "there");
  }

  TEST_CASE("a redirect that leads to no web page is an error") {
    Net net;
    const struct {
      const char* location;
      const char* what;
    } rows[] = {
        {"file:///etc/passwd", "neither http nor https"},
        {"ftp://127.0.0.1/a", "neither http nor https"},
        {"gopher://127.0.0.1/", "neither http nor https"},
        {"", "leads nowhere"},
        {"http://", "no valid URL"},
        {"http://a b/", "no valid URL"},
    };
    for (const auto& row : rows) {
      CAPTURE(row.location);
      net.server.on("/a", redirect(302, row.location));
      CHECK(contains(net.fault("/a"), row.what));
    }
    net.server.on("/a", reply(301, "no Location at all"));
    CHECK(contains(net.fault("/a"), "leads nowhere"));
  }

  TEST_CASE("a loop of redirects ends") {
    Net net;
    net.server.on("/a", redirect(302, "/a"));
    CHECK(net.fault("/a") == "more than 20 redirects");
    CHECK(net.server.hits("/a") == 21);
  }

  TEST_CASE("credentials are for their own server") {
    Net net;
    const test::HttpServer other("127.0.0.2");
    net.server.on("/a", redirect(302, "/b"));
    net.server.on("/b", redirect(302, other.url("/c")));
    net.fetch({.url = net.server.url("/a"), .route = {.user = "alice", .password = "s3:cret"}}).value();
    CHECK(net.server.last("/a").header("Authorization") == "Basic YWxpY2U6czM6Y3JldA==");
    CHECK(net.server.last("/b").header("Authorization") == "Basic YWxpY2U6czM6Y3JldA==");
    CHECK_FALSE(contains(other.last("/c").bytes, "Authorization"));
    net.get("/b").value();
    CHECK_FALSE(contains(net.server.last("/b").bytes, "Authorization"));
  }

  TEST_CASE("a cookie set on the way counts for that fetch alone") {
    Net net;
    net.server.on("/a", reply(302, {{"Location", "/b"}, {"Set-Cookie", "pass=1; Path=/"}}, ""));
    net.get("/a").value();
    CHECK(net.server.last("/b").header("Cookie") == "pass=1");
    net.get("/b").value();
    CHECK_FALSE(contains(net.server.last("/b").bytes, "Cookie"));
  }

  TEST_CASE("a cookie set by one redirect is shown at all that follow") {
    Net net;
    net.server.on("/a", reply(302, {{"Location", "/b"}, {"Set-Cookie", "pass=1; Path=/"}}, ""));
    net.server.on("/b", reply(302, {{"Location", "/c"}, {"Set-Cookie", "more=2; Path=/; Max-Age=60"}}, ""));
    net.server.on("/c", reply(302, {{"Location", "/d"}}, ""));
    net.server.on("/d", reply(200, "there"));
    net.get("/a").value();
    const std::string cookies = net.server.last("/d").header("Cookie");
    CHECK(contains(cookies, "pass=1"));
    CHECK(contains(cookies, "more=2"));
  }

  TEST_CASE("who does not follow has a redirect for an answer") {
    Net net;
    net.server.on("/in", redirect(302, "/elsewhere"));
    net.server.on("/elsewhere", reply(200, "here"));
    const Fetched answer = net.fetch({.url = net.server.url("/in"), .follow = false}).value();
    CHECK(answer.status == 302);
    CHECK(answer.hops.empty());
    CHECK(net.server.hits("/elsewhere") == 0);
  }
}
