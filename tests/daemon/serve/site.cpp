#include "daemon/serve/site.hpp"

#include "tests/daemon/serve/newsroom.hpp"

#include <doctest/doctest.h>
#include <libdeflate.h>
#include <boost/json/parse.hpp>

#include <cstring>
#include <set>

using namespace datelined;
using namespace datelined::test;

namespace {

std::string inflate(const std::string& zipped, std::size_t size) {
  std::string bytes(size, '\0');
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  const auto result =
      libdeflate_gzip_decompress(decompressor, zipped.data(), zipped.size(), bytes.data(), bytes.size(), nullptr);
  libdeflate_free_decompressor(decompressor);
  REQUIRE(result == LIBDEFLATE_SUCCESS);
  return bytes;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> titles(const Response& response) {
  std::vector<std::string> all;
  const boost::json::value feed = boost::json::parse(response.body);
  for (const auto& item : feed.at("items").as_array()) all.emplace_back(item.at("title").as_string());
  return all;
}

std::string next_url(const Response& response) {
  const boost::json::value feed = boost::json::parse(response.body);
  const auto* next = feed.as_object().if_contains("next_url");
  return next == nullptr ? std::string() : std::string(next->as_string());
}

}  // namespace

TEST_SUITE("daemon/serve/site") {
  TEST_CASE("every path answers in its own format") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "Rain over Karachi"}});
    for (const auto& [path, type, part] : std::vector<std::array<const char*, 3>>{
             {"/", "text/html; charset=utf-8", "Rain over Karachi"},
             {"/atom.xml", "application/atom+xml", "Rain over Karachi"},
             {"/rss.xml", "application/rss+xml", "Rain over Karachi"},
             {"/feed.json", "application/feed+json", "Rain over Karachi"},
             {"/feeds/alpha/atom.xml", "application/atom+xml", "Rain over Karachi"},
             {"/feeds", "text/html; charset=utf-8", "The alpha wire"},
             {"/stories/https%3A%2F%2F0.example%2F1", "text/html; charset=utf-8", "the only copy"},
             {"/feeds.opml", "text/x-opml", "https://0.example/feed.xml"},
             {"/healthz", "text/plain", "ok"},
             {"/readyz", "text/plain", "ready"},
             {"/metrics", "text/plain; version=0.0.4", "datelined_stories 1"}}) {
      CAPTURE(path);
      const Response response = news.get(path);
      CHECK(response.status == 200);
      CHECK(response.field("content-type").starts_with(type));
      CHECK(response.field("x-content-type-options") == "nosniff");
      CHECK(contains(response.body, part));
    }
  }

  TEST_CASE("an empty store answers with valid, empty documents") {
    Newsroom news;
    for (const char* path : {"/", "/atom.xml", "/rss.xml", "/feed.json", "/feeds/alpha/atom.xml"}) {
      CAPTURE(path);
      CHECK(news.get(path).status == 200);
    }
    CHECK(titles(news.get("/feed.json")).empty());
  }

  TEST_CASE("what is not there is said so") {
    Newsroom news;
    for (const char* path :
         {"/nothing", "/atom.xml/", "/feeds/", "/feeds/alpha", "/feeds//atom.xml", "/feeds/a/b/atom.xml", "/ATOM.XML",
          "/stories/", "/stories/x", "/stories/a/b", "//atom.xml", "/feeds/%ff/atom.xml"}) {
      CAPTURE(path);
      CHECK(news.get(path).status == 404);
    }
    const Response unknown = news.get("/atom.xml?feed=alpha,gamma");
    CHECK(unknown.status == 404);
    CHECK(contains(unknown.body, "gamma"));
    CHECK(news.get("/feeds/gamma/atom.xml").status == 404);
    CHECK(news.get("/events?feed=gamma").status == 404);
  }

  TEST_CASE("a bad value is named") {
    Newsroom news;
    for (const auto& [target, name] :
         std::vector<std::pair<const char*, const char*>>{{"/atom.xml?limit=1001", "limit"},
                                                          {"/feed.json?since=soon", "since"},
                                                          {"/rss.xml?colour=red", "colour"},
                                                          {"/?status=x", "status"},
                                                          {"/feed.json?before=nonsense", "before"},
                                                          {"/feeds/alpha/atom.xml?feed=alpha", "feed"},
                                                          {"/events?limit=5", "limit"},
                                                          {"/events?after=-1", "after"},
                                                          {"/feeds?sort=x", "sort"},
                                                          {"/feeds?q=x", "q"},
                                                          {"/atom.xml?category=%ff", "category"},
                                                          {"/atom.xml?category=100%", "category"}}) {
      CAPTURE(target);
      const Response response = news.get(target);
      CHECK(response.status == 400);
      CHECK(response.field("content-type").starts_with("text/plain"));
      CHECK(contains(response.body, name));
    }
    CHECK(news.get("/atom.xml?q=%zz").status == 400);
    CHECK(contains(news.get("/events", "Last-Event-ID: x\r\n").body, "Last-Event-ID"));
  }

  TEST_CASE("a feed whose name holds a comma is found by it") {
    Newsroom news;
    Settings next = news.settings;
    next.feeds.front().name = "World, live";
    news.on_loop([&] { news.server->reload(next); });
    CHECK(news.get("/atom.xml?feed=World%2C+live").status == 200);
    CHECK(news.get("/?feed=beta&feed=World,%20live").status == 200);
    CHECK(news.get("/feeds/World%2C%20live/atom.xml").status == 200);
    CHECK(news.get("/atom.xml?feed=World,beta").status == 404);
  }

  TEST_CASE("parameters narrow the listing") {
    Newsroom news;
    news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "One"},
               {.feed = "beta", .guid = "https://1.example/2", .title = "Two", .language = "ur"},
               {.feed = "c/d é", .guid = "https://2.example/3", .title = "Three"}});
    using Titles = std::vector<std::string>;
    CHECK(titles(news.get("/feed.json")) == Titles{"Three", "Two", "One"});
    CHECK(titles(news.get("/feed.json?feed=beta")) == Titles{"Two"});
    CHECK(titles(news.get("/feed.json?feed=beta,alpha")) == Titles{"Two", "One"});
    CHECK(titles(news.get("/feed.json?feed=beta&feed=c%2Fd%20%C3%A9")) == Titles{"Three", "Two"});
    CHECK(titles(news.get("/feed.json?lang=ur")) == Titles{"Two"});
    CHECK(titles(news.get("/feed.json?q=three")) == Titles{"Three"});
    CHECK(titles(news.get("/feed.json?limit=1")) == Titles{"Three"});
    CHECK(titles(news.get("/feed.json?after=1")) == Titles{"Two", "Three"});
    CHECK(titles(news.get("/feed.json?until=2024-03-09")).empty());
    CHECK(titles(news.get("/feed.json?since=2024-03-09")).size() == 3);
    CHECK(titles(news.get("/feed.json?status=killed")).empty());
    CHECK(titles(news.get("/feed.json?since=1h")).empty());
  }

  TEST_CASE("one feed alone has its own id and title, and its name is escaped") {
    Newsroom news;
    news.move({{.feed = "c/d é", .guid = "https://2.example/3", .title = "Three"}});
    const Response response = news.get("/feeds/c%2Fd%20%c3%a9/atom.xml");
    CHECK(response.status == 200);
    CHECK(contains(response.body, "<id>https://news.example/wire/feeds/c%2Fd%20%C3%A9/atom.xml</id>"));
    CHECK(contains(response.body, "The c/d é wire"));
  }

  TEST_CASE("the id of a listing stays from page to page, its own address does not") {
    Newsroom news;
    news.move_many(3);
    const Response first = news.get("/atom.xml?limit=2");
    const Response other = news.get("/atom.xml?limit=1");
    for (const Response* response : {&first, &other}) {
      CHECK(contains(response->body, "<id>https://news.example/wire/atom.xml</id>"));
      CHECK(contains(response->body, "rel=\"next\""));
    }
    CHECK(contains(first.body, "https://news.example/wire/atom.xml?limit=2"));
    CHECK_FALSE(contains(news.get("/atom.xml").body, "rel=\"next\""));
    CHECK(contains(news.get("/atom.xml?feed=alpha").body, "<id>https://news.example/wire/atom.xml?feed=alpha</id>"));
  }

  TEST_CASE("paging to the end sees every story once") {
    Newsroom news;
    news.move_many(25);
    const std::string base = news.settings.http.base_url;
    for (const std::string start : {"/feed.json?limit=4", "/feed.json?limit=4&after=0"}) {
      CAPTURE(start);
      std::set<std::string> seen;
      std::size_t pages = 0, items = 0;
      for (std::string target = start; !target.empty() && pages < 20; ++pages) {
        const Response page = news.get(target);
        REQUIRE(page.status == 200);
        for (const std::string& title : titles(page)) seen.insert(title), ++items;
        const std::string next = next_url(page);
        REQUIRE((next.empty() || next.starts_with(base)));
        target = next.empty() ? "" : "/" + next.substr(base.size());
      }
      CHECK(pages == 7);
      CHECK(items == 25);
      CHECK(seen.size() == 25);
    }
  }

  TEST_CASE("a reader that was away walks the archives and has every story in its last state") {
    Newsroom news;
    news.move_many(1203);
    news.move({{.feed = "beta", .guid = "https://1.example/b", .title = "Beta"},
               {.guid = "https://0.example/7", .title = "Story 7, corrected"},
               {.guid = "https://0.example/9", .title = "Story 9", .status = feeds::Status::killed}});
    const std::string base = news.settings.http.base_url;
    const auto link = [&](const std::string& body, const std::string& rel) {
      const std::size_t at = body.find("rel=\"" + rel + "\"");
      if (at == body.npos) return std::string();
      const std::size_t begin = body.find("href=\"" + base, at) + 6 + base.size();
      std::string url = body.substr(begin, body.find('"', begin) - begin);
      for (std::size_t amp; (amp = url.find("&amp;")) != url.npos;) url.erase(amp + 1, 4);
      return "/" + url;
    };
    for (const std::string path : {"/atom.xml", "/rss.xml"}) {
      CAPTURE(path);
      std::set<std::string> archives;
      std::string all, url = link(news.get(path).body, "prev-archive");
      while (!url.empty() && archives.size() < 9) {
        CAPTURE(url);
        const Response archive = news.get(url);
        REQUIRE(archive.status == 200);
        CHECK(contains(archive.body, "<fh:archive/>"));
        CHECK(link(archive.body, "current") == path);
        CHECK(link(archive.body, "self") == url);
        // What is older is behind what is newer here: a reader keeps what it met first.
        all = archive.body + all;
        REQUIRE(archives.insert(url).second);
        url = link(archive.body, "prev-archive");
      }
      CHECK(archives.size() == 3);
      for (int i = 1; i <= 1203; ++i) {
        if (i != 7 && i != 9) REQUIRE(contains(all, ">Story " + std::to_string(i) + "<"));
      }
      CHECK(contains(all, ">Story 7, corrected<"));
      CHECK_FALSE(contains(all, ">Story 7<"));
      CHECK_FALSE(contains(all, ">Story 9<"));
    }
    CHECK(contains(news.get("/atom.xml?after=1000&through=1500&limit=500").body, "<at:deleted-entry"));
    const std::string beta = link(news.get("/atom.xml?feed=beta").body, "prev-archive");
    CHECK(contains(news.get(beta).body, ">Beta<"));
    CHECK(link(news.get(beta).body, "prev-archive") == "");
    // Past any number that there will be.
    const Response all = news.get("/atom.xml?after=0&through=9223372036854775807&limit=1000");
    CHECK(all.status == 200);
    CHECK(link(all.body, "next-archive") == "");
  }

  TEST_CASE("a withdrawn story leaves a tombstone where it stood, in Atom alone") {
    Newsroom news;
    news.move_many(5);
    news.move({{.guid = "https://0.example/4", .title = "Story 4", .status = feeds::Status::killed}});
    const std::string tombstone = "<at:deleted-entry ref=\"https://0.example/4\"";
    CHECK(contains(news.get("/atom.xml").body, tombstone));
    CHECK(contains(news.get("/atom.xml?limit=2").body, tombstone));
    CHECK_FALSE(contains(news.get("/atom.xml?limit=1").body, tombstone));
    CHECK_FALSE(contains(news.get("/atom.xml?feed=beta").body, tombstone));
    for (const char* path : {"/rss.xml", "/feed.json", "/"}) CHECK_FALSE(contains(news.get(path).body, "Story 4"));
  }

  TEST_CASE("the listing holds 100 stories where no limit is given") {
    Newsroom news;
    news.move_many(120);
    CHECK(titles(news.get("/feed.json")).size() == 100);
    CHECK(titles(news.get("/feed.json?limit=1000")).size() == 120);
  }

  TEST_CASE("who has it already gets 304, until it changes") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "One"}});
    const Response first = news.get("/atom.xml");
    const std::string etag = first.field("etag"), modified = first.field("last-modified");
    REQUIRE(etag.starts_with('"'));
    REQUIRE_FALSE(modified.empty());
    CHECK(first.field("cache-control") == "no-cache");
    CHECK(first.field("vary") == "Accept, Accept-Encoding");

    for (const std::string& condition :
         {"If-None-Match: " + etag, "If-None-Match: \"x\", W/" + etag, std::string("If-None-Match: *"),
          "If-Modified-Since: " + modified,
          "If-None-Match: " + etag + "\r\nIf-Modified-Since: Mon, 01 Jan 1990 00:00:00 GMT"}) {
      CAPTURE(condition);
      const Response again = news.get("/atom.xml", condition + "\r\n");
      CHECK(again.status == 304);
      CHECK(again.field("etag") == etag);
      CHECK(again.field("vary") == "Accept, Accept-Encoding");
      CHECK(again.field("content-length").empty());
    }
    CHECK(news.get("/atom.xml", "If-None-Match: \"x\"\r\nIf-Modified-Since: " + modified + "\r\n").status == 200);
    CHECK(news.get("/rss.xml", "If-None-Match: " + etag + "\r\n").status == 200);

    news.move({{.guid = "https://0.example/1", .title = "One, corrected"}});
    const Response changed = news.get("/atom.xml", "If-None-Match: " + etag + "\r\n");
    CHECK(changed.status == 200);
    CHECK(contains(changed.body, "One, corrected"));
    CHECK(news.get("/atom.xml", "If-Modified-Since: " + modified + "\r\n").status == 200);
  }

  TEST_CASE("a client that holds to a state that is over is told so, and gets nothing else") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "One"}});
    const Response first = news.get("/atom.xml");
    for (int i = 0; i < 2; ++i) {
      CHECK(news.get("/atom.xml", "If-Match: " + first.field("etag") + "\r\n").status == 200);
      CHECK(news.get("/atom.xml", "If-Match: \"other\"\r\n").status == 412);
      CHECK(news.get("/atom.xml", "If-Match: \"other\"\r\nIf-None-Match: *\r\n").status == 412);
      CHECK(news.get("/atom.xml", "If-Unmodified-Since: Mon, 01 Jan 1990 00:00:00 GMT\r\n").status == 412);
      CHECK(news.get("/atom.xml", "If-Unmodified-Since: " + first.field("last-modified") + "\r\n").status == 200);
    }
  }

  TEST_CASE("what is refused without a coding comes in one, or not at all") {
    Newsroom news;
    for (int i = 0; i < 2; ++i) {
      CHECK(news.get("/feeds.opml", "Accept-Encoding: gzip, *;q=0\r\n").field("content-encoding") == "gzip");
      CHECK(news.get("/atom.xml", "Accept-Encoding: *, identity;q=0\r\n").field("content-encoding") == "br");
      CHECK(news.get("/atom.xml", "Accept-Encoding: identity;q=0\r\n").status == 406);
      CHECK(news.get("/atom.xml", "Accept-Encoding: *;q=0\r\n").status == 406);
      CHECK(news.get("/atom.xml", "Accept-Encoding: *;q=0, identity\r\n").status == 200);
    }
  }

  TEST_CASE("a listing that a change does not touch keeps its tag") {
    Newsroom news;
    news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "One"}});
    const std::string etag = news.get("/feeds/alpha/atom.xml").field("etag");
    news.move({{.feed = "beta", .guid = "https://1.example/2", .title = "Two"}});
    CHECK(news.get("/feeds/alpha/atom.xml", "If-None-Match: " + etag + "\r\n").status == 304);
  }

  TEST_CASE("a page hears of what came after it was made, however late it begins to listen") {
    Newsroom news;
    const std::int64_t one = news.move({{.feed = "alpha", .guid = "https://0.example/1", .title = "One"}});
    const std::int64_t two = news.move({{.feed = "beta", .guid = "https://1.example/2", .title = "Two"}});
    const auto hears = [](const Response& page, const std::string& query) {
      return contains(page.body, "data-events=\"events?" + query + "\"");
    };
    CHECK(hears(news.get("/"), "after=" + std::to_string(two)));
    const Response narrow = news.get("/?feed=alpha");
    CHECK(hears(narrow, "feed=alpha&amp;after=" + std::to_string(one)));
    const std::int64_t killed =
        news.move({{.feed = "beta", .guid = "https://1.example/2", .title = "Two", .status = feeds::Status::killed}});
    CHECK(hears(news.get("/"), "after=" + std::to_string(killed)));
    CHECK(news.get("/?feed=alpha", "If-None-Match: " + narrow.field("etag") + "\r\n").status == 304);
  }

  TEST_CASE("gzip holds the same bytes under a tag of its own") {
    Newsroom news;
    news.move_many(20);
    for (const char* path : {"/", "/atom.xml", "/rss.xml", "/feed.json", "/feeds/alpha/atom.xml"}) {
      CAPTURE(path);
      const Response plain = news.get(path);
      const Response zipped = news.get(path, "Accept-Encoding: gzip, deflate\r\n");
      CHECK(plain.field("content-encoding").empty());
      CHECK(zipped.field("content-encoding") == "gzip");
      CHECK(zipped.body.size() < plain.body.size() / 2);
      CHECK(inflate(zipped.body, plain.body.size()) == plain.body);
      CHECK(zipped.field("etag") != plain.field("etag"));
      const std::string condition = "If-None-Match: " + zipped.field("etag") + "\r\n";
      CHECK(news.get(path, condition + "Accept-Encoding: gzip\r\n").status == 304);
      CHECK(news.get(path, condition).status == 200);
    }
    CHECK(news.get("/atom.xml", "Accept-Encoding: gzip;q=0\r\n").field("content-encoding").empty());
  }

  TEST_CASE("br and zstd are tags of their own too, of the same hash and change") {
    Newsroom news;
    const std::int64_t seq = news.move_many(20);
    std::set<std::string> tags;
    for (const std::string coding : {"gzip", "br", "zstd"}) {
      CAPTURE(coding);
      const Response response = news.get("/atom.xml", "Accept-Encoding: " + coding + "\r\n");
      CHECK(response.field("content-encoding") == coding);
      CHECK(response.field("etag").ends_with('-' + std::to_string(seq) + '-' + coding + '"'));
      tags.insert(response.field("etag"));
      const std::string condition =
          "Accept-Encoding: " + coding + "\r\nIf-None-Match: " + response.field("etag") + "\r\n";
      CHECK(news.get("/atom.xml", condition).status == 304);
    }
    CHECK(tags.size() == 3);
  }

  TEST_CASE("who says A-IM: feed gets what changed since the tag it shows, withdrawn stories too") {
    Newsroom news;
    news.move_many(20);
    news.move({{.guid = "https://0.example/gone", .title = "Gone soon"}});
    for (const auto& [path, coding] : std::vector<std::pair<std::string, std::string>>{
             {"/atom.xml", "identity"}, {"/atom.xml", "gzip"}, {"/rss.xml", "br"}, {"/feed.json", "zstd"}}) {
      CAPTURE(path);
      CAPTURE(coding);
      const std::string accept = "Accept-Encoding: " + coding + "\r\n";
      const std::string tag = news.get(path, accept).field("etag");
      const std::string ask = "A-IM: feed\r\nIf-None-Match: " + tag + "\r\n";
      CHECK(news.get(path, accept + ask).status == 304);
      news.move({{.guid = "https://0.example/" + path + coding, .title = "New for " + path + coding}});
      const Response changes = news.get(path, ask);
      CHECK(changes.status == 226);
      CHECK(changes.field("im") == "feed");
      CHECK(contains(changes.body, "New for " + path + coding));
      CHECK_FALSE(contains(changes.body, "Story 7"));
      CHECK(changes.field("etag") == news.get(path).field("etag"));
      CHECK(contains(changes.field("cache-control"), "no-store"));
      CHECK(contains(changes.field("vary"), "A-IM"));
    }
    const std::string tag = news.get("/atom.xml").field("etag");
    news.move({{.guid = "https://0.example/gone", .title = "Gone soon", .status = feeds::Status::killed}});
    const Response killed = news.get("/atom.xml", "A-IM: feed\r\nIf-None-Match: " + tag + "\r\n");
    CHECK(killed.status == 226);
    CHECK(contains(killed.body, "deleted-entry"));
    CHECK_FALSE(contains(killed.body, "<entry"));
  }

  TEST_CASE("the whole document comes where changes would not do") {
    Newsroom news;
    news.move_many(5);
    const std::string tag = news.get("/atom.xml?limit=3").field("etag");
    const std::string im = "A-IM: feed\r\n";
    news.move({{.guid = "https://0.example/a", .title = "A"},
               {.guid = "https://0.example/b", .title = "B"},
               {.guid = "https://0.example/c", .title = "C"},
               {.guid = "https://0.example/d", .title = "D"}});
    CHECK(news.get("/atom.xml?limit=3", im + "If-None-Match: " + tag + "\r\n").status == 200);  // more than a page
    CHECK(news.get("/atom.xml", im).status == 200);
    CHECK(news.get("/atom.xml", im + "If-None-Match: \"of-99999\"\r\n").status == 200);  // of another store
    CHECK(news.get("/atom.xml", im + "If-None-Match: \"other\"\r\n").status == 200);
    CHECK(news.get("/", im + "If-None-Match: \"x-1\"\r\n").status == 200);
    CHECK(news.get("/atom.xml?after=1", im + "If-None-Match: \"x-1\"\r\n").status == 200);
  }

  TEST_CASE("a date never hides a change of the same second") {
    Newsroom news;
    news.move_many(1);
    for (int i = 0; i < 5; ++i) {
      news.move({{.guid = "https://0.example/1", .title = "Take " + std::to_string(i)}});
      const Response first = news.get("/atom.xml");
      const std::string date = first.field("date");
      news.move({{.guid = "https://0.example/1", .title = "Retake " + std::to_string(i)}});
      const Response second = news.get("/atom.xml", "If-Modified-Since: " + date + "\r\n");
      CHECK(second.status == 200);
      CHECK(contains(second.body, "Retake"));
    }
  }

  TEST_CASE("the pages of configured origins may read, others not") {
    HttpSettings http = Newsroom::on_loopback();
    http.cors = {"https://desk.example"};
    Newsroom news(http);
    news.move_many(1);
    const Response read = news.get("/feed.json", "Origin: https://desk.example\r\n");
    CHECK(read.field("access-control-allow-origin") == "https://desk.example");
    CHECK(contains(read.field("vary"), "Origin"));
    CHECK(news.get("/feed.json", "Origin: https://other.example\r\n").field("access-control-allow-origin").empty());
    HttpClient client(news.address());
    client.send(
        "OPTIONS /feed.json HTTP/1.1\r\nHost: x\r\nOrigin: https://desk.example\r\n"
        "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
    const auto preflight = client.receive();
    REQUIRE(preflight);
    CHECK(preflight->status == 204);
    CHECK(preflight->field("access-control-allow-origin") == "https://desk.example");
    CHECK(contains(preflight->field("access-control-allow-headers"), "Authorization"));
    CHECK(client.get("/feed.json").status == 200);
  }

  TEST_CASE("HEAD says what GET would") {
    Newsroom news;
    news.move_many(3);
    HttpClient client(news.address());
    for (const char* path : {"/atom.xml", "/", "/feeds.opml", "/healthz", "/nothing", "/atom.xml?limit=0"}) {
      CAPTURE(path);
      const Response get = client.get(path);
      const Response head = client.head(path);
      CHECK(head.status == get.status);
      auto fields = get.fields;
      fields["date"] = head.field("date");
      CHECK(head.fields == fields);
      CHECK(head.field("content-length") == std::to_string(get.body.size()));
    }
  }

  TEST_CASE("only GET and HEAD are served") {
    Newsroom news;
    for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
      CAPTURE(method);
      HttpClient client(news.address());
      client.send(method + " /atom.xml HTTP/1.1\r\nHost: x\r\n\r\n");
      const auto response = client.receive();
      REQUIRE(response);
      CHECK(response->status == 405);
      CHECK(response->field("allow") == "GET, HEAD");
    }
  }

  TEST_CASE("the page runs nothing and loads nothing but its own style") {
    Newsroom news;
    news.move_many(1);
    const std::string policy = news.get("/").field("content-security-policy");
    CHECK(contains(policy, "default-src 'none'"));
    CHECK(contains(policy, "style-src 'sha256-"));
    CHECK(contains(policy, "frame-ancestors 'none'"));
    CHECK_FALSE(contains(policy, "unsafe"));
    CHECK(news.get("/").field("referrer-policy") == "no-referrer");
  }

  TEST_CASE("a browser that opens a feed gets a page of it, a feed reader the feed") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "One"}});
    const std::string browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";
    for (const char* path : {"/atom.xml", "/rss.xml", "/feed.json", "/feeds/alpha/atom.xml"}) {
      CAPTURE(path);
      const Response page = news.get(path, browser), feed = news.get(path);
      CHECK(page.field("content-type") == "text/html; charset=utf-8");
      CHECK(page.field("vary") == "Accept, Accept-Encoding");
      CHECK(contains(page.body, "This is a feed"));
      CHECK(contains(page.body, "<code>https://news.example/wire" + std::string(path) + "</code>"));
      CHECK_FALSE(feed.field("content-type").starts_with("text/html"));
      CHECK(page.field("etag") != feed.field("etag"));
      CHECK(contains(page.field("content-security-policy"), "script-src 'sha256-"));
    }
  }

  TEST_CASE("a story's page shows its copies and what changed in them, and nothing of a withdrawn one") {
    Newsroom news;
    news.move(
        {{.guid = "https://0.example/1", .title = "Ten hurt <b>"}, {.guid = "https://0.example/2", .title = "Secret"}});
    news.move({{.guid = "https://0.example/1", .title = "Twelve hurt <b>"},
               {.guid = "https://0.example/2", .title = "Secret", .status = feeds::Status::killed}});
    CHECK(contains(news.get("/").body, "href=\"stories/https%3A%2F%2F0.example%2F1#changes\""));
    CHECK(contains(news.get("/").body, "<del>Ten </del><ins>Twelve </ins>hurt"));
    const std::string page = news.get("/stories/https%3A%2F%2F0.example%2F1").body;
    CHECK(contains(page, "<del>Ten </del><ins>Twelve </ins>hurt &lt;b&gt;"));
    const std::string withdrawn = news.get("/stories/https%3A%2F%2F0.example%2F2").body;
    CHECK(contains(withdrawn, "withdrawn"));
    CHECK_FALSE(contains(withdrawn, "Secret"));
  }

  TEST_CASE("a story's page is headed in its language") {
    Newsroom news;
    news.move({{.guid = "https://0.example/1", .title = "اردو خبر", .language = "ur"}});
    CHECK(contains(news.get("/stories/https%3A%2F%2F0.example%2F1").body, "<h1 lang=\"ur\" dir=\"rtl\">اردو خبر</h1>"));
  }

  TEST_CASE("a browser that is refused gets a page with a way on, a program the words alone") {
    Newsroom news;
    const std::string browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";
    const struct {
      std::string target, why, way;
      int status;
    } refusals[] = {{"/?limit=%3Cb%3E", "limit", "./", 400},
                    {"/nowhere", "Not Found", "./", 404},
                    {"/stories/none?x=/", "no story has this id", "../", 404},
                    {"/feeds/none/atom.xml", "none", "../../", 404}};
    for (const auto& refusal : refusals) {
      CAPTURE(refusal.target);
      const Response page = news.get(refusal.target, browser), words = news.get(refusal.target);
      CHECK(page.status == refusal.status);
      CHECK(page.field("content-type") == "text/html; charset=utf-8");
      CHECK(contains(page.field("content-security-policy"), "default-src 'none'"));
      CHECK(page.field("cache-control") == "no-store");
      CHECK(contains(page.body, refusal.why));
      CHECK(contains(page.body, "<a href=\"" + refusal.way + "\">Stories</a>"));
      CHECK_FALSE(contains(page.body, "<b>"));
      CHECK(words.status == refusal.status);
      CHECK(words.field("content-type") == "text/plain; charset=utf-8");
      CHECK(contains(words.body, refusal.why));
    }
  }

  TEST_CASE("readiness is what the daemon says") {
    Newsroom news;
    news.be_not_ready("the first sweep is under way");
    const Response response = news.get("/readyz");
    CHECK(response.status == 503);
    CHECK(contains(response.body, "the first sweep is under way"));
    CHECK(news.get("/healthz").status == 200);
    news.be_not_ready("");
    CHECK(news.get("/readyz").status == 200);
  }

  TEST_CASE("a store that cannot be read is a 503, and no end") {
    Newsroom news;
    news.settings.database = news.folder / "elsewhere.db";
    Settings broken = news.settings;
    broken.http.listen = {"127.0.0.1:0"};
    Server server({news.loop.get_executor(), news.workers, news.events, news.metrics, {}}, broken, {});
    news.on_loop([&] { server.start(); });
    HttpClient client(server.addresses().at(0));
    for (const char* path : {"/atom.xml", "/feeds.opml", "/events", "/"}) {
      CAPTURE(path);
      const Response response = client.get(path);
      CHECK(response.status == 503);
      CHECK_FALSE(response.field("retry-after").empty());
    }
    CHECK(client.get("/healthz").status == 200);
    CHECK(contains(client.get("/metrics").body, "datelined_store_up 0"));
    // What is announced as a body is never read as the next request.
    client.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto refused = client.receive();
    REQUIRE(refused);
    CHECK(refused->status == 503);
    CHECK(client.is_closed());
    asio::co_spawn(news.loop, server.stop(std::chrono::seconds(5)), asio::use_future).get();
  }

  TEST_CASE("a new title and base show at once after a reload") {
    Newsroom news;
    news.move_many(1);
    const std::string etag = news.get("/atom.xml").field("etag");
    Settings next = news.settings;
    next.http.title = "Evening wire";
    next.http.base_url = "https://evening.example/";
    HttpClient client(news.address());
    CHECK(client.get("/healthz").status == 200);
    news.on_loop([&] { news.server->reload(next); });
    const Response response = client.get("/atom.xml", "If-None-Match: " + etag + "\r\n");
    CHECK(response.status == 200);
    CHECK(contains(response.body, "Evening wire"));
    CHECK(contains(response.body, "https://evening.example/atom.xml"));
  }

  TEST_CASE("a date never hides what a reload changed") {
    Newsroom news;
    news.move_many(1);
    const std::string modified = news.get("/atom.xml").field("last-modified");
    REQUIRE(!modified.empty());
    const std::string since = "If-Modified-Since: " + modified + "\r\n";
    REQUIRE(news.get("/atom.xml", since).status == 304);
    Settings next = news.settings;
    next.http.title = "Evening wire";
    news.on_loop([&] { news.server->reload(next); });
    CHECK(news.get("/atom.xml", since).status == 200);
  }

  TEST_CASE("what changes by other things than stories has a tag, and no date") {
    Newsroom news;
    news.move_many(2);
    CHECK(!news.get("/atom.xml").field("last-modified").empty());
    for (const char* path : {"/feeds", "/feeds.opml", "/atom.xml?until=1h", "/rss.xml?since=24h"}) {
      CAPTURE(path);
      const Response response = news.get(path);
      CHECK(response.field("last-modified") == "");
      CHECK(news.get(path, "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT\r\n").status == 200);
      CHECK(!response.field("etag").empty());
    }
  }
}
