#include "daemon/poll/advert.hpp"

#include "feeds/parse.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using Hubs = std::vector<std::string>;

namespace {

const std::string wire = "https://wire.example/feeds/a.xml";

Fetched answer(std::vector<Header> headers = {}) {
  Fetched fetched;
  fetched.status = 200;
  fetched.url = wire;
  fetched.headers = std::move(headers);
  return fetched;
}

schema::Advert advert_in(std::string_view document, std::vector<Header> headers = {}) {
  const auto parsed = feeds::parse({document, wire, ""});
  REQUIRE(parsed.has_value());
  return advert_of(answer(std::move(headers)), parsed->feed);
}

const std::string plain = "<rss version='2.0'><channel><title>Wire</title></channel></rss>";

}  // namespace

TEST_SUITE("daemon/poll/advert") {
  TEST_CASE("each format names its hubs in its own way") {
    const schema::Advert hub{"https://wire.example/feeds/self", {"https://hub.example/"}};
    CHECK(advert_in("<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title><id>urn:a</id>"
                    "<link rel='hub' href='https://hub.example/'/><link rel='self' href='self'/></feed>") == hub);
    CHECK(advert_in("<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>W</title>"
                    "<atom:link rel='self' href='https://wire.example/feeds/self'/>"
                    "<atom:link rel='hub' href='https://hub.example/'/></channel></rss>") == hub);
    CHECK(advert_in(R"({"version": "https://jsonfeed.org/version/1.1", "title": "W", "items": [],
                        "feed_url": "https://wire.example/feeds/self",
                        "hubs": [{"type": "rssCloud", "url": "https://cloud.example/"},
                                 {"type": "WebSub", "url": "https://hub.example/"}]})") == hub);
    CHECK(advert_in(plain) == schema::Advert{});
  }

  TEST_CASE("the header comes first, and the document fills in what it leaves out") {
    const std::string document =
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>W</title>"
        "<atom:link rel='self' href='https://wire.example/self'/>"
        "<atom:link rel='hub' href='https://other.example/'/></channel></rss>";
    CHECK(advert_in(document, {{"link", "<https://hub.example/>; rel=hub"}}) ==
          schema::Advert{"https://wire.example/self", {"https://hub.example/"}});
    CHECK(advert_in(document, {{"link", "</me>; rel=\"self\""}, {"link", "<//a.example>; rel=hub, </b>; rel=hub"}}) ==
          schema::Advert{"https://wire.example/me", {"https://a.example", "https://wire.example/b"}});
    CHECK(advert_in(plain, {{"link", "<https://hub.example/>; rel=hub"}}) ==
          schema::Advert{wire, {"https://hub.example/"}});
  }

  TEST_CASE("a hub is not told an address that may be a key") {
    Fetched fetched = answer({{"link", "<https://hub.example/>; rel=hub"}});
    fetched.url += "?key=secret";
    CHECK(advert_of(fetched, feeds::Feed()) == schema::Advert{});
    fetched.headers.push_back({"link", "<https://wire.example/self>; rel=self"});
    CHECK(advert_of(fetched, feeds::Feed()).topic == "https://wire.example/self");
  }

  TEST_CASE("what is no web address is no hub, and a hundred are not asked") {
    CHECK(advert_in(plain, {{"link", "<ftp://hub.example/>; rel=hub, <javascript:x>; rel=hub"}}) == schema::Advert{});
    std::string many;
    for (int i = 0; i < 100; ++i) many += "<https://hub.example/" + std::to_string(i) + ">; rel=hub,";
    CHECK(advert_in(plain, {{"link", many}}).hubs.size() == 8);
    CHECK(advert_in(plain, {{"link", "</h>;rel=hub,</h>;rel=hub"}}).hubs == Hubs{"https://wire.example/h"});
  }

  TEST_CASE("a Link header is read as it is written") {
    const struct {
      std::string_view value;
      std::vector<std::pair<std::string, std::vector<std::string>>> links;
    } rows[] = {
        {"<a>; rel=hub", {{"a", {"hub"}}}},
        {"<a>; rel=\"hub self\"; title=\"x, y; rel=no\", <b>;REL = Self", {{"a", {"hub", "self"}}, {"b", {"self"}}}},
        {"<a>; rel=hub; rel=self", {{"a", {"hub"}}}},
        {"<a,b;c>;rel=hub", {{"a,b;c", {"hub"}}}},
        {"<a>", {{"a", {}}}},
        {"nonsense, <b>; rel=\"h\\ub\"", {{"b", {"hub"}}}},
        {"<a>; rel=\"hub", {{"a", {"hub"}}}},
        {"<a", {{"a", {}}}},
        {"", {}},
        {", ,;;=\"", {}},
    };
    for (const auto& row : rows) {
      CAPTURE(row.value);
      const std::vector<HeaderLink> links = read_links(row.value);
      REQUIRE(links.size() == row.links.size());
      for (std::size_t i = 0; i < links.size(); ++i) {
        CHECK(links[i].target == row.links[i].first);
        CHECK(links[i].rels == row.links[i].second);
      }
    }
  }
}
