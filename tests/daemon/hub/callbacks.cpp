#include "daemon/hub/callbacks.hpp"

#include "daemon/websub/signature.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/subscriber.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

HubSettings settings(bool allow_private, std::vector<AddressRange> ranges = {}) {
  HubSettings hub;
  hub.allow_private = allow_private;
  hub.private_ranges = std::move(ranges);
  hub.timeout = 20s;
  return hub;
}

struct Net {
  explicit Net(const HubSettings& hub = settings(true)) : callbacks(loop.get_executor(), workers, hub) {}

  bool agrees(const std::string& callback, HubRequest::Mode mode = HubRequest::Mode::subscribe) {
    return test::run(
        loop, callbacks.agrees({.mode = mode, .callback = callback, .topic = "https://wire.example/a?b=c"}, 60s));
  }

  test::HttpServer server;
  asio::io_context loop{1};
  asio::thread_pool workers{1};
  Callbacks callbacks;
};

}  // namespace

TEST_SUITE("daemon/hub/callbacks") {
  TEST_CASE("a callback agrees by sending the challenge back, which is another each time") {
    Net net;
    const test::Subscriber subscriber(net.server);
    CHECK(net.agrees(subscriber.callback()));
    CHECK(net.agrees(subscriber.callback() + "?a=b&hub.mode=mine", HubRequest::Mode::unsubscribe));
    const test::Request first = subscriber.question(1), second = subscriber.question(2);
    CHECK(parameter(first, "hub.mode") == "subscribe");
    CHECK(parameter(first, "hub.topic") == "https://wire.example/a?b=c");
    CHECK(parameter(first, "hub.lease_seconds") == "60");
    CHECK(parameter(second, "hub.lease_seconds").empty());
    CHECK(second.target.starts_with("/in?a=b&hub.mode=mine&hub.mode=unsubscribe&"));
    CHECK(parameter(first, "hub.challenge") != parameter(second, "hub.challenge"));
  }

  TEST_CASE("anything but a success with the challenge is a no") {
    Net net;
    const auto echo = [](const test::Request& request) { return parameter(request, "hub.challenge"); };
    net.server.on("/more", [&](const test::Request& request, int) { return test::reply(200, echo(request) + " "); });
    net.server.on("/less", test::reply(200, ""));
    net.server.on("/refuses", [&](const test::Request& request, int) { return test::reply(404, echo(request)); });
    net.server.on("/moved", [&](const test::Request& request, int) {
      return test::reply(301, {{"Location", "/in"}}, echo(request));
    });
    net.server.on("/long", test::reply(200, std::string(1'000'000, 'x')));
    net.server.on("/broken", "HTTP/1.1 200 OK\r\nContent-Length: 64\r\nConnection: close\r\n\r\nab");
    for (const char* path : {"/more", "/less", "/refuses", "/moved", "/long", "/broken", "/nowhere"}) {
      CAPTURE(path);
      CHECK_FALSE(net.agrees(net.server.url(path)));
    }
    CHECK_FALSE(net.agrees("http://127.0.0.1:1/"));
  }

  TEST_CASE("a delivery carries the news as they are, and a signature where there is a secret") {
    Net net;
    const test::Subscriber subscriber(net.server);
    HubNews news;
    news.body = std::make_shared<const std::string>("<feed/>");
    news.media_type = "application/atom+xml";
    news.links = "<https://wire.example/hub>; rel=\"hub\"";
    for (const std::string secret : {"", "between us"}) {
      const auto answer = test::run(net.loop, net.callbacks.deliver(subscriber.callback(), secret, news));
      REQUIRE(answer.has_value());
      CHECK(answer->status == 204);
      const test::Request sent = subscriber.delivery(secret.empty() ? 1 : 2);
      CHECK(sent.body == "<feed/>");
      CHECK(sent.header("Content-Type") == news.media_type);
      CHECK(sent.header("Link") == news.links);
      const std::string signature = sent.header("X-Hub-Signature");
      CHECK(signature.empty() == secret.empty());
      if (!secret.empty()) CHECK(is_signed(signature, secret, sent.body));
    }
  }

  TEST_CASE("addresses that a callback must not lead to") {
    const Net closed(settings(false)), in_part(settings(false, {{"10.1.0.0/16"}})), open;
    for (const char* url :
         {"http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/",
          "http://[::ffff:10.0.0.1]/", "http://10.0.0.1/", "http://169.254.169.254/", "http://0.0.0.0/",
          "http://[fe80::1]/", "http://[fd00::1]:8080/", "http://192.168.1.1/in"}) {
      CAPTURE(url);
      CHECK(closed.callbacks.fault_of(url));
      CHECK(in_part.callbacks.fault_of(url));
      CHECK_FALSE(open.callbacks.fault_of(url));
    }
    CHECK_FALSE(in_part.callbacks.fault_of("http://10.1.2.3/"));
    CHECK_FALSE(closed.callbacks.fault_of("https://desk.example/"));
    CHECK_FALSE(closed.callbacks.fault_of("http://93.184.216.34:8080/in"));
  }

  TEST_CASE("a name that leads to a private address is found out when it is asked") {
    Net net(settings(false));
    const test::Subscriber subscriber(net.server);
    CHECK_FALSE(net.callbacks.fault_of("http://localhost/"));
    CHECK_FALSE(net.agrees("http://localhost:" + std::to_string(net.server.port()) + "/in"));
    CHECK(subscriber.questions() == 0);
  }

  TEST_CASE("a callback counts for its domain, who asks for its network") {
    CHECK(host_of_callback("https://in.desk.example.co.uk:8443/a") == "example.co.uk");
    CHECK(host_of_callback("http://192.0.2.1/") == "192.0.2.1");
    CHECK(host_of_callback("").empty());
    CHECK(network_of("192.0.2.7") == "192.0.2.7");
    CHECK(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1"));
    CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
    CHECK(network_of("").empty());
  }
}
