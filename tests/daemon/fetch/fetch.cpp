#include "daemon/fetch/fetch.hpp"

#include "tests/daemon/fetch/net.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <string>

using namespace datelined;
using test::contains;
using test::Net;
using test::redirect;
using test::reply;
using test::with_limit;
using test::with_timeout;

namespace {

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
}
