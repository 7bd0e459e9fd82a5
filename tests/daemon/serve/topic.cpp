#include "daemon/serve/topic.hpp"

#include "tests/daemon/serve/newsroom.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace datelined;
using namespace datelined::test;

namespace {

const std::string base = "https://news.example/wire/";
const feeds::Time now{std::chrono::seconds(1'710'000'000)};

HttpSettings with_tokens(std::vector<TokenSettings> tokens) {
  HttpSettings http = Newsroom::on_loopback();
  http.tokens = std::move(tokens);
  return http;
}

// A newsroom with a hub.
struct HubRoom : Newsroom {
  explicit HubRoom(HttpSettings http = on_loopback()) : Newsroom(std::move(http)) {
    settings.hub.enabled = true;
    on_loop([this] { server->reload(settings); });
  }

  std::string topic(const std::string& address, const std::string& access = "") {
    return on_loop([&] {
      const auto topic = server->topic(base + address, access);
      return topic ? *topic : "no: " + topic.error().what;
    });
  }

  TopicNews news_of(const std::string& topic, std::int64_t after, const std::string& access = "") {
    return asio::co_spawn(loop, server->news(topic, access, after), asio::use_future).get();
  }
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("daemon/serve/topic") {
  TEST_CASE("a feed is one topic, however its address is spelt") {
    struct Row {
      const char *address, *path;
    };
    const Row rows[] = {
        {"atom.xml", "atom.xml"},
        {"rss.xml", "rss.xml"},
        {"feed.json", "feed.json"},
        {"atom.xml?limit=100&q=", "atom.xml"},
        {"atom.xml?limit=5&lang=ur&feed=b&feed=a", "atom.xml?feed=a&feed=b&lang=ur&limit=5"},
        {"atom.xml?feed=a%2Cb", "atom.xml?feed=a&feed=b"},
        {"feeds/c%2fd%20%c3%a9/atom.xml", "feeds/c%2Fd%20%C3%A9/atom.xml"},
        {"atom.xml?since=2024-05-01", "atom.xml?since=2024-05-01T00%3A00%3A00Z"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.address);
      const auto topic = read_topic(base + row.address, base, now);
      REQUIRE(topic.has_value());
      CHECK(topic->path == row.path);
      CHECK(read_topic(base + topic->path, base, now)->path == row.path);
    }
  }

  TEST_CASE("what is no feed of this site, or no feed by itself, is no topic") {
    for (const char* url : {"https://news.example/atom.xml",
                            "http://news.example/wire/atom.xml",
                            "https://news.example/wire",
                            "https://other.example/wire/atom.xml",
                            "atom.xml",
                            "",
                            "https://news.example/wire/",
                            "https://news.example/wire/feeds.opml",
                            "https://news.example/wire//atom.xml",
                            "https://news.example/wire/feeds/a/rss.xml",
                            "https://news.example/wire/feeds//atom.xml",
                            "https://news.example/wire/feeds/a/b/atom.xml",
                            "https://news.example/wire/atom.xml?token=secret",
                            "https://news.example/wire/atom.xml?x=1",
                            "https://news.example/wire/atom.xml?lang=%FF",
                            "https://news.example/wire/atom.xml?limit=0",
                            "https://news.example/wire/atom.xml?after=3",
                            "https://news.example/wire/atom.xml?before=3",
                            "https://news.example/wire/atom.xml?q=rain&sort=rank",
                            "https://news.example/wire/atom.xml?since=24h",
                            "https://news.example/wire/atom.xml#top",
                            "https://news.example/wire/feeds/a/atom.xml?feed=b"}) {
      CAPTURE(url);
      const auto topic = read_topic(url, base, now);
      REQUIRE(topic.has_error());
      CHECK(topic.error().where == "hub.topic");
    }
  }

  TEST_CASE("a feed names its hub and itself, in its header and in itself") {
    HubRoom news;
    news.move({{.guid = "https://0.example/1", .title = "Rain"}});
    const std::string hub = base + "hub";
    for (const std::string path : {"atom.xml", "rss.xml", "feed.json", "atom.xml?lang=en", "feeds/alpha/atom.xml"}) {
      CAPTURE(path);
      const Response feed = news.get("/" + path);
      CHECK(feed.field("link") == "<" + hub + ">; rel=\"hub\", <" + base +
                                      (path.find('?') == std::string::npos ? path : "atom.xml?lang=en") +
                                      ">; rel=\"self\"");
      CHECK(contains(feed.body, hub));
      CHECK(HttpClient(news.address()).head("/" + path).field("link") == feed.field("link"));
    }
    CHECK(contains(news.get("/atom.xml").body, "<link rel=\"hub\" href=\"" + hub + "\"/>"));
    CHECK(contains(news.get("/rss.xml").body, "<atom:link rel=\"hub\" href=\"" + hub + "\"/>"));
    const auto json = boost::json::parse(news.get("/feed.json").body);
    CHECK(json.at("hubs").at(0).at("type").as_string() == "WebSub");
    CHECK(json.at("hubs").at(0).at("url").as_string() == hub);
  }

  TEST_CASE("the header's address of a feed has no token") {
    HubRoom news;
    CHECK_FALSE(contains(news.get("/atom.xml?token=secret").field("link"), "secret"));
  }

  TEST_CASE("what nobody can subscribe to names no hub") {
    HubRoom news;
    news.move_many(2);
    for (const char* path : {"/", "/atom.xml?after=0", "/feeds.opml"}) {
      CAPTURE(path);
      CHECK(news.get(path).field("link").empty());
      CHECK_FALSE(contains(news.get(path).body, base + "hub"));
    }
    Newsroom without;
    CHECK(without.get("/atom.xml").field("link").empty());
    CHECK_FALSE(contains(without.get("/feed.json").body, "hubs"));
  }

  TEST_CASE("the news of a feed are what changed, withdrawn stories among it") {
    HubRoom news;
    const std::int64_t before =
        news.move({{.guid = "https://0.example/1", .title = "Rain"}, {.guid = "https://0.example/2", .title = "Snow"}});
    const std::int64_t last =
        news.move({{.guid = "https://0.example/1", .title = "Rain", .status = feeds::Status::killed},
                   {.guid = "https://0.example/3", .title = "Hail"}});
    const TopicNews got = news.news_of("atom.xml", before);
    REQUIRE(got.state == TopicNews::State::ready);
    REQUIRE(got.body);
    CHECK(got.through == last);
    CHECK_FALSE(got.more);
    CHECK(contains(got.media_type, "application/atom+xml"));
    CHECK(contains(got.links, base + "atom.xml"));
    CHECK(contains(*got.body, "Hail"));
    CHECK(contains(*got.body, "<at:deleted-entry ref=\"https://0.example/1\""));
    CHECK_FALSE(contains(*got.body, "Snow"));
  }

  TEST_CASE("where nothing of a feed changed there is nothing to tell, however much did elsewhere") {
    HubRoom news;
    const std::int64_t last = news.move({{.feed = "beta", .guid = "https://1.example/1", .title = "Rain"}});
    const TopicNews got = news.news_of("feeds/alpha/atom.xml", 0);
    CHECK(got.state == TopicNews::State::ready);
    CHECK_FALSE(got.body);
    CHECK(got.through == last);
  }

  TEST_CASE("RSS has no word for a withdrawn story: there is nothing to tell") {
    HubRoom news;
    const std::int64_t before = news.move({{.guid = "https://0.example/1", .title = "Rain"}});
    const std::int64_t last =
        news.move({{.guid = "https://0.example/1", .title = "Rain", .status = feeds::Status::killed}});
    const TopicNews got = news.news_of("rss.xml", before);
    CHECK_FALSE(got.body);
    CHECK(got.through == last);
  }

  TEST_CASE("much is told in pieces, and none is left out") {
    HubRoom news;
    const std::int64_t last = news.move_many(250);
    std::int64_t after = 0;
    std::size_t entries = 0;
    int pieces = 0;
    for (bool more = true; more; ++pieces) {
      REQUIRE(pieces < 10);
      const TopicNews got = news.news_of("feed.json", after);
      REQUIRE(got.body);
      entries += boost::json::parse(*got.body).at("items").as_array().size();
      after = got.through;
      more = got.more;
    }
    CHECK(pieces == 3);
    CHECK(entries == 250);
    CHECK(after == last);
  }

  TEST_CASE("what many get alike is made once, and anew after a change") {
    HubRoom news;
    news.move_many(3);
    const TopicNews first = news.news_of("atom.xml", 1), second = news.news_of("atom.xml", 1);
    REQUIRE(first.body);
    CHECK(first.body == second.body);
    CHECK(news.news_of("atom.xml", 2).body != first.body);
    news.move({{.guid = "https://0.example/more", .title = "More"}});
    CHECK(contains(*news.news_of("atom.xml", 1).body, "More"));
  }

  TEST_CASE("a token opens what it opens for readers, as long as there is such a token") {
    HubRoom news(with_tokens({token("of-alpha", {"alpha"})}));
    const std::string access = feeds::sha256_hex("of-alpha");
    news.move({{.guid = "https://0.example/1", .title = "Rain"},
               {.feed = "beta", .guid = "https://1.example/1", .title = "Snow"}});
    CHECK(news.topic("feeds/alpha/atom.xml", access) == "feeds/alpha/atom.xml");
    CHECK(news.topic("feeds/beta/atom.xml", access) == "no: unknown feed \"beta\"");
    CHECK(news.topic("atom.xml?feed=nobody") == "no: unknown feed \"nobody\"");
    const TopicNews got = news.news_of("atom.xml", 0, access);
    REQUIRE(got.body);
    CHECK(contains(*got.body, "Rain"));
    CHECK_FALSE(contains(*got.body, "Snow"));

    news.settings.http.tokens = {token("another")};
    news.on_loop([&] { news.server->reload(news.settings); });
    CHECK(news.news_of("atom.xml", 0, access).state == TopicNews::State::closed);
    CHECK(news.topic("atom.xml", "public") != "atom.xml");
  }
}
