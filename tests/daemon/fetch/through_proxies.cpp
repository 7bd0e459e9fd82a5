#include "daemon/fetch/fetch.hpp"

#include "daemon/fetch/address.hpp"
#include "tests/daemon/fetch/net.hpp"

#include <doctest/doctest.h>
#include <netdb.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

using namespace datelined;
using test::closed;
using test::contains;
using test::Net;
using test::redirect;
using test::reply;

namespace {

// A variable of the environment, for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = ::getenv(name)) before_ = old;
    ::setenv(name, value, 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

bool is_private_name(const std::string& name) {
  addrinfo* all = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, nullptr, &all) != 0) return false;
  const auto address = address_of(*all->ai_addr);
  ::freeaddrinfo(all);
  return address && is_private(*address);
}

}  // namespace

TEST_SUITE("daemon/fetch/through_proxies") {
  TEST_CASE("no_proxy leads past no proxy that a feed has of its own") {
    const Variable direct("no_proxy", "*");
    Net net(closed());
    net.server.on("http://wire.example/a", redirect(302, "http://inside.example/b"));
    net.server.on("http://inside.example/b", reply(200, "by the proxy"));
    const Route route{.proxy = net.server.url("")};
    CHECK(net.fetch({.url = "http://wire.example/a", .route = route}).value().body == "by the proxy");
  }

  TEST_CASE("a proxy that is none is not repeated, for it may hold a password") {
    const Variable proxy("http_proxy", "ftp://me:s3cret@proxy.example");
    Net net;
    CHECK(net.fault("/a") == "the environment's proxy is no URL of a proxy");
  }

  TEST_CASE("for a proxy that takes addresses alone a name is resolved here, and what it leads to is judged") {
    char name[256] = {};
    REQUIRE(::gethostname(name, sizeof name - 1) == 0);
    if (!is_private_name(name)) {
      MESSAGE("the name of this machine leads to no private address: not tested");
      return;
    }
    Net net(closed());
    for (const std::string scheme : {"socks4", "socks5", "SOCKS5"}) {
      CAPTURE(scheme);
      const Route route{.proxy = scheme + net.server.url("").substr(4)};
      const auto answer = net.fetch({.url = "http://" + std::string(name) + ":8080/a", .route = route});
      REQUIRE(answer.has_error());
      CHECK(contains(answer.error().what, "is a private address"));
    }
    CHECK(net.server.connections() == 0);
  }

  TEST_CASE("a proxy is asked for no private address, however it is spelt, first or at a redirect") {
    Net net(closed());
    const Route route{.proxy = net.server.url("")};
    for (const std::string host :
         {"127.0.0.1", "10.1.2.3", "0x7f.1", "%30x7f.1", "127.0.0.1.", "localhost", "LOCALHOST.", "a.localhost",
          "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "\u24db\u24de\u24d2alhost", "[::1]", "[fe80::1%25lo]",
          "[64:ff9b::7f00:1]", "[2a00:1:2:3:0:5efe:127.0.0.1]"}) {
      CAPTURE(host);
      const auto answer = net.fetch({.url = "http://" + host + ":8080/a", .route = route});
      REQUIRE(answer.has_error());
      CHECK(contains(answer.error().what, "private address"));
      net.server.on("http://wire.example/a", redirect(302, "http://" + host + ":8080/a"));
      const int asked = net.server.hits("http://wire.example/a");
      CHECK(contains(net.fetch({.url = "http://wire.example/a", .route = route}).error().what, "private address"));
      CHECK(net.server.hits("http://wire.example/a") == asked + 1);
    }
    net.server.on("http://wire.example/a", reply(200, "public"));
    CHECK(net.fetch({.url = "http://wire.example/a", .route = route}).value().body == "public");
    CHECK(net.server.connections() == 1);
  }

  TEST_CASE("what a proxy says to CONNECT is no answer of the origin's") {
    Net net;
    net.server.on("/elsewhere", reply(200, "not what was asked for"));
    const Route route{.proxy = net.server.url("")};
    const std::string answers[] = {
        redirect(302, net.server.url("/elsewhere")),       reply(304), reply(403, "no"),
        reply(407, {{"Proxy-Authenticate", "Basic"}}, ""), reply(410), reply(429, {{"Retry-After", "9000"}}, "")};
    for (const std::string& answer : answers) {
      net.server.on("CONNECT wire.example:443", answer);
      const auto fetched = net.fetch({.url = "https://wire.example/a", .route = route});
      REQUIRE(fetched.has_error());
      CHECK(fetched.error().what == "the proxy answers HTTP " + answer.substr(answer.find(' ') + 1, 3));
    }
    CHECK(net.server.hits("/elsewhere") == 0);
  }

  TEST_CASE("a proxy that wants to know who asks is no answer of the origin's") {
    Net net;
    net.server.on("http://wire.example/a", reply(407, {{"Proxy-Authenticate", "Basic"}}, ""));
    const auto fetched = net.fetch({.url = "http://wire.example/a", .route = {.proxy = net.server.url("")}});
    REQUIRE(fetched.has_error());
    CHECK(fetched.error().what == "the proxy answers HTTP 407");
    net.server.on("/a", reply(407));
    CHECK(net.get("/a").value().status == 407);
  }
}
