// Connections, addresses and access, as a client on the wire sees them.
#include "daemon/serve/server.hpp"

#include "tests/daemon/serve/newsroom.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>

using namespace datelined;
using namespace datelined::test;

namespace {

HttpSettings listening_on(std::vector<std::string> addresses) {
  HttpSettings http = Newsroom::on_loopback();
  http.listen = std::move(addresses);
  return http;
}

// A listening socket on a free port of 127.0.0.1, as systemd would pass it.
int inherited_socket() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
  REQUIRE(::listen(fd, 16) == 0);
  return fd;
}

std::string bound_unix_socket(const std::filesystem::path& path, bool listening, int& fd) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.string().copy(name.sun_path, sizeof name.sun_path - 1);
  fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
  if (listening) REQUIRE(::listen(fd, 1) == 0);
  return "unix:" + path.string();
}

// What a constructor says when it refuses.
std::string refusal(const HttpSettings& http) {
  try {
    Newsroom news(http);
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

// The same port, reached over every address there is, so that the listener is not loopback.
std::string through_loopback(const std::string& url) {
  return "http://127.0.0.1" + url.substr(url.rfind(':'));
}

int status_of(const std::string& address, const std::string& bytes) {
  HttpClient client(address);
  client.send(bytes);
  const auto response = client.receive();
  REQUIRE(response);
  const bool closed = client.is_closed();
  CHECK(closed);
  return response->status;
}

}  // namespace

TEST_SUITE("daemon/serve/server") {
  TEST_CASE("a connection is kept from request to request") {
    Newsroom news;
    news.move_many(1);
    HttpClient client(news.address());
    for (int i = 0; i < 5; ++i) {
      const Response response = client.get("/atom.xml");
      CHECK(response.status == 200);
      CHECK(response.field("connection") == "keep-alive");
    }
    const Response last = client.get("/atom.xml", "Connection: close\r\n");
    CHECK(last.field("connection") == "close");
    CHECK(client.is_closed());
  }

  TEST_CASE("HTTP/1.0 closes unless asked to stay") {
    Newsroom news;
    HttpClient once(news.address());
    once.send("GET /healthz HTTP/1.0\r\n\r\n");
    CHECK(once.receive()->status == 200);
    CHECK(once.is_closed());
    HttpClient kept(news.address());
    for (int i = 0; i < 2; ++i) {
      kept.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      const auto response = kept.receive();
      REQUIRE(response);
      CHECK(response->field("connection") == "keep-alive");
    }
  }

  TEST_CASE("pipelined requests are answered in their order, however they are cut") {
    Newsroom news;
    news.move_many(3);
    std::string bytes;
    for (int i = 0; i < 50; ++i) {
      bytes += "GET /nothing-" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
      bytes += "\r\nHEAD /atom.xml HTTP/1.1\r\nHost: x\r\n\r\nGET /feed.json?limit=" + std::to_string(i % 3 + 1) +
               " HTTP/1.1\r\nHost: x\r\n\r\n";
    }
    HttpClient client(news.address());
    for (std::size_t at = 0; at < bytes.size(); at += 37) client.send(std::string_view(bytes).substr(at, 37));
    for (int i = 0; i < 50; ++i) {
      CAPTURE(i);
      CHECK(client.receive()->status == 404);
      CHECK(client.receive(true)->field("content-type").starts_with("application/atom+xml"));
      const auto listing = client.receive();
      REQUIRE(listing);
      CHECK(listing->body.find("limit=" + std::to_string(i % 3 + 1)) != std::string::npos);
    }
  }

  TEST_CASE("what could be read as two things is refused, and nothing behind it is read") {
    Newsroom news;
    const std::string next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const char* fields : {"Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                               "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                               "Host: x\r\nContent-Length: 5\r\nContent-Length: 0\r\n", "Host: x\r\nA: b\r\n c\r\n",
                               "Host: x\nA: b\r\n", "Host : x\r\n", "Host: x\r\nHost: y\r\n", ""}) {
      CAPTURE(fields);
      CHECK(status_of(news.address(), "GET /atom.xml HTTP/1.1\r\n" + std::string(fields) + "\r\n" + next) == 400);
    }
  }

  TEST_CASE("a body does not become the next request") {
    Newsroom news;
    const std::string next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string length = std::to_string(next.size());
    CHECK(status_of(news.address(),
                    "GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + next) == 404);
    CHECK(status_of(news.address(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + next) ==
          405);
    CHECK(status_of(news.address(),
                    "GET /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next) == 404);
    HttpClient client(news.address());
    client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + next);
    CHECK(client.receive()->status == 200);
    CHECK(client.receive()->status == 200);
  }

  TEST_CASE("what is too long is refused") {
    Newsroom news;
    const std::string start = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    CHECK(status_of(news.address(), "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") == 414);
    CHECK(status_of(news.address(), start + "A: " + std::string(17'000, 'a') + "\r\n\r\n") == 431);
    std::string many = start;
    for (int i = 0; i < 3000; ++i) many += "A" + std::to_string(i) + ": b\r\n";
    CHECK(status_of(news.address(), many + "\r\n") == 431);
    CHECK(status_of(news.address(), "\x16\x03\x01\x02 no TLS here") == 400);
    HttpClient client(news.address());
    CHECK(client.get("/healthz", "A: " + std::string(12'000, 'a') + "\r\n").status == 200);
  }

  TEST_CASE("several addresses are listened on at once, IPv6 and a Unix socket among them") {
    TempDir folder;
    const std::string path = (folder / "http.sock").string();
    {
      Newsroom news(listening_on({"127.0.0.1:0", "[::1]:0", "unix:" + path}));
      CHECK(news.address(0).starts_with("http://127.0.0.1:"));
      CHECK(news.address(1).starts_with("http://[::1]:"));
      CHECK(news.address(2) == "unix:" + path);
      for (std::size_t i = 0; i < 3; ++i) CHECK(HttpClient(news.address(i)).get("/readyz").status == 200);
    }
    CHECK_FALSE(std::filesystem::exists(path));
  }

  TEST_CASE("a socket file that nobody answers on is replaced, anything else stays") {
    TempDir folder;
    int fd = -1;
    const std::string stale = bound_unix_socket(folder / "stale.sock", false, fd);
    ::close(fd);
    {
      Newsroom news(listening_on({stale}));
      CHECK(HttpClient(stale).get("/healthz").status == 200);
      CHECK(refusal(listening_on({stale})).find("somebody listens") != std::string::npos);
      CHECK(HttpClient(stale).get("/healthz").status == 200);
    }
    folder.write("file", "precious");
    CHECK(refusal(listening_on({"unix:" + (folder / "file").string()})).find("no socket") != std::string::npos);
    CHECK(folder.read("file") == "precious");
  }

  TEST_CASE("a socket file that another put there meanwhile is not removed") {
    TempDir folder;
    const auto path = folder / "http.sock";
    int fd = -1;
    {
      Newsroom news(listening_on({"unix:" + path.string()}));
      std::filesystem::remove(path);
      bound_unix_socket(path, true, fd);
    }
    CHECK(std::filesystem::exists(path));
    ::close(fd);
  }

  TEST_CASE("an address that cannot be had is named") {
    Newsroom news;
    const std::string taken = news.address().substr(7, news.address().size() - 8);
    for (const std::string& address :
         {taken, std::string("127.0.0.1"), std::string("::1:80"), std::string("unix:"),
          "unix:/" + std::string(200, 'x'), std::string("127.0.0.1:http"), std::string("unix:/no/such/folder/s")}) {
      CAPTURE(address);
      CHECK(refusal(listening_on({address})).find(address) != std::string::npos);
    }
  }

  TEST_CASE("a socket from systemd is served instead of the configured address") {
    Newsroom news(listening_on({"unix:/no/such/folder/s"}), {{inherited_socket()}});
    CHECK(news.address().starts_with("http://127.0.0.1:"));
    CHECK(news.get("/healthz").status == 200);
  }

  TEST_CASE("an address that others reach wants tokens or to be public") {
    const std::string why = refusal(listening_on({"0.0.0.0:0"}));
    CHECK(why.find("0.0.0.0:0") != std::string::npos);
    CHECK(why.find("http.tokens") != std::string::npos);
    HttpSettings open = listening_on({"0.0.0.0:0"});
    open.public_ = true;
    Newsroom news(open);
    CHECK(HttpClient(through_loopback(news.address())).get("/atom.xml").status == 200);
  }

  TEST_CASE("where tokens are asked for, one is needed for all but /healthz") {
    HttpSettings http = listening_on({"0.0.0.0:0", "127.0.0.1:0"});
    http.tokens = {token("open sesame"), token("second")};
    Newsroom news(http);
    news.move_many(1);
    HttpClient client(through_loopback(news.address()));
    for (const char* path :
         {"/", "/atom.xml", "/feed.json", "/events", "/metrics", "/readyz", "/nothing", "/feeds.opml"}) {
      CAPTURE(path);
      const Response response = client.get(path);
      CHECK(response.status == 401);
      CHECK(response.field("www-authenticate").find("Bearer") != std::string::npos);
      CHECK(response.field("www-authenticate").find("Basic") != std::string::npos);
    }
    CHECK(client.get("/atom.xml?token=wrong").status == 401);
    CHECK(client.get("/atom.xml", "Authorization: Bearer wrong\r\n").status == 401);
    CHECK(client.get("/healthz").status == 200);

    CHECK(client.get("/atom.xml", "Authorization: Bearer second\r\n").status == 200);
    CHECK(client.get("/atom.xml", "Authorization: Basic YW55OnNlY29uZA==\r\n").status == 200);
    const Response response = client.get("/atom.xml?token=open%20sesame");
    CHECK(response.status == 200);
    CHECK(response.field("cache-control") == "private, no-cache");
    CHECK(HttpClient(news.address(1)).get("/atom.xml").status == 200);
  }

  TEST_CASE("a reader that shows its token in the address is led on with it, and by the same ids as everybody") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.base_url = "http://wire.example/";
    http.tokens = {token("open & sesame"), token("second")};
    Newsroom news(http);
    news.move_many(5);
    HttpClient client(through_loopback(news.address()));
    const auto between = [](const std::string& text, std::string_view before, std::string_view after) {
      const auto begin = text.find(before);
      if (begin == std::string::npos) return std::string();
      const auto from = begin + before.size();
      std::string found = text.substr(from, text.find(after, from) - from);
      for (std::size_t at; (at = found.find("&amp;")) != std::string::npos;) found.erase(at + 1, 4);
      return found;
    };
    const auto follow = [&](const std::string& path, std::string_view before) {
      std::string body = client.get(path).body, all;
      for (int pages = 0; pages < 10; ++pages) {
        all += body;
        const std::string next = between(body, before, "\"");
        if (next.empty()) break;
        const Response response = client.get(next.substr(http.base_url.size() - 1));
        CHECK(response.status == 200);
        body = response.body;
      }
      return all;
    };
    const std::string shown = "token=open+%26+sesame";
    for (const std::string& all :
         {follow("/atom.xml?limit=2&" + shown, "rel=\"next\" type=\"application/atom+xml\" href=\""),
          follow("/feed.json?limit=2&" + shown, "\"next_url\":\""),
          follow("/atom.xml?limit=1&" + shown, "rel=\"prev-archive\" type=\"application/atom+xml\" href=\"")}) {
      for (int i = 1; i <= 5; ++i) CHECK(all.find("https://0.example/" + std::to_string(i)) != std::string::npos);
    }
    const std::string mine = client.get("/atom.xml?limit=2&" + shown).body;
    const std::string theirs = client.get("/atom.xml?limit=2", "Authorization: Bearer second\r\n").body;
    CHECK(theirs.find("sesame") == std::string::npos);
    CHECK(client.get("/atom.xml?limit=2&token=second").body.find("sesame") == std::string::npos);
    CHECK(between(mine, "<id>", "</id>") == between(theirs, "<id>", "</id>"));
    const std::string self = "rel=\"self\" type=\"application/atom+xml\" href=\"";
    CHECK(between(mine, self, "\"") == between(theirs, self, "\""));
  }

  TEST_CASE("a browser opened with a token in the address keeps it in a cookie, and its pages lead on") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.base_url = "https://news.example/wire/";
    http.tokens = {token("open; sesame")};
    Newsroom news(http);
    news.move_many(1);
    HttpClient client(through_loopback(news.address()));
    const std::string browser = "Accept: text/html,application/xml;q=0.9,*/*;q=0.8\r\n";
    for (const auto& [path, location] : std::vector<std::pair<std::string, std::string>>{
             {"/?token=open%3B+sesame", "./"},
             {"/?lang=en&token=open%3B+sesame&q=rain", "./?lang=en&q=rain"},
             {"/feeds?token=open%3B+sesame&sort=name", "./feeds?sort=name"},
             {"/atom.xml?token=open%3B+sesame", "./atom.xml"},
             {"/stories/https%3A%2F%2F0.example%2F1?token=open%3B+sesame", "./https%3A%2F%2F0.example%2F1"}}) {
      CAPTURE(path);
      const Response moved = client.get(path, browser);
      CHECK(moved.status == 303);
      CHECK(moved.field("location") == location);
      CHECK(moved.field("cache-control") == "no-store");
      CHECK(moved.field("set-cookie") == "datelined=open%3B%20sesame; Path=/wire/; HttpOnly; SameSite=Lax; Secure");
    }
    const std::string cookie = "Cookie: theirs=1; datelined=open%3B%20sesame; more=2\r\n";
    for (const char* path : {"/", "/?lang=en", "/feeds", "/atom.xml", "/stories/https%3A%2F%2F0.example%2F1"}) {
      CAPTURE(path);
      CHECK(client.get(path, browser + cookie).status == 200);
    }
    CHECK(client.get("/?token=wrong", browser).status == 401);
    CHECK(client.get("/", browser + "Cookie: theirs=open; xdatelined=open%3B%20sesame\r\n").field("set-cookie") == "");
    const Response wrong = client.get("/", browser + "Authorization: Bearer wrong\r\n" + cookie);
    CHECK(wrong.status == 200);
    const Response gone = client.get("/", browser + "Cookie: datelined=old\r\n");
    CHECK(gone.status == 401);
    CHECK(gone.field("set-cookie") == "datelined=; Path=/wire/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
  }

  TEST_CASE("a token for some feeds shows those, and nothing of others") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.tokens = {token("one", {"beta"}), token("two", {"beta", "c/d é"}), token("none", {"gone"})};
    Newsroom news(http);
    news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "Of alpha"},
               {.feed = "beta", .guid = "https://1.example/2", .title = "Of beta"},
               {.feed = "c/d é", .guid = "https://2.example/3", .title = "Of delta"}});
    HttpClient client(through_loopback(news.address()));
    const auto body = [&](const std::string& path, const std::string& with) {
      return client.get(path, "Authorization: Bearer " + with + "\r\n").body;
    };
    for (const char* path : {"/atom.xml", "/rss.xml", "/feed.json", "/"}) {
      CAPTURE(path);
      CHECK(body(path, "one").find("Of beta") != std::string::npos);
      CHECK(body(path, "two").find("Of delta") != std::string::npos);
      CHECK(body(path, "two").find("Of beta") != std::string::npos);
      for (const char* with : {"one", "two", "none"}) CHECK(body(path, with).find("Of alpha") == std::string::npos);
      CHECK(body(path, "none").find("Of ") == std::string::npos);
    }
    CHECK(client.get("/feeds/alpha/atom.xml?token=one").status == 404);
    CHECK(client.get("/atom.xml?feed=alpha&token=one").status == 404);
    CHECK(client.get("/feeds/beta/atom.xml?token=one").status == 200);
    CHECK(client.get("/events?feed=alpha&token=one").status == 404);
    CHECK(body("/feeds.opml", "one").find("https://0.example/feed.xml") == std::string::npos);
    CHECK(body("/feeds.opml", "one").find("https://1.example/feed.xml") != std::string::npos);
    CHECK(client.get("/metrics?token=one").status == 403);
    CHECK(client.get("/readyz?token=one").status == 403);
  }

  TEST_CASE("of a story that several feeds tell, a scoped reader sees the copies of his own") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.tokens = {token("two", {"beta", "c/d é"})};
    Newsroom news(http);
    news.move_together("https://shared.example/1", {{"alpha", "Alpha tells it"}, {"beta", "Beta tells it"}});
    HttpClient client(through_loopback(news.address()));
    const std::string body = client.get("/feed.json?token=two").body;
    CHECK(body.find("Beta tells it") != std::string::npos);
    CHECK(body.find("Alpha tells it") == std::string::npos);
    CHECK(body.find("\"alpha\"") == std::string::npos);
  }

  TEST_CASE("who guesses tokens is stopped, even with the right one at last") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.tokens = {token("right")};
    Newsroom news(http);
    HttpClient client(through_loopback(news.address()));
    for (int i = 0; i < 10; ++i) CHECK(client.get("/atom.xml").status == 401);  // nothing shown is no guess
    for (int i = 0; i < 10; ++i) CHECK(client.get("/atom.xml?token=guess" + std::to_string(i)).status == 401);
    const Response stopped = client.get("/atom.xml?token=right");
    CHECK(stopped.status == 429);
    CHECK(std::stoi(stopped.field("retry-after")) <= 60);
    CHECK(client.get("/healthz").status == 200);
  }

  TEST_CASE("guesses are counted for whom the proxy speaks for") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.tokens = {token("right")};
    http.trusted_proxies = {{"127.0.0.0/8"}};
    Newsroom news(http);
    HttpClient client(through_loopback(news.address()));
    const std::string guesser = "X-Forwarded-For: 198.51.100.7\r\n";
    for (int i = 0; i < 10; ++i) CHECK(client.get("/atom.xml?token=wrong", guesser).status == 401);
    CHECK(client.get("/atom.xml?token=right", guesser).status == 429);
    CHECK(client.get("/atom.xml?token=right", "X-Forwarded-For: 198.51.100.8\r\n").status == 200);
  }

  TEST_CASE("a head that dribbles is cut when its time is over, and told so") {
    HttpSettings http = Newsroom::on_loopback();
    http.head_timeout = std::chrono::milliseconds(1);
    Newsroom news(http);
    HttpClient slow(news.address());
    slow.send("GET /atom.xml HTTP/1.1\r\n");
    const auto answer = slow.receive();
    REQUIRE(answer);
    CHECK(answer->status == 408);
    CHECK(slow.is_closed());
  }

  TEST_CASE("one that comes has the place of one that only waits") {
    HttpSettings http = Newsroom::on_loopback();
    http.max_connections = 4;
    Newsroom news(http);
    HttpClient good(news.address());
    CHECK(good.get("/healthz").status == 200);
    std::vector<std::unique_ptr<HttpClient>> slow;
    for (int i = 0; i < 20; ++i) {
      slow.push_back(std::make_unique<HttpClient>(news.address()));
      slow.back()->send("GET / HT");
      CHECK(good.get("/healthz").status == 200);
    }
    CHECK(slow.front()->is_closed());
    const std::string text = good.get("/metrics").body;
    CHECK(text.find("datelined_http_connections_closed_total{reason=\"evicted\"} 17\n") != std::string::npos);
  }

  TEST_CASE("streams of events make room as well, first those whose clients have left") {
    HttpSettings http = Newsroom::on_loopback();
    http.max_connections = 3;
    Newsroom news(http);
    std::vector<std::unique_ptr<HttpClient>> streams;
    for (int i = 0; i < 3; ++i) {
      streams.push_back(std::make_unique<HttpClient>(news.address()));
      streams.back()->send("GET /events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n");
      streams.back()->receive_until("retry: 3000\n\n");
    }
    // Told, they wait for what comes next.
    news.move_many(1);
    for (const auto& stream : streams) stream->receive_until("\ndata: ");
    streams[1].reset();
    {
      HttpClient one(news.address());
      CHECK(one.get("/healthz").status == 200);
      HttpClient other(news.address());
      CHECK(other.get("/healthz").status == 200);
      CHECK(one.is_closed());
    }
    news.move({{.guid = "https://0.example/2", .title = "Heard by both"}});
    streams[0]->receive_until("Heard by both");
    streams[2]->receive_until("Heard by both");

    streams[1] = std::make_unique<HttpClient>(news.address());
    streams[1]->send("GET /events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n");
    streams[1]->receive_until("Heard by both");
    CHECK(HttpClient(news.address()).get("/healthz").status == 200);
    CHECK_THROWS(streams[0]->receive_until("never"));
  }

  TEST_CASE("a thousand requests in one breath are answered, also by halves closed, beside another client") {
    Newsroom news;
    news.move_many(3);
    std::string burst;
    for (int i = 0; i < 1000; ++i) burst += "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    HttpClient client(news.address()), other(news.address());
    client.send(burst);
    client.close_half();
    CHECK(other.get("/atom.xml").status == 200);
    for (int i = 0; i < 1000; ++i) REQUIRE(client.receive()->status == 200);
    CHECK(client.is_closed());
  }

  TEST_CASE("clients that never read hold up nobody") {
    Newsroom news;
    news.move_many(200);
    std::vector<std::unique_ptr<HttpClient>> deaf;
    std::string burst;
    for (int i = 0; i < 200; ++i) burst += "GET /feed.json?limit=200 HTTP/1.1\r\nHost: x\r\n\r\n";
    for (int i = 0; i < 20; ++i) {
      deaf.push_back(std::make_unique<HttpClient>(news.address()));
      deaf.back()->send(burst);
    }
    HttpClient good(news.address());
    for (int i = 0; i < 50; ++i) CHECK(good.get("/atom.xml").status == 200);
  }

  TEST_CASE("what is longer than is written at once arrives whole") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "Long", .padding = 3'000'000}});
    HttpClient client(news.address());
    for (int i = 0; i < 5; ++i) {
      const Response long_one = client.get("/feed.json");
      CHECK(long_one.body.size() > 3'000'000);
      CHECK(std::to_string(long_one.body.size()) == long_one.field("content-length"));
      CHECK(long_one.body.ends_with("]}\n"));
    }
  }

  TEST_CASE("what many ask for arrives the same each time, and to HEAD without its body") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "Wanted", .padding = 300'000}});
    HttpClient client(news.address());
    const Response first = client.get("/atom.xml");
    CHECK(first.body.size() > 300'000);
    for (int i = 0; i < 5; ++i) {
      CHECK(client.get("/atom.xml").body == first.body);
      CHECK(client.head("/atom.xml").field("content-length") == std::to_string(first.body.size()));
    }
  }

  TEST_CASE("the access log has a line a request, without tokens") {
    HttpSettings http = Newsroom::on_loopback();
    TempDir folder;
    http.access_log_every = 1;
    http.access_log_file = folder / "access.log";
    {
      Newsroom news(http);
      HttpClient client(news.address());
      client.get("/healthz?token=secret&x=1", "User-Agent: a \"b\"\r\nReferer: https://x.example/?token=secret\r\n");
      client.get("/nothing");
      client.get("/healthz?%74ok%65n=secret&xtoken=1", "Referer: https://x.example/?a&%74oken=secret#b\r\n");
      client.get("/healthz");  // whose line may come too late; by then the others' are there
    }
    const std::string log = folder.read("access.log");
    CHECK(log.starts_with("127.0.0.1 - - ["));
    CHECK(log.find("\"GET /healthz?token=-&x=1 HTTP/1.1\" 200 3 \"https://x.example/?token=-\" \"a \\x22b\\x22\"\n") !=
          std::string::npos);
    CHECK(log.find("\"GET /nothing HTTP/1.1\" 404 ") != std::string::npos);
    CHECK(log.find("\"GET /healthz?token=-&xtoken=1 HTTP/1.1\" 200 3 \"https://x.example/?a&token=-#b\"") !=
          std::string::npos);
    CHECK(log.find("secret") == std::string::npos);
  }

  TEST_CASE("a reload opens and closes addresses and keeps connections") {
    Newsroom news(listening_on({"127.0.0.1:0"}));
    HttpClient old(news.address());
    const std::string closing = news.address();
    CHECK(old.get("/healthz").status == 200);
    Settings next = news.settings;
    next.http.listen = {"[::1]:0"};
    news.on_loop([&] { news.server->reload(next); });
    CHECK(news.address().starts_with("http://[::1]:"));
    CHECK(HttpClient(news.address()).get("/healthz").status == 200);
    CHECK(old.get("/healthz").status == 200);
    CHECK_THROWS(HttpClient(closing).get("/healthz"));

    next.http.listen = {"[::1]:0", "0.0.0.0:0"};
    news.on_loop([&] { CHECK_THROWS(news.server->reload(next)); });
    CHECK(HttpClient(news.address()).get("/healthz").status == 200);
  }

  TEST_CASE("a reload may put an address where one stands that goes") {
    HttpSettings http = listening_on({"127.0.0.1:0"});
    http.public_ = true;
    Newsroom news(http);
    const std::string address = news.address(), port = address.substr(address.rfind(':') + 1, address.npos);
    const std::string wide = "0.0.0.0:" + port.substr(0, port.size() - 1);
    HttpClient old(address);
    CHECK(old.get("/healthz").status == 200);
    Settings next = news.settings;

    // Where another cannot be had all stays as it was.
    next.http.listen = {wide, "unix:/no/such/folder/s"};
    news.on_loop([&] { CHECK_THROWS(news.server->reload(next)); });
    CHECK(news.address() == address);
    CHECK(HttpClient(address).get("/healthz").status == 200);
    CHECK(refusal(listening_on({address.substr(7, address.size() - 8)})).find("in use") != std::string::npos);

    next.http.listen = {wide};
    news.on_loop([&] { news.server->reload(next); });
    CHECK(news.address() == "http://" + wide + "/");
    CHECK(HttpClient(address).get("/healthz").status == 200);
    CHECK(old.get("/healthz").status == 200);
    CHECK(refusal(listening_on({address.substr(7, address.size() - 8)})).find("in use") != std::string::npos);
  }

  TEST_CASE("a connection that was open when everybody might read asks for a token after the reload that wants one") {
    HttpSettings http = listening_on({"0.0.0.0:0"});
    http.public_ = true;
    Newsroom news(http);
    HttpClient client(through_loopback(news.address()));
    CHECK(client.get("/atom.xml").status == 200);
    Settings next = news.settings;
    next.http.public_ = false;
    next.http.tokens = {token("sesame")};
    news.on_loop([&] { news.server->reload(next); });
    CHECK(client.get("/atom.xml").status == 401);
    CHECK(client.get("/atom.xml", "Authorization: Bearer sesame\r\n").status == 200);
    news.on_loop([&] { news.server->reload(news.settings); });
    CHECK(client.get("/atom.xml").status == 200);
  }

  TEST_CASE("stopping closes idle connections and lets nobody in") {
    Newsroom news;
    const std::string address = news.address();
    HttpClient idle(address);
    CHECK(idle.get("/healthz").status == 200);
    HttpClient silent(address);
    HttpClient halfway(address);
    halfway.send("GET /healthz HTTP/1.1\r\n");
    CHECK(news.get("/healthz").status == 200);
    auto stopped = news.stop(std::chrono::seconds(30));
    CHECK(idle.is_closed());
    CHECK(silent.is_closed());
    CHECK_THROWS(HttpClient{address});
    halfway.send("Host: x\r\n\r\n");
    const auto answer = halfway.receive();
    if (answer) CHECK(answer->field("connection") == "close");
    stopped.get();
  }

  TEST_CASE("stopping waits for who is being answered no longer than its patience") {
    Newsroom news;
    HttpClient halfway(news.address());
    halfway.send("GET /healthz HTTP/1.1\r\n");
    CHECK(news.get("/healthz").status == 200);
    news.stop(std::chrono::milliseconds(1)).get();
    CHECK(halfway.is_closed());
  }

  TEST_CASE("connections and answers are counted") {
    Newsroom news;
    HttpClient client(news.address());
    CHECK(client.get("/nothing").status == 404);
    CHECK(client.get("/healthz").status == 200);
    const std::string text = client.get("/metrics").body;
    CHECK(text.find("datelined_http_responses_total{status=\"404\"} 1\n") != std::string::npos);
    CHECK(text.find("datelined_http_responses_total{status=\"200\"} 1\n") != std::string::npos);
    CHECK(text.find("datelined_http_connections 1\n") != std::string::npos);
  }
}
