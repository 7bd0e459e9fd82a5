#include "daemon/fetch/fetch.hpp"

#include "tests/daemon/fetch/net.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace datelined;
using test::Net;
using test::on_loopback;
using test::reply;
using test::with_timeout;

TEST_SUITE("daemon/fetch/connections") {
  TEST_CASE("connections are kept for the next fetch") {
    Net net;
    net.server.on("/a", reply(200, "a"));
    for (int i = 0; i < 5; ++i) net.get("/a").value();
    CHECK(net.server.hits("/a") == 5);
    CHECK(net.server.connections() == 1);
  }

  TEST_CASE("a redirect on one server goes on over its connection, which is closed behind the last answer") {
    Net net;
    test::HttpServer other("127.0.0.2");
    other.on("/d", reply(200, "d"));
    net.server.on("/a", test::redirect(302, "/b"));
    net.server.on("/b", test::redirect(307, net.server.url("/c")));
    net.server.on("/c", test::redirect(302, other.url("/d")));
    for (int i = 1; i <= 3; ++i) {
      FetchRequest request{.url = net.server.url("/a")};
      request.keep_connection = false;
      CHECK(net.fetch(std::move(request)).value().body == "d");
      CHECK(net.server.connections() == i);
      CHECK(other.connections() == i);
    }
  }

  TEST_CASE("a hundred fetches run side by side, over few connections to a host") {
    Net net;
    net.server.on("/a", reply(200, "a"));
    net.server.answer_together(4);  // per_host: fewer would never be answered
    int good = 0;
    auto one = [&]() -> asio::awaitable<void> {
      FetchRequest request{.url = net.server.url("/a")};
      const auto answer = co_await net.fetcher.fetch(std::move(request));
      if (answer.has_value() && answer->body == "a") ++good;
    };
    auto nothing = [](std::exception_ptr) {};
    for (int i = 0; i < 100; ++i) asio::co_spawn(net.loop, one(), nothing);
    net.loop.run();
    CHECK(good == 100);
    CHECK(net.server.connections() == 4);
    CHECK(net.server.most_at_once() == 4);
  }

  TEST_CASE("a silent host holds up nobody else") {
    Net net(with_timeout(std::chrono::seconds(1)));
    test::HttpServer silent("127.0.0.2");
    silent.on("/a", "");
    net.server.on("/a", reply(200, "a"));
    std::vector<std::string> order;
    auto one = [&](std::string url, std::string name) -> asio::awaitable<void> {
      FetchRequest request{.url = std::move(url)};
      co_await net.fetcher.fetch(std::move(request));
      order.push_back(name);
    };
    auto nothing = [](std::exception_ptr) {};
    for (int i = 0; i < 4; ++i) asio::co_spawn(net.loop, one(silent.url("/a"), "silent"), nothing);
    for (int i = 0; i < 20; ++i) asio::co_spawn(net.loop, one(net.server.url("/a"), "lively"), nothing);
    net.loop.run();
    REQUIRE(order.size() == 24);
    CHECK(std::count(order.begin(), order.begin() + 20, "lively") == 20);
  }

  TEST_CASE("a cancelled fetch ends at once, and others go on") {
    Net net;
    net.server.on("/silent", "");
    net.server.on("/a", reply(200, "a"));
    asio::cancellation_signal stop;
    bool aborted = false;
    auto silent = [&]() -> asio::awaitable<void> {
      FetchRequest request{.url = net.server.url("/silent")};
      co_await net.fetcher.fetch(std::move(request));
    };
    auto end = [&](std::exception_ptr failure) {
      try {
        if (failure) std::rethrow_exception(failure);
      } catch (const boost::system::system_error& error) {
        aborted = error.code() == asio::error::operation_aborted;
      }
    };
    asio::co_spawn(net.loop, silent(), asio::bind_cancellation_slot(stop.slot(), end));
    auto cancel_it = [&]() -> asio::awaitable<void> {
      while (net.server.hits("/silent") == 0) co_await asio::post(asio::use_awaitable);
      stop.emit(asio::cancellation_type::terminal);
    };
    auto nothing = [](std::exception_ptr) {};
    asio::co_spawn(net.loop, cancel_it(), nothing);
    net.loop.run();
    CHECK(aborted);
    CHECK(net.get("/a").value().body == "a");
  }

  TEST_CASE("what one server is asked for, one address after another, is each as it is written") {
    Net net;
    test::HttpServer other("127.0.0.2");
    other.on("/a", reply(200, "another a"));
    const std::pair<std::string, std::string> rows[] = {
        {"/a", "/a"},      {"/b", "/b"},       {"/b?q=%2f", "/b?q=%2f"}, {"/b", "/b"},
        {"/c#part", "/c"}, {"/d%e4", "/d%e4"}, {"/a/../b", "/a/../b"},   {"/x//y", "/x//y"},
        {"/c?", "/c?"},    {"/a", "/a"},       {"/~x-y_z.", "/~x-y_z."}, {"/", "/"},
    };
    std::map<std::string, int> asked;
    for (const auto& [written, sent] : rows) {
      CAPTURE(written);
      net.server.on(sent, reply(200, sent));
      CHECK(net.get(written).value().body == sent);
      CHECK(net.server.hits(sent) == ++asked[sent]);
    }
    CHECK(net.fetch({.url = other.url("/a")}).value().body == "another a");
    CHECK(net.get("/a").value().body == "/a");
    CHECK(net.server.connections() == 1);
  }

  TEST_CASE("a loop that ends while fetches run leaves nothing behind") {
    test::HttpServer server;
    server.on("/silent", "");
    asio::io_context loop;
    Fetcher fetcher(loop.get_executor(), on_loopback());
    auto nothing = [](std::exception_ptr) {};
    auto forget = [](std::exception_ptr, const feeds::Result<Fetched>&) {};
    for (int i = 0; i < 3; ++i) asio::co_spawn(loop, fetcher.fetch({.url = server.url("/silent")}), forget);
    auto watch = [&]() -> asio::awaitable<void> {
      while (server.hits("/silent") < 3) co_await asio::post(asio::use_awaitable);
      loop.stop();
    };
    asio::co_spawn(loop, watch(), nothing);
    loop.run();
    CHECK(server.hits("/silent") == 3);
  }
}
