#include "daemon/fetch/fetch.hpp"

#include "tests/daemon/fetch/net.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined;
using test::closed;
using test::contains;
using test::Net;
using test::on_loopback;
using test::redirect;
using test::reply;

TEST_SUITE("daemon/fetch/guard") {
  TEST_CASE("no connection is made to a private address, first or at a redirect") {
    test::HttpServer inside;
    inside.on("/secret", reply(200, "secret"));
    const std::string port = std::to_string(inside.port());
    Net net(closed());
    for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"}) {
      CAPTURE(host);
      const auto answer = net.fetch({.url = "http://" + host + ":" + port + "/secret"});
      REQUIRE(answer.has_error());
      CHECK(contains(answer.error().what, "private address"));
    }

    FetchSettings open_door = closed();
    open_door.private_ranges = {"127.0.0.1/32"};
    Net half(open_door);
    const test::HttpServer other("127.0.0.2");
    half.server.on("/door", redirect(302, other.url("/secret")));
    CHECK(contains(half.fault("/door"), "127.0.0.2 is a private address"));
    CHECK(half.server.hits("/door") == 1);
    CHECK(other.connections() == 0);
    CHECK(inside.connections() == 0);
  }

  TEST_CASE("of a name with several addresses the one that is allowed is asked, and what becomes of it is said") {
    FetchSettings settings = closed();
    settings.private_ranges = {"127.0.0.0/8"};
    Net net(settings);
    net.server.on("/a", reply(200, "a"));
    const std::string base = "http://localhost:" + std::to_string(net.server.port());
    CHECK(net.fetch({.url = base + "/a"}).value().body == "a");
    std::string dead;
    {
      const test::HttpServer gone;
      dead = "http://localhost:" + std::to_string(gone.port()) + "/a";
    }
    CHECK(contains(net.fetch({.url = dead}).error().what, "ailed to connect"));
  }

  TEST_CASE("what is posted goes to no private address that is not allowed") {
    FetchSettings settings = on_loopback();
    settings.allow_private = false;
    Net net(settings);
    CHECK(net.fetch({.url = net.server.url("/hub"), .body = std::make_shared<std::string>("a=1")}).has_error());
    CHECK(net.server.connections() == 0);
  }
}
