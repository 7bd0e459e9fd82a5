// The daemon as a WebSub hub for its own feeds, as a subscriber on the wire sees it.
#include "daemon/websub/signature.hpp"
#include "tests/program/daemon.hpp"
#include "tests/support/subscriber.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <string>
#include <vector>

using namespace datelined::test;

namespace {

constexpr std::string_view base = "https://wire.example/";

// A wire whose server says what it has now, and a hub that may send to loopback.
struct Agency {
  explicit Agency(std::string more = "") {
    configure(std::move(more));
    say({{"1", "Rain"}});
  }

  void configure(const std::string& more) const {
    desk.configure(
        "[poll]\nmin_interval = \"1s\"\ninterval = \"1s\"\nallow_private = true\n"
        "[hub]\nenabled = true\nallow_private = true\n" +
        more + "[[feed]]\nname = \"agency\"\ninterval = \"1s\"\nurl = \"" + server.url("/agency.xml") + "\"\n");
  }

  void say(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string feed =
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">"
        "<id>tag:agency.example,2024:feed</id><title>Agency</title><updated>2024-05-04T00:00:00Z</updated>";
    for (const auto& [id, title] : entries) {
      const std::string name = "tag:agency.example,2024:" + id;
      feed += title.empty()
                  ? "<at:deleted-entry ref=\"" + name + "\" when=\"2024-05-05T00:00:00Z\"/>"
                  : "<entry><id>" + name + "</id><title>" + title + "</title><link href=\"https://agency.example/" +
                        id + "\"/><updated>2024-05-02T08:00:00Z</updated><summary>Text of " + title +
                        "</summary></entry>";
    }
    server.on("/agency.xml", reply(200, {{"Content-Type", "application/atom+xml"}}, feed + "</feed>"));
  }

  Response ask(const Daemon& daemon, std::string_view body, std::string_view target = "/hub",
               std::string_view fields = {}) const {
    HttpClient client(daemon.url());
    client.send(post_form(target, body, fields));
    const auto response = client.receive();
    REQUIRE(response);
    return *response;
  }

  std::string topic(std::string_view path) const { return std::string(base) + std::string(path); }

  HttpServer server;
  Desk desk;
};

// Until the daemon counts so many.
void wait_for_metric(const Daemon& daemon, const std::string& line) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  HttpClient client(daemon.url());
  while (!contains(client.get("/metrics").body, "\n" + line + "\n")) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("never seen in /metrics: " << line);
  }
}

}  // namespace

TEST_SUITE("program/hub") {
  TEST_CASE("a subscriber is asked whether it means it, and gets what changes, signed") {
    Agency agency;
    Subscriber subscriber(agency.server);
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    const Response accepted =
        agency.ask(daemon, subscription("subscribe", subscriber.callback() + "?desk=7", agency.topic("atom.xml"),
                                        "&hub.lease_seconds=3600&hub.secret=between+us"));
    CHECK(accepted.status == 202);
    const Request question = subscriber.question();
    CHECK(parameter(question, "desk") == "7");
    CHECK(parameter(question, "hub.mode") == "subscribe");
    CHECK(parameter(question, "hub.topic") == agency.topic("atom.xml"));
    CHECK(parameter(question, "hub.challenge").size() >= 32);
    CHECK(parameter(question, "hub.lease_seconds") == "3600");
    wait_for_metric(daemon, "datelined_hub_subscriptions 1");

    agency.say({{"1", "Rain"}, {"2", "Snow"}});
    const Request delivery = subscriber.delivery();
    CHECK(parameter(delivery, "desk") == "7");
    CHECK(parameter(delivery, "hub.mode").empty());
    CHECK(delivery.header("Content-Type") == "application/atom+xml; charset=utf-8");
    CHECK(delivery.header("Link") ==
          "<https://wire.example/hub>; rel=\"hub\", <https://wire.example/atom.xml>; rel=\"self\"");
    CHECK(datelined::is_signed(delivery.header("X-Hub-Signature"), "between us", delivery.body));
    CHECK(delivery.header("X-Hub-Signature").starts_with("sha256="));
    CHECK(contains(delivery.body, "<title type=\"text\">Snow</title>"));
    CHECK_FALSE(contains(delivery.body, "Rain"));
    wait_for_metric(daemon, "datelined_hub_deliveries_total{outcome=\"taken\"} 1");

    agency.say({{"1", ""}, {"2", "Snow"}});
    CHECK(contains(subscriber.delivery(2).body, "<at:deleted-entry ref=\"tag:agency.example,2024:1\""));
    daemon.end();
  }

  TEST_CASE("each feed comes in its own format, and only what it takes") {
    Agency agency;
    Subscriber json(agency.server, "/json"), rss(agency.server, "/rss"), words(agency.server, "/words");
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    CHECK(agency.ask(daemon, subscription("subscribe", json.callback(), agency.topic("feed.json"))).status == 202);
    CHECK(agency.ask(daemon, subscription("subscribe", rss.callback(), agency.topic("rss.xml?feed=agency"))).status ==
          202);
    CHECK(agency.ask(daemon, subscription("subscribe", words.callback(), agency.topic("atom.xml?q=hail"))).status ==
          202);
    wait_for_metric(daemon, "datelined_hub_subscriptions 3");
    agency.say({{"1", "Rain"}, {"2", "Snow"}});
    CHECK(boost::json::parse(json.delivery().body).at("items").at(0).at("title").as_string() == "Snow");
    CHECK(json.delivery().header("X-Hub-Signature").empty());
    CHECK(contains(rss.delivery().body, "<title>Snow</title>"));
    CHECK(contains(rss.delivery().header("Link"), "<https://wire.example/rss.xml?feed=agency>; rel=\"self\""));
    agency.say({{"1", "Rain"}, {"2", "Snow"}, {"3", "Hail"}});
    const std::string hail = words.delivery().body;
    CHECK(contains(hail, "Hail"));
    CHECK_FALSE(contains(hail, "Snow"));
    daemon.end();
  }

  TEST_CASE("who answers 410 is sent no more, nor is who left") {
    Agency agency;
    Subscriber gone(agency.server, "/gone"), leaving(agency.server, "/leaving"), stays(agency.server, "/stays");
    gone.answer([](const Request&, int) { return reply(410); });
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    for (const Subscriber* each : {&gone, &leaving, &stays}) {
      CHECK(agency.ask(daemon, subscription("subscribe", each->callback(), agency.topic("atom.xml"))).status == 202);
    }
    wait_for_metric(daemon, "datelined_hub_subscriptions 3");
    CHECK(agency.ask(daemon, subscription("unsubscribe", leaving.callback(), agency.topic("atom.xml"))).status == 202);
    CHECK(parameter(leaving.question(2), "hub.mode") == "unsubscribe");
    wait_for_metric(daemon, "datelined_hub_subscriptions 2");
    agency.say({{"2", "Snow"}});
    gone.delivery();
    wait_for_metric(daemon, "datelined_hub_subscriptions 1");
    stays.delivery();
    agency.say({{"3", "Hail"}});
    CHECK(contains(stays.delivery(2).body, "Hail"));
    CHECK(gone.deliveries() == 1);
    CHECK(leaving.deliveries() == 0);
    daemon.end();
  }

  TEST_CASE("a restart keeps subscriptions, and delivers what was not") {
    Agency agency;
    Subscriber subscriber(agency.server);
    {
      Daemon daemon(agency.desk);
      daemon.wait_for_story("Rain");
      subscriber.answer([](const Request&, int) { return reply(503, "not now"); });
      agency.ask(daemon, subscription("subscribe", subscriber.callback(), agency.topic("atom.xml"), "&hub.secret=s"));
      wait_for_metric(daemon, "datelined_hub_subscriptions 1");
      agency.say({{"1", "Rain"}, {"2", "Snow"}});
      subscriber.delivery();
      wait_for_metric(daemon, "datelined_hub_deliveries_total{outcome=\"failed\"} 1");
      daemon.end();
    }
    const int before = subscriber.deliveries();
    subscriber.answer([](const Request&, int) { return reply(202); });
    agency.configure("");
    Daemon daemon(agency.desk);
    const Request late = subscriber.delivery(before + 1);
    CHECK(contains(late.body, "Snow"));
    CHECK_FALSE(contains(late.body, "Rain"));
    CHECK(datelined::is_signed(late.header("X-Hub-Signature"), "s", late.body));
    daemon.end();
  }

  TEST_CASE("what comes while a delivery is under way comes with the next, together") {
    Agency agency;
    HttpServer desk;
    Subscriber subscriber(desk);
    std::promise<void> let_go;
    subscriber.answer([free = let_go.get_future().share()](const Request&, int) {
      free.wait();
      return reply(200);
    });
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    agency.ask(daemon, subscription("subscribe", subscriber.callback(), agency.topic("atom.xml")));
    wait_for_metric(daemon, "datelined_hub_subscriptions 1");
    agency.say({{"1", "Rain"}, {"2", "Snow"}});
    subscriber.delivery();
    agency.say({{"1", "Rain"}, {"2", "Snow"}, {"3", "Hail"}});
    daemon.wait_for_story("Hail");
    agency.say({{"1", "Rain"}, {"2", "Snow"}, {"3", "Hail"}, {"4", "Fog"}});
    daemon.wait_for_story("Fog");
    CHECK(subscriber.deliveries() == 1);
    let_go.set_value();
    const std::string rest = subscriber.delivery(2).body;
    CHECK(contains(rest, "Hail"));
    CHECK(contains(rest, "Fog"));
    CHECK_FALSE(contains(rest, "Snow"));
    daemon.end();
  }

  TEST_CASE("many subscribers of one host get the same") {
    Agency agency;
    std::vector<std::unique_ptr<Subscriber>> desks;
    for (int i = 0; i < 12; ++i)
      desks.push_back(std::make_unique<Subscriber>(agency.server, "/desk" + std::to_string(i)));
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    for (const auto& desk : desks) {
      // Callbacks of one host are asked a few at a time.
      while (agency.ask(daemon, subscription("subscribe", desk->callback(), agency.topic("feed.json"))).status == 503) {
      }
    }
    wait_for_metric(daemon, "datelined_hub_subscriptions 12");
    agency.say({{"1", "Rain"}, {"2", "Snow"}});
    const std::string first = desks.front()->delivery().body;
    for (const auto& desk : desks) CHECK(desk->delivery().body == first);
    wait_for_metric(daemon, "datelined_hub_deliveries_total{outcome=\"taken\"} 12");
    daemon.end();
  }

  TEST_CASE("it ends within 5 s while callbacks do not answer, and keeps what they were to hear") {
    Agency agency;
    HttpServer desk;
    Subscriber subscriber(desk), asked(desk, "/asked");
    desk.on("/asked", "");
    {
      Daemon daemon(agency.desk);
      daemon.wait_for_story("Rain");
      subscriber.answer([](const Request&, int) { return ""; });
      agency.ask(daemon, subscription("subscribe", subscriber.callback(), agency.topic("atom.xml")));
      wait_for_metric(daemon, "datelined_hub_subscriptions 1");
      agency.ask(daemon, subscription("subscribe", asked.callback(), agency.topic("atom.xml")));
      asked.question();
      agency.say({{"1", "Rain"}, {"2", "Snow"}});
      subscriber.delivery();
      const auto start = std::chrono::steady_clock::now();
      daemon.end();
      CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{5});
    }
    subscriber.answer([](const Request&, int) { return reply(200); });
    Daemon daemon(agency.desk);
    CHECK(contains(subscriber.delivery(2).body, "Snow"));
    daemon.end();
  }

  TEST_CASE("a callback that fails is tried again") {
    Agency agency;
    Subscriber subscriber(agency.server);
    subscriber.answer([](const Request&, int hit) { return reply(hit == 1 ? 500 : 200); });
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    agency.ask(daemon, subscription("subscribe", subscriber.callback(), agency.topic("atom.xml")));
    wait_for_metric(daemon, "datelined_hub_subscriptions 1");
    agency.say({{"1", "Rain"}, {"2", "Snow"}});
    CHECK(contains(subscriber.delivery(2).body, "Snow"));
    wait_for_metric(daemon, "datelined_hub_deliveries_total{outcome=\"taken\"} 1");
    daemon.end();
  }

  TEST_CASE("who did not agree is not subscribed") {
    Agency agency;
    Subscriber refusing(agency.server, "/refusing"), moved(agency.server, "/moved"), wrong(agency.server, "/wrong");
    refusing.refuse();
    agency.server.on("/moved", [&](const Request& request, int) {
      return redirect(302, "/in?hub.challenge=" + parameter(request, "hub.challenge"));
    });
    const Subscriber elsewhere(agency.server, "/in");
    agency.server.on("/wrong", reply(200, "yes"));
    Daemon daemon(agency.desk);
    daemon.wait_for_story("Rain");
    for (const Subscriber* each : {&refusing, &moved, &wrong}) {
      CHECK(agency.ask(daemon, subscription("subscribe", each->callback(), agency.topic("atom.xml"))).status == 202);
      each->question();
    }
    wait_for_metric(daemon, "datelined_hub_verifications_total{answer=\"refused\"} 3");
    CHECK(contains(daemon.get("/metrics").body, "datelined_hub_subscriptions 0\n"));
    CHECK(elsewhere.questions() == 0);
    daemon.end();
  }

  TEST_CASE("a wrong request is told which of its values is wrong") {
    Agency agency;
    const Subscriber subscriber(agency.server);
    Daemon daemon(agency.desk);
    const std::string callback = subscriber.callback(), topic = agency.topic("atom.xml");
    for (const auto& [body, parameter] : std::vector<std::pair<std::string, std::string>>{
             {subscription("publish", callback, topic), "hub.mode"},
             {subscription("subscribe", "ftp://desk.example/", topic), "hub.callback"},
             {subscription("subscribe", callback, "https://other.example/atom.xml"), "hub.topic"},
             {subscription("subscribe", callback, agency.topic("nothing.xml")), "hub.topic"},
             {subscription("subscribe", callback, agency.topic("feeds/nobody/atom.xml")), "hub.topic: unknown feed"},
             {subscription("subscribe", callback, agency.topic("atom.xml?lang=!")), "hub.topic: \"lang\""},
             {subscription("subscribe", callback, topic, "&hub.lease_seconds=soon"), "hub.lease_seconds"},
             {subscription("subscribe", callback, topic, "&hub.secret=" + std::string(200, 's')), "hub.secret"}}) {
      CAPTURE(body);
      const Response refused = agency.ask(daemon, body);
      CHECK(refused.status == 400);
      CHECK(refused.body.starts_with(parameter));
    }
    CHECK(agency.ask(daemon, std::string(20'000, 'a')).status == 413);
    CHECK(agency.ask(daemon, "").status == 400);
    CHECK(daemon.get("/hub").status == 400);
    CHECK(subscriber.questions() == 0);
    daemon.end();
  }

  TEST_CASE("a callback on a private address is not asked, by whatever name it goes") {
    Agency agency;
    agency.desk.configure("[hub]\nenabled = true\n");
    const Subscriber subscriber(agency.server);
    Daemon daemon(agency.desk);
    const std::string port = ":" + std::to_string(agency.server.port()) + "/in";
    for (const std::string host :
         {"127.0.0.1", "127.1", "0x7f000001", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"}) {
      CAPTURE(host);
      const Response refused =
          agency.ask(daemon, subscription("subscribe", "http://" + host + port, agency.topic("atom.xml")));
      CHECK(refused.status == 400);
      CHECK(refused.body.starts_with("hub.callback"));
    }
    CHECK(agency.ask(daemon, subscription("subscribe", "http://localhost" + port, agency.topic("atom.xml"))).status ==
          202);
    wait_for_metric(daemon, "datelined_hub_verifications_total{answer=\"refused\"} 1");
    CHECK(subscriber.questions() == 0);
    daemon.end();
  }

  TEST_CASE("a server that asks for a token asks a subscriber too, and sends no more once it is withdrawn") {
    Agency agency;
    const auto configure = [&](const std::string& tokens) {
      agency.desk.dir.write("datelined.toml",
                            "[http]\nlisten = [\"127.0.0.1:0\", \"0.0.0.0:0\"]\nbase_url = \"https://wire.example/\"\n"
                            "tokens = [" +
                                tokens +
                                "]\n[hub]\nallow_private = true\n[poll]\nallow_private = true\n"
                                "[[feed]]\nname = \"agency\"\nurl = \"" +
                                agency.server.url("/agency.xml") +
                                "\"\n"
                                "[[feed]]\nname = \"other\"\nurl = \"" +
                                agency.server.url("/other.xml") + "\"\n");
    };
    configure("\"desk\", {token = \"agency\", feeds = [\"agency\"]}");
    Subscriber first(agency.server, "/first"), second(agency.server, "/second");
    Daemon daemon(agency.desk);
    // Of its two addresses the one that others can reach.
    const std::size_t port = daemon.process().wait_for("open http://0.0.0.0:");
    daemon.process().wait_for("/", port);
    const std::string open_to_all =
        "http://127.0.0.1:" + std::to_string(std::stoi(daemon.process().err().substr(port))) + "/";
    const auto ask = [&](const Subscriber& subscriber, const std::string& path, std::string_view target,
                         std::string_view fields = {}) {
      HttpClient client(open_to_all);
      client.send(post_form(target, subscription("subscribe", subscriber.callback(), agency.topic(path)), fields));
      const auto response = client.receive();
      return response ? response->status : 0;
    };
    CHECK(ask(first, "atom.xml", "/hub") == 401);
    CHECK(ask(first, "atom.xml", "/hub", "Authorization: Bearer wrong\r\n") == 401);
    CHECK(ask(first, "atom.xml?token=desk", "/hub?token=desk") == 400);
    CHECK(ask(second, "feeds/other/atom.xml", "/hub", "Authorization: Bearer agency\r\n") == 400);
    CHECK(first.questions() + second.questions() == 0);
    CHECK(ask(first, "atom.xml", "/hub?token=desk") == 202);
    CHECK(ask(second, "feeds/agency/atom.xml", "/hub", "Authorization: Bearer agency\r\n") == 202);
    CHECK(parameter(first.question(), "hub.topic") == agency.topic("atom.xml"));
    second.question();
    wait_for_metric(daemon, "datelined_hub_subscriptions 2");

    configure("\"desk\"");
    daemon.process().signal(SIGHUP);
    const Request denied = second.question(2);
    CHECK(parameter(denied, "hub.mode") == "denied");
    CHECK(parameter(denied, "hub.topic") == agency.topic("feeds/agency/atom.xml"));
    CHECK_FALSE(parameter(denied, "hub.reason").empty());
    wait_for_metric(daemon, "datelined_hub_subscriptions 1");
    daemon.end();
  }

  TEST_CASE("where there is no hub, nobody is told of one") {
    const Agency agency;
    agency.desk.configure("[hub]\nenabled = false\n");
    Daemon daemon(agency.desk);
    CHECK(agency.ask(daemon, subscription("subscribe", "https://desk.example/", agency.topic("atom.xml"))).status ==
          405);
    CHECK(daemon.get("/atom.xml").field("link").empty());
    agency.configure("");
    daemon.process().signal(SIGHUP);
    daemon.notify.wait_for("RELOADING=1");
    daemon.notify.wait_for("READY=1");
    CHECK(contains(daemon.get("/atom.xml").field("link"), "https://wire.example/hub"));
    daemon.end();
  }
}
