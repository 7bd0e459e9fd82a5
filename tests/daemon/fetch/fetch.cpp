#include "daemon/fetch/fetch.hpp"

#include "daemon/fetch/address.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/loop.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>
#include <netdb.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

using namespace datelined;
using test::redirect;
using test::reply;

namespace {

FetchSettings on_loopback() {
  FetchSettings settings;
  settings.allow_private = true;
  settings.user_agent = "datelined/test (+https://datelined.example/)";
  settings.timeout = std::chrono::seconds(20);
  return settings;
}

// A reader beside a server.
struct Net {
  explicit Net(FetchSettings set = on_loopback()) : settings(std::move(set)) {}

  feeds::Result<Fetched> fetch(FetchRequest request) { return test::run(loop, fetcher.fetch(std::move(request))); }
  feeds::Result<Fetched> get(const std::string& target) { return fetch({.url = server.url(target)}); }

  // Why a fetch failed.
  std::string fault(const std::string& target) {
    const auto answer = get(target);
    return answer.has_error() ? answer.error().what : "it went well: " + std::to_string(answer->status);
  }

  test::HttpServer server;
  FetchSettings settings;
  asio::io_context loop{1};
  Fetcher fetcher{loop.get_executor(), settings};
};

FetchSettings with_limit(std::size_t max_body) {
  FetchSettings settings = on_loopback();
  settings.max_body = max_body;
  return settings;
}

FetchSettings with_timeout(std::chrono::milliseconds timeout) {
  FetchSettings settings = on_loopback();
  settings.timeout = timeout;
  return settings;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

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

FetchSettings closed() {
  FetchSettings settings = on_loopback();
  settings.allow_private = false;
  return settings;
}

}  // namespace

TEST_SUITE("daemon/fetch/fetch") {
  TEST_CASE("an answer comes back whole, whatever its status") {
    Net net;
    net.server.on("/a.xml", reply(200, {{"Content-Type", "text/xml"}, {"ETag", "\"1\""}}, "<rss/>"));
    net.server.on("/gone", reply(410, "it is over"));

    const Fetched good = net.get("/a.xml").value();
    CHECK(good.status == 200);
    CHECK(good.body == "<rss/>");
    CHECK(good.header("content-type") == "text/xml");
    CHECK(good.url == net.server.url("/a.xml"));
    CHECK(good.hops.empty());
    CHECK(good.bytes > 6);
    CHECK(net.get("/gone").value().status == 410);
    CHECK(net.get("/nowhere").value().status == 404);
  }

  TEST_CASE("validators go out byte for byte, and a 304 is an answer") {
    Net net;
    net.server.on("/a.xml", reply(304, {{"ETag", "W/\"2\""}}, ""));
    const std::string etag = "W/\"x, y\\ \xc3\xa9-gzip\"", date = "yesterday;  about noon";
    const Fetched answer = net.fetch({.url = net.server.url("/a.xml"), .etag = etag, .last_modified = date}).value();

    CHECK(answer.status == 304);
    CHECK(answer.header("etag") == "W/\"2\"");
    CHECK(net.server.last("/a.xml").has("If-None-Match: " + etag));
    CHECK(net.server.last("/a.xml").has("If-Modified-Since: " + date));

    net.get("/a.xml").value();
    CHECK_FALSE(contains(net.server.last("/a.xml").bytes, "If-"));
  }

  TEST_CASE("a request says who asks and for what, and nothing besides") {
    Net net;
    net.get("/Odd/./path?a=%7e&b#part").value();
    const test::Request request = net.server.last("/Odd/./path?a=%7e&b");
    CHECK(request.header("User-Agent") == "datelined/test (+https://datelined.example/)");
    for (const char* type :
         {"application/atom+xml", "application/rss+xml", "application/feed+json", "application/xml", "*/*"}) {
      CHECK_MESSAGE(contains(request.header("Accept"), type), type);
    }
    for (const char* coding : {"gzip", "br", "zstd"}) {
      CHECK_MESSAGE(contains(request.header("Accept-Encoding"), coding), coding);
    }
    CHECK(request.header("Host") == "127.0.0.1:" + std::to_string(net.server.port()));
    CHECK(std::count(request.bytes.begin(), request.bytes.end(), '\n') == 6);
  }

  TEST_CASE("a coded body comes as it came") {
    Net net;
    const std::string packed = gzip(std::string(100'000, 'x'));
    net.server.on("/a.xml", reply(200, {{"Content-Encoding", "gzip"}}, packed));
    const Fetched answer = net.get("/a.xml").value();
    CHECK(answer.body == packed);
    CHECK(answer.header("content-encoding") == "gzip");
    CHECK(answer.bytes < 2'000);
  }

  TEST_CASE("a body larger than the limit is given up") {
    Net net(with_limit(10'000));
    net.server.on("/fits.xml", reply(200, std::string(10'000, 'x')));
    net.server.on("/declared.xml", reply(200, std::string(10'001, 'x')));
    net.server.on("/endless.xml", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(2'000'000, 'x'));
    net.server.on("/headers.xml", [](const test::Request&, int) {
      std::string head = "HTTP/1.1 200 OK\r\n";
      for (int i = 0; i < 200; ++i) head += "X-Filler: " + std::string(100, 'x') + "\r\n";
      return head + "Content-Length: 0\r\n\r\n";
    });

    CHECK(net.get("/fits.xml").value().body.size() == 10'000);
    for (const char* target : {"/declared.xml", "/endless.xml", "/headers.xml"}) {
      CAPTURE(target);
      CHECK(net.fault(target) == "larger than max_body (10000 bytes)");
    }
    CHECK(contains(Net(with_limit(1u << 20)).fault("/"), "404"));
  }

  TEST_CASE("a body cut short is no answer") {
    Net net;
    net.server.on("/length.xml", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n<rss");
    net.server.on("/chunks.xml",
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\n<rss\r\n");
    CHECK(net.fault("/length.xml") == "the answer was cut short");
    CHECK(net.get("/chunks.xml").has_error());
  }

  TEST_CASE("of an error or a redirect the head is the answer, whatever becomes of its page") {
    Net net;
    const std::string cut = "Content-Length: 99\r\nConnection: close\r\n\r\n<p>";
    net.server.on("/gone", "HTTP/1.1 410 Gone\r\n" + cut);
    net.server.on("/later", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n" + cut);
    net.server.on("/moved", "HTTP/1.1 301 Moved\r\nLocation: /well\r\n" + cut);
    net.server.on("/well", reply(200, "well"));
    CHECK(net.get("/gone").value().status == 410);
    CHECK(net.get("/later").value().header("retry-after") == "7");
    CHECK(net.get("/moved").value().body == "well");
  }

  TEST_CASE("an error's page may be as large as it likes") {
    Net net(with_limit(1000));
    net.server.on("/a", reply(429, {{"Retry-After", "7"}}, std::string(100'000, 'x')));
    net.server.on("/b", reply(200, {}, std::string(100'000, 'x')));
    CHECK(net.get("/a").value().header("retry-after") == "7");
    CHECK(net.fault("/b") == "larger than max_body (1000 bytes)");
  }

  TEST_CASE("codings that stand on several lines are one list") {
    Net net;
    net.server.on("/a", reply(200, {{"Content-Encoding", "deflate"}, {"Content-Encoding", "gzip"}}, "x"));
    CHECK(net.get("/a").value().header("content-encoding") == "deflate, gzip");
  }

  TEST_CASE("an answer that gives two lengths is no answer, one that gives the same twice is") {
    Net net;
    const std::string head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    net.server.on("/two.xml", head + "Content-Length: 5\r\nContent-Length: 4\r\n\r\n<rss>");
    net.server.on("/list.xml", head + "Content-Length: 5, 4\r\n\r\n<rss>");
    net.server.on("/same.xml", head + "Content-Length: 5\r\nContent-Length: 5 , 5\r\n\r\n<rss>");
    CHECK(net.fault("/two.xml") == "the answer gives two lengths");
    CHECK(net.fault("/list.xml") == "the answer gives two lengths");
    CHECK(net.get("/same.xml")->body == "<rss>");
  }

  TEST_CASE("the time limit bounds the whole fetch, redirects and all") {
    Net net(with_timeout(std::chrono::milliseconds(200)));
    net.server.on("/silent.xml", "");
    net.server.on("/moved.xml", redirect(302, "/silent.xml"));
    CHECK(net.fault("/silent.xml") == "timed out after 200 ms");
    CHECK(net.fault("/moved.xml") == "timed out after 200 ms");
  }

  TEST_CASE("nobody there is said so") {
    Net net;
    std::string dead;
    {
      const test::HttpServer gone;
      dead = gone.url("/a.xml");
    }
    const auto answer = net.fetch({.url = dead});
    REQUIRE(answer.has_error());
    CHECK(answer.error().where == dead);
    CHECK_FALSE(answer.error().what.empty());
    CHECK(net.fetch({.url = "file:///etc/passwd"}).error().what == "the address is neither http nor https");
    CHECK(net.fetch({.url = "http://"}).has_error());
  }

  TEST_CASE("a name in Unicode is asked for in its ASCII form") {
    Net net;
    net.server.on("/a", reply(200, "a"));
    const std::string port = std::to_string(net.server.port());
    CHECK(net.fetch({.url = "http://b\u00fccher.localhost:" + port + "/a"}).value().body == "a");
    CHECK(net.server.last("/a").header("Host") == "xn--bcher-kva.localhost:" + port);
  }

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

  TEST_CASE("headers are those of the last answer") {
    Net net;
    net.server.on("/a", "HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n" +
                            reply(200, {{"X-Folded", "one\r\n two"}}, "late"));
    const Fetched answer = net.get("/a").value();
    CHECK(answer.status == 200);
    CHECK(answer.header("etag").empty());
    CHECK(answer.header("x-folded") == "one two");
  }

  TEST_CASE("an answer whose first line continues none fails, and nothing else with it") {
    Net net;
    test::Headers many{{"Location", "/folded"}};
    for (int i = 0; i < 20; ++i) many.emplace_back("X-" + std::to_string(i), std::string(50, 'y'));
    net.server.on("/a", reply(302, many, ""));
    net.server.on("/well", reply(200, many, "well"));
    net.server.on("/folded", "HTTP/1.1 200 OK\r\n X-First: one\r\nContent-Length: 1\r\n\r\nx");
    for (int i = 0; i < 10; ++i) {
      CHECK(net.fault("/a") == "the answer is no HTTP");
      CHECK(net.get("/well").value().body == "well");
      CHECK(net.fault("/folded") == "the answer is no HTTP");
    }
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

  TEST_CASE("a header that the feed is to be asked with stands once, in place of ours") {
    Net net;
    net.server.on("/a", reply(200, "a"));
    Route route;
    route.headers = {"User-Agent: a desk's own", "accept: text/xml", "X-Desk: night"};
    CHECK(net.fetch({.url = net.server.url("/a"), .route = route}).value().body == "a");
    const test::Request sent = net.server.last("/a");
    CHECK(sent.header("User-Agent") == "a desk's own");
    CHECK(sent.bytes.find("datelined/") == sent.bytes.npos);
    CHECK(sent.header("Accept") == "text/xml");
    CHECK(sent.bytes.find("atom+xml") == sent.bytes.npos);
    CHECK(sent.has("X-Desk: night"));
    CHECK_FALSE(sent.header("Accept-Encoding").empty());
    CHECK(net.get("/a").value().body == "a");
    CHECK(net.server.last("/a").header("User-Agent") != "a desk's own");
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

  TEST_CASE("who does not follow has a redirect for an answer") {
    Net net;
    net.server.on("/in", redirect(302, "/elsewhere"));
    net.server.on("/elsewhere", reply(200, "here"));
    const Fetched answer = net.fetch({.url = net.server.url("/in"), .follow = false}).value();
    CHECK(answer.status == 302);
    CHECK(answer.hops.empty());
    CHECK(net.server.hits("/elsewhere") == 0);
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

  TEST_CASE("what is posted goes to no private address that is not allowed") {
    FetchSettings settings = on_loopback();
    settings.allow_private = false;
    Net net(settings);
    CHECK(net.fetch({.url = net.server.url("/hub"), .body = std::make_shared<std::string>("a=1")}).has_error());
    CHECK(net.server.connections() == 0);
  }
}
