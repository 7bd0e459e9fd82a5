// Server-Sent Events, as a client on the wire sees them.
#include "tests/daemon/serve/newsroom.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace datelined;
using namespace datelined::test;

namespace {

struct Event {
  std::int64_t id = 0;
  boost::json::value item;

  std::string title() const { return std::string(item.at("title").as_string()); }
};

class Listening {
 public:
  Listening(const std::string& address, const std::string& target, const std::string& fields = {}) : client_(address) {
    client_.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n" + fields + "\r\n");
    head_ = client_.receive_until("\r\n\r\n");
    client_.receive_until("retry: 3000\n\n");
  }

  Event next() {
    for (;;) {
      const std::string block = client_.receive_until("\n\n");
      if (block.starts_with(':')) continue;
      const auto data = block.find("\ndata: ");
      REQUIRE(block.starts_with("id: "));
      REQUIRE(data != std::string::npos);
      return {std::stoll(block.substr(4)), boost::json::parse(block.substr(data + 7, block.size() - data - 9))};
    }
  }

  const std::string& head() const { return head_; }
  bool is_closed() { return client_.is_closed(); }

  // Without another story. What keeps it open comes once, for it was woken, and the next time means that it goes on.
  bool ends() {
    if (client_.is_closed()) return true;
    return client_.receive_until("\n\n") == ":\n\n" && client_.is_closed();
  }

 private:
  HttpClient client_;
  std::string head_;
};

}  // namespace

TEST_SUITE("daemon/serve/events") {
  TEST_CASE("what is committed is told, once, in order") {
    Newsroom news;
    news.move({{.guid = "https://0.example/0", .title = "Before"}});
    Listening wire(news.address(), "/events");
    CHECK(wire.head().find("200 OK") != std::string::npos);
    CHECK(wire.head().find("Content-Type: text/event-stream\r\n") != std::string::npos);
    const std::int64_t seq =
        news.move({{.guid = "https://0.example/1", .title = "One"}, {.guid = "https://0.example/2", .title = "Two"}});
    const Event one = wire.next(), two = wire.next();
    CHECK(one.title() == "One");
    CHECK(two.title() == "Two");
    CHECK(one.id == seq - 1);
    CHECK(two.id == seq);
    CHECK(two.item.at("_datelined").at("seq").to_number<std::int64_t>() == seq);
    news.move({{.guid = "https://0.example/1", .title = "One, corrected"}});
    CHECK(wire.next().title() == "One, corrected");
  }

  TEST_CASE("a withdrawn story is told without its content") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "One"}});
    Listening wire(news.address(), "/events");
    news.move({{.guid = "https://0.example/1", .title = "One", .status = feeds::Status::killed}});
    const Event event = wire.next();
    CHECK(event.item.at("_datelined").at("status") == "killed");
  }

  TEST_CASE("a client resumes where it was") {
    Newsroom news;
    news.move_many(250);
    for (const auto& [target, fields] :
         std::vector<std::pair<std::string, std::string>>{{"/events", "Last-Event-ID: 20\r\n"},
                                                          {"/events?after=20", ""},
                                                          {"/events?after=3", "Last-Event-ID: 20\r\n"}}) {
      CAPTURE(target);
      Listening wire(news.address(), target, fields);
      for (std::int64_t seq = 21; seq <= 250; ++seq) REQUIRE(wire.next().id == seq);
    }
  }

  TEST_CASE("a place of another store's life begins with what is new") {
    Newsroom news;
    news.move_many(3);
    Listening wire(news.address(), "/events", "Last-Event-ID: 5000\r\n");
    news.move({{.guid = "https://0.example/new", .title = "New"}});
    CHECK(wire.next().title() == "New");
  }

  TEST_CASE("parameters narrow the events") {
    Newsroom news;
    Listening wire(news.address(), "/events?feed=beta");
    news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "One"}});
    news.move({{.feed = "beta", .guid = "https://1.example/2", .title = "Two"}});
    CHECK(wire.next().title() == "Two");
  }

  TEST_CASE("who may read one feed hears of its copy alone, beside one who reads all and asks for that feed") {
    HttpSettings http = Newsroom::on_loopback();
    http.listen = {"0.0.0.0:0"};
    http.tokens = {token("all"), token("one", {"beta"})};
    Newsroom news(http);
    std::string address = news.address();
    address.replace(address.find("0.0.0.0"), 7, "127.0.0.1");
    Listening all(address, "/events?feed=beta&token=all"), one(address, "/events?token=one");
    news.move_together("https://shared.example/1", {{"alpha", "Alpha tells it"}, {"beta", "Beta tells it"}});
    const auto copies = [](const Event& event) { return event.item.at("_datelined").at("sources").as_array().size(); };
    CHECK(copies(all.next()) == 2);
    CHECK(copies(one.next()) == 1);
  }

  TEST_CASE("many clients hear the same") {
    Newsroom news;
    std::vector<std::unique_ptr<Listening>> wires;
    for (int i = 0; i < 20; ++i) wires.push_back(std::make_unique<Listening>(news.address(), "/events"));
    news.move({{.guid = "https://0.example/1", .title = "One"}});
    for (const auto& wire : wires) CHECK(wire->next().title() == "One");
  }

  TEST_CASE("a client that does not keep up is told of the gap, and let go") {
    HttpSettings http = Newsroom::on_loopback();
    TempDir folder;
    http.listen = {"unix:" + (folder / "s").string()};  // its buffers do not grow
    http.event_timeout = std::chrono::milliseconds(0);
    Newsroom news(http);
    std::vector<Piece> pieces;
    for (int i = 0; i < 300; ++i) {
      pieces.push_back({.guid = "https://0.example/" + std::to_string(i), .title = "T", .padding = 8'000});
    }
    const std::int64_t seq = news.move(pieces);
    HttpClient slow(news.address());
    slow.send("GET /events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string before = slow.receive_until("event: gap\n");
    CHECK(before.find("\nid: 100\n") != std::string::npos);
    CHECK(before.find("\nid: 101\n") == std::string::npos);
    const std::string last = std::to_string(seq);
    CHECK(slow.receive_until("\n\n") == "id: " + last + "\ndata: {\"after\":100,\"last\":" + last + "}\n\n");
    CHECK(slow.is_closed());
    CHECK(news.get("/metrics").body.find("datelined_event_gaps_total 1\n") != std::string::npos);
  }

  TEST_CASE("a stream ends with the right that it was opened by, and goes on while that stays") {
    HttpSettings http = Newsroom::on_loopback();
    http.listen = {"0.0.0.0:0"};
    http.tokens = {token("all"), token("one", {"alpha"}), token("withdrawn"), token("narrowed")};
    Newsroom news(http);
    std::string address = news.address();
    address.replace(address.find("0.0.0.0"), 7, "127.0.0.1");
    Listening all(address, "/events?token=all"), one(address, "/events", "Authorization: Bearer one\r\n");
    Listening withdrawn(address, "/events?token=withdrawn"), asked(address, "/events?feed=alpha&token=narrowed");
    Listening narrowed(address, "/events?token=narrowed");

    Settings next = news.settings;
    next.http.tokens = {token("all"), token("one", {"alpha"}), token("narrowed", {"beta"})};
    news.on_loop([&] { news.server->reload(next); });
    CHECK(withdrawn.ends());
    CHECK(asked.ends());
    news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "Alpha"},
               {.feed = "beta", .guid = "https://0.example/2", .title = "Beta"}});
    CHECK(all.next().title() == "Alpha");
    CHECK(all.next().title() == "Beta");
    CHECK(one.next().title() == "Alpha");
    CHECK(narrowed.next().title() == "Beta");
  }

  TEST_CASE("a stream that was open to everybody ends when it is no more") {
    HttpSettings http = Newsroom::on_loopback();
    http.listen = {"0.0.0.0:0"};
    http.public_ = true;
    Newsroom news(http);
    std::string address = news.address();
    address.replace(address.find("0.0.0.0"), 7, "127.0.0.1");
    Listening wire(address, "/events");
    Settings next = news.settings;
    next.http.public_ = false;
    next.http.tokens = {token("sesame")};
    news.on_loop([&] { news.server->reload(next); });
    CHECK(wire.ends());
  }

  TEST_CASE("stopping ends the stream") {
    Newsroom news;
    Listening wire(news.address(), "/events");
    news.stop(std::chrono::seconds(30)).get();
    CHECK(wire.is_closed());
  }

  TEST_CASE("HEAD shows the header alone") {
    Newsroom news;
    HttpClient client(news.address());
    const Response response = client.head("/events");
    CHECK(response.status == 200);
    CHECK(response.field("content-type") == "text/event-stream");
    CHECK(client.is_closed());
  }
}
