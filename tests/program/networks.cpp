// Feeds that are reached another way than others: by a proxy, with a certificate authority of their own, or only
// for who shows a certificate.
#include "tests/program/desk.hpp"
#include "tests/support/http_server.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

using namespace datelined::test;

namespace {

constexpr std::string_view head = "HTTP/1.0 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n";

// A certificate that vouches for itself, in NAME.pem and NAME.key.
bool certify(const Desk& desk, const std::string& name) {
  const std::string file = (desk.dir / name).string();
  return std::system(
             ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=" + name +
              " -addext subjectAltName=IP:127.0.0.1 -keyout " + file + ".key -out " + file + ".pem 2>/dev/null")
                 .c_str()) == 0;
}

// That nobody listens on. nghttpd does not tell which it was given.
std::uint16_t free_port() {
  const HttpServer server;
  return server.port();
}

}  // namespace

TEST_SUITE("program/networks") {
  TEST_CASE("a feed with a proxy of its own is asked through it, others are not") {
    const Desk desk;
    HttpServer proxy, origin;
    proxy.on("http://wire.example/feed.xml", reply(200, {}, numbered_wire("far", 1, 2)));
    origin.on("/feed.xml", reply(200, {}, numbered_wire("near", 3, 3)));
    desk.configure(
        "[poll]\nallow_private = true\n"
        "[[feed]]\nname = \"far\"\nurl = \"http://wire.example/feed.xml\"\nproxy = \"" +
        proxy.url("") + "\"\n[[feed]]\nname = \"near\"\nurl = \"" + origin.url("/feed.xml") + "\"\n");
    CHECK(desk.run({"poll"}).status == 0);
    CHECK(desk.stories({"--feed", "far"}).size() == 2);
    CHECK(desk.stories({"--feed", "near"}).size() == 1);
    CHECK(proxy.last("http://wire.example/feed.xml").header("host") == "wire.example");
    CHECK(origin.hits("/feed.xml") == 1);
  }

  TEST_CASE("a server may vouch for itself and want to know who asks") {
    if (std::system("command -v openssl >/dev/null") != 0) {
      MESSAGE("openssl is not installed: client certificates were not tested");
      return;
    }
    const Desk desk;
    REQUIRE(certify(desk, "server"));
    REQUIRE(certify(desk, "client"));
    desk.dir.write("feed.xml", std::string(head) + numbered_wire("wire", 1, 2));
    const auto path = [&](const char* name) { return (desk.dir / name).string(); };
    Process server({.arguments = {"-c", "cd '" + desk.dir.path().string() +
                                            "' && exec openssl s_server -accept 127.0.0.1:0 -HTTP -cert server.pem "
                                            "-key server.key -CAfile client.pem -Verify 1 -verify_return_error"},
                    .program = "/bin/sh"});
    const std::size_t at = server.wait_for_out("ACCEPT 127.0.0.1:");
    server.wait_for_out("\n", at);
    const std::string url = "https://127.0.0.1:" + std::to_string(std::stoi(server.out().substr(at))) + "/feed.xml";

    const auto feed = [&](const std::string& name, const std::string& more) {
      return "[[feed]]\nname = \"" + name + "\"\nurl = \"" + url + "\"\n" + more;
    };
    const std::string ca = "ca = \"" + path("server.pem") + "\"\n";
    const std::string identity = "certificate = \"" + path("client.pem") + "\"\nkey = \"" + path("client.key") + "\"\n";
    const auto polled = [&](const std::string& name, const std::string& more) {
      desk.configure("[poll]\nallow_private = true\n" + feed(name, more));
      return desk.run({"poll", "--force"}).out;
    };
    CHECK(contains(polled("distrusted", identity), "certificate"));
    CHECK(desk.stories({"--feed", "distrusted"}).empty());
    CHECK(contains(polled("unknown", ca), "the server ended TLS: "));
    CHECK(desk.stories({"--feed", "unknown"}).empty());
    polled("known", ca + identity);
    CHECK(desk.stories({"--feed", "known"}).size() == 2);
  }

  TEST_CASE(
      "a proxy that is spoken to over TLS may be vouched for by the feed's own authority or by the environment's") {
    if (std::system("command -v openssl >/dev/null") != 0) {
      MESSAGE("openssl is not installed: proxies over TLS were not tested");
      return;
    }
    const Desk desk;
    REQUIRE(certify(desk, "proxy"));
    // It answers whatever it is asked with a page of its own.
    Process proxy({.arguments = {"-c", "cd '" + desk.dir.path().string() +
                                           "' && exec openssl s_server -accept 127.0.0.1:0 -www -cert proxy.pem -key "
                                           "proxy.key"},
                   .program = "/bin/sh"});
    const std::size_t at = proxy.wait_for_out("ACCEPT 127.0.0.1:");
    proxy.wait_for_out("\n", at);
    const std::string way = "proxy = \"https://127.0.0.1:" + std::to_string(std::stoi(proxy.out().substr(at))) + "\"\n";
    const auto polled = [&](const std::string& more, std::map<std::string, std::string> environment) {
      desk.configure("[[feed]]\nname = \"wire\"\nurl = \"http://wire.example/\"\n" + way + more);
      Launch launch = desk.launch({"poll", "--force"});
      launch.environment.merge(environment);
      return run(launch).out;
    };
    const std::string file = (desk.dir / "proxy.pem").string();
    CHECK(contains(polled("", {}), "wire: failed: the proxy: SSL certificate problem"));
    CHECK(contains(polled("ca = \"proxy.pem\"\n", {}), "wire: failed: the answer is an HTML page"));
    CHECK(contains(polled("", {{"CURL_CA_BUNDLE", file}}), "wire: failed: the answer is an HTML page"));
  }

  TEST_CASE("nobody is asked for the passphrase of a key") {
    if (std::system("command -v openssl >/dev/null") != 0) {
      MESSAGE("openssl is not installed: keys with a passphrase were not tested");
      return;
    }
    const Desk desk;
    REQUIRE(certify(desk, "client"));
    const std::string key = (desk.dir / "client.key").string();
    REQUIRE(std::system(
                ("openssl ec -in " + key + " -aes256 -passout pass:secret -out " + key + " 2>/dev/null").c_str()) == 0);
    const HttpServer server;
    desk.configure("[poll]\nallow_private = true\n[[feed]]\nname = \"wire\"\nurl = \"https://127.0.0.1:" +
                   std::to_string(server.port()) + "/\"\ncertificate = \"client.pem\"\nkey = \"client.key\"\n");
    const auto poll = desk.run({"poll"});
    CHECK(contains(poll.out, "wire: failed: "));
    CHECK(contains(poll.out, "client.key"));
    CHECK_FALSE(contains(poll.err, "pass phrase"));
  }

  TEST_CASE("feeds of a server that speaks HTTP/2 come over one connection, and the poll ends with them") {
    if (std::system("command -v openssl nghttpd >/dev/null") != 0) {
      MESSAGE("openssl or nghttpd is not installed: HTTP/2 was not tested");
      return;
    }
    const Desk desk;
    REQUIRE(certify(desk, "server"));
    const std::string port = std::to_string(free_port());
    // Longer than the test waits: a poll that waits for more than its feeds fails.
    std::string feeds = "[poll]\nallow_private = true\ntimeout = \"10m\"\n";
    for (int i = 0; i < 20; ++i) {
      const std::string name = "wire" + std::to_string(i);
      desk.dir.write(name + ".xml", numbered_wire(name, i, i));
      feeds += "[[feed]]\nname = \"" + name + "\"\nurl = \"https://127.0.0.1:" + port + "/" + name +
               ".xml\"\nca = \"server.pem\"\n";
    }
    desk.configure(feeds);
    Process server({.arguments = {"-c", "cd '" + desk.dir.path().string() + "' && exec nghttpd -v -a 127.0.0.1 " +
                                            port + " server.key server.pem > log"},
                    .program = "/bin/sh"});
    // It does not say when it listens.
    int tries = 0;
    do {
      CHECK(desk.run({"poll", "--force"}).status == 0);
    } while (desk.stories().size() < 20 && ++tries < 500);
    CHECK(desk.stories().size() == 20);
    server.signal(SIGTERM);
    server.wait();
    const std::string log = desk.dir.read("log");
    CHECK(contains(log, "[id=1]"));
    CHECK_FALSE(contains(log, "[id=2]"));
  }
}
