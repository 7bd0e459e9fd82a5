// Hubs that push, as they and a reader see the daemon.
#include "daemon/websub/form.hpp"
#include "daemon/websub/signature.hpp"
#include "tests/program/daemon.hpp"
#include "tests/support/http_server.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace datelined::test;
namespace json = boost::json;
using datelined::Form;

namespace {

std::string rss(const std::string& items, const std::string& hub) {
  return "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Wire</title>"
         "<atom:link rel='hub' href='" +
         hub + "'/><atom:link rel='self' href='https://wire.example/self'/>" + items + "</channel></rss>";
}

std::string item(const std::string& title) {
  return "<item><guid isPermaLink='false'>" + title + "</guid><title>" + title + "</title></item>";
}

// A publisher with one wire, and its hub.
struct Press {
  explicit Press(const std::string& more = "") {
    server.on("POST /hub", reply(202));
    publish(item("Old news") + item("Older news"));
    desk.configure(
        "[push]\nenabled = true\n[poll]\nallow_private = true\nmin_interval = \"1s\"\nspacing = \"1ms\"\n"
        "[[feed]]\nname = \"wire\"\nurl = \"" +
        server.url("/wire.xml") + "\"\n" + more);
  }

  void publish(const std::string& items) { server.on("/wire.xml", reply(200, rss(items, server.url("/hub")))); }

  // What the hub was asked for the `hit`th time.
  Form asked(int hit = 1) {
    REQUIRE(server.wait_for_hits("POST /hub", hit));
    const Request request = server.requests("POST /hub").at(static_cast<std::size_t>(hit - 1));
    CHECK(request.header("Content-Type") == "application/x-www-form-urlencoded");
    return datelined::read_form(request.body).value();
  }

  HttpServer server;
  Desk desk;
};

std::string path_of(const Form& asked) {
  const std::string callback(value_of(asked, "hub.callback"));
  return callback.substr(callback.find('/', callback.find("://") + 3));
}

// The hub's question; what it is answered.
Response verify(const Daemon& daemon, const Form& asked, const std::string& lease,
                const std::string& mode = "subscribe") {
  const Form question{{"hub.mode", mode},
                      {"hub.topic", std::string(value_of(asked, "hub.topic"))},
                      {"hub.challenge", "c-123"},
                      {"hub.lease_seconds", lease}};
  return daemon.get(path_of(asked) + "?" + datelined::write_form(question));
}

Response push(const Daemon& daemon, const Form& asked, const std::string& body, const std::string& signature) {
  HttpClient client(daemon.url());
  client.send("POST " + path_of(asked) + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/rss+xml\r\n" +
              (signature.empty() ? "" : "X-Hub-Signature: " + signature + "\r\n") +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  const auto answer = client.receive();
  REQUIRE(answer);
  return *answer;
}

std::string sign(const Form& asked, const std::string& body) {
  return sign_body(datelined::SignatureMethod::sha256, value_of(asked, "hub.secret"), body);
}

// `feeds --json` of the one feed.
json::object feed(const Desk& desk) {
  const Outcome outcome = desk.run({"feeds", "--json"});
  REQUIRE(outcome.status == 0);
  CHECK_FALSE(contains(outcome.out, "secret"));
  return json::parse(outcome.out).as_array().at(0).as_object();
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

// Within moments: /metrics is made anew once a second.
bool has_metric(const Daemon& daemon, const std::string& line) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < patience) {
    if (contains(daemon.get("/metrics").body, line + "\n")) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("program/push") {
  TEST_CASE("a feed that names a hub is subscribed, and what the hub sends is published without a poll") {
    Press press;
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    CHECK(value_of(asked, "hub.mode") == "subscribe");
    CHECK(value_of(asked, "hub.topic") == "https://wire.example/self");
    CHECK(value_of(asked, "hub.lease_seconds") == "604800");
    CHECK(value_of(asked, "hub.secret").size() == 64);
    CHECK(value_of(asked, "hub.callback").starts_with("https://wire.example/push/"));

    const Response confirmed = verify(daemon, asked, "3600");
    CHECK(confirmed.status == 200);
    CHECK(confirmed.body == "c-123");
    CHECK(has_metric(daemon, "datelined_push_subscriptions 1"));

    // A part of the feed: the entry alone.
    const std::string body = rss(item("Pushed news"), press.server.url("/hub"));
    CHECK(push(daemon, asked, body, sign(asked, body)).status == 202);
    const std::string atom = daemon.get("/atom.xml").body;
    CHECK(contains(atom, "Pushed news"));
    CHECK(contains(atom, "Old news"));
    CHECK(press.server.hits("/wire.xml") == 1);
    CHECK(has_metric(daemon, "datelined_pushes_total{outcome=\"changed\"} 1"));

    const json::object shown = feed(press.desk);
    const json::object& state = shown.at("push").as_object();
    CHECK(state.at("state") == "live");
    CHECK(text(state.at("hub")) == press.server.url("/hub"));
    CHECK(state.at("deliveries") == 1);
    CHECK(state.at("last_delivery").is_string());
    CHECK(state.at("lease_end").is_string());
    CHECK(shown.at("entries") == 3);
    CHECK(shown.at("gaps") == 0);
    CHECK(contains(press.desk.run({"feeds"}).out, "live"));
    daemon.end();
    // Nothing that is secret is told.
    const std::string token = path_of(asked).substr(6);
    for (const std::string& secret : {token, std::string(value_of(asked, "hub.secret"))}) {
      CHECK_FALSE(contains(daemon.process().err(), secret));
      CHECK_FALSE(contains(press.desk.run({"feeds", "--json"}).out, secret));
    }
  }

  TEST_CASE("what is not signed by the hub is discarded, without a word to who sent it") {
    Press press;
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    CHECK(verify(daemon, asked, "3600").status == 200);
    const std::string body = rss(item("Forged news"), press.server.url("/hub"));
    std::string forged = sign(asked, body);
    forged.back() = forged.back() == '0' ? '1' : '0';
    for (const std::string& signature : {std::string(), forged, sign(asked, body + " "), std::string("sha256=")}) {
      CHECK(push(daemon, asked, body, signature).status == 202);
    }
    CHECK(has_metric(daemon, "datelined_pushes_total{outcome=\"unsigned\"} 4"));
    CHECK_FALSE(contains(daemon.get("/atom.xml").body, "Forged news"));
    const std::string good = rss(item("True news"), press.server.url("/hub"));
    CHECK(push(daemon, asked, good, sign_body(datelined::SignatureMethod::sha1, value_of(asked, "hub.secret"), good))
              .status == 202);
    CHECK(contains(daemon.get("/atom.xml").body, "True news"));
    // A page of the hub's host is no feed, however well it is signed.
    const std::string page = "<!doctype html><p>Sorry</p>";
    CHECK(push(daemon, asked, page, sign(asked, page)).status == 202);
    CHECK(has_metric(daemon, "datelined_pushes_total{outcome=\"unreadable\"} 1"));
    daemon.end();
  }

  TEST_CASE("nobody is confirmed what was not asked for") {
    Press press;
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    CHECK(verify(daemon, asked, "3600", "unsubscribe").status == 404);
    CHECK(verify(daemon, {asked[0], {"hub.topic", "https://other.example/"}}, "3600").status == 404);
    CHECK(daemon.get("/push/unknown?hub.mode=subscribe&hub.topic=a&hub.challenge=b").status == 404);
    CHECK(daemon.get(path_of(asked)).status == 404);
    for (const std::string& path : {path_of(asked) + "0", path_of(asked).substr(0, path_of(asked).size() - 1),
                                    path_of(asked).substr(0, 22), std::string("/push/")}) {
      const Form guess{{"hub.callback", "https://wire.example" + path},
                       {"hub.topic", std::string(value_of(asked, "hub.topic"))}};
      CHECK(verify(daemon, guess, "3600").status == 404);
      CHECK(push(daemon, guess, "x", "").status == 410);
    }
    CHECK(push(daemon, {{"hub.callback", "https://wire.example/push/unknown"}}, "x", "").status == 410);
    CHECK(has_metric(daemon, "datelined_push_subscriptions 0"));
    // Denied: the reason is shown, and polling is all there is.
    const Form denial{{"hub.mode", "denied"},
                      {"hub.topic", std::string(value_of(asked, "hub.topic"))},
                      {"hub.reason", "not for you"}};
    CHECK(daemon.get(path_of(asked) + "?" + datelined::write_form(denial)).status == 200);
    daemon.process().wait_for("not for you");
    daemon.end();
    const json::object shown = feed(press.desk);
    CHECK(shown.at("push").as_object().at("state") == "denied");
    CHECK(contains(json::serialize(shown.at("push")), "not for you"));
  }

  TEST_CASE("a lease that is not renewed ends, and polling goes on as before") {
    Press press("interval = \"1s\"\n");
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    CHECK(verify(daemon, asked, "3").status == 200);
    // It is asked for again before its end, and the hub stays silent.
    press.asked(2);
    const int polled = press.server.hits("/wire.xml");
    CHECK(press.server.wait_for_hits("/wire.xml", polled + 3));
    CHECK(has_metric(daemon, "datelined_push_subscriptions 0"));
    // A renewal that comes all the same is welcome, under the same callback.
    const Form again = press.asked(2);
    CHECK(path_of(again) == path_of(asked));
    CHECK(value_of(again, "hub.secret") == value_of(asked, "hub.secret"));
    CHECK(verify(daemon, again, "3600").status == 200);
    CHECK(has_metric(daemon, "datelined_push_subscriptions 1"));
    daemon.end();
  }

  TEST_CASE("a subscription outlives the program, and is ended with its feed") {
    Press press;
    std::optional<Form> asked;
    {
      Daemon daemon(press.desk);
      asked = press.asked();
      CHECK(verify(daemon, *asked, "3600").status == 200);
      daemon.end();
    }
    Daemon daemon(press.desk);
    CHECK(has_metric(daemon, "datelined_push_subscriptions 1"));
    const std::string body = rss(item("Pushed after the start"), press.server.url("/hub"));
    CHECK(push(daemon, *asked, body, sign(*asked, body)).status == 202);
    CHECK(contains(daemon.get("/atom.xml").body, "Pushed after the start"));
    CHECK(press.server.hits("POST /hub") == 1);

    press.desk.configure("[push]\nenabled = true\n[poll]\nallow_private = true\n" + std::string(two_feeds));
    daemon.process().signal(SIGHUP);
    const Form farewell = press.asked(2);
    CHECK(value_of(farewell, "hub.mode") == "unsubscribe");
    CHECK(value_of(farewell, "hub.secret") == "");
    CHECK(path_of(farewell) == path_of(*asked));
    CHECK(verify(daemon, farewell, "", "subscribe").status == 404);
    CHECK(verify(daemon, farewell, "", "unsubscribe").body == "c-123");
    CHECK(verify(daemon, farewell, "", "unsubscribe").status == 404);
    CHECK(push(daemon, farewell, body, sign(*asked, body)).status == 410);
    daemon.end();
  }

  TEST_CASE("a feed that names another topic leaves the one before") {
    Press press("interval = \"1s\"\n");
    Daemon daemon(press.desk);
    const Form first = press.asked();
    press.server.on("/wire.xml", reply(200, {{"Link", "<https://wire.example/new>; rel=self"}},
                                       rss(item("Newer news"), press.server.url("/hub"))));
    const Form second = press.asked(2);
    CHECK(value_of(second, "hub.mode") == "subscribe");
    CHECK(value_of(second, "hub.topic") == "https://wire.example/new");
    CHECK(path_of(second) != path_of(first));
    CHECK(value_of(second, "hub.secret") != value_of(first, "hub.secret"));
    CHECK(verify(daemon, first, "3600").status == 404);
    CHECK(verify(daemon, second, "3600").status == 200);
    daemon.end();
  }

  TEST_CASE("a hub that does not answer holds up neither the end of the program nor its verification") {
    Press press;
    press.server.on("POST /hub", "");
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    const auto start = std::chrono::steady_clock::now();
    CHECK(verify(daemon, asked, "3600").status == 200);
    daemon.end();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    CHECK(feed(press.desk).at("push").as_object().at("state") == "live");
  }

  TEST_CASE("of several hubs the next is asked when one refuses") {
    Press press;
    press.server.on("POST /no", reply(500));
    press.server.on("/wire.xml", reply(200, {{"Link", "</no>; rel=hub, <" + press.server.url("/moved") + ">; rel=hub"}},
                                       rss(item("One"), "https://unused.example/")));
    press.server.on("POST /moved", redirect(307, press.server.url("/hub")));
    Daemon daemon(press.desk);
    const Form asked = press.asked();
    CHECK(press.server.hits("POST /no") == 1);
    CHECK(verify(daemon, asked, "3600").status == 200);
    CHECK(text(feed(press.desk).at("push").as_object().at("hub")) == press.server.url("/moved"));
    daemon.end();
  }

  TEST_CASE("where it is not wanted there is no subscription") {
    Press press;
    press.desk.configure("[push]\nenabled = false\n[poll]\nallow_private = true\n[[feed]]\nname = \"wire\"\nurl = \"" +
                         press.server.url("/wire.xml") + "\"\n");
    Daemon daemon(press.desk);
    daemon.wait_for_story("Old news");
    daemon.end();
    CHECK(press.server.hits("POST /hub") == 0);
    CHECK(feed(press.desk).at("push").is_null());
  }
}
