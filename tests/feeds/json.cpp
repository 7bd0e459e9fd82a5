#include "feeds/json.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace datelined::feeds;

namespace {

namespace json = boost::json;

Time at(std::int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}

Entry full_entry() {
  Entry entry;
  entry.id = "tag:a.example,2024:1";
  entry.url = "https://a.example/1";
  entry.title = "شِنہوا <b> 快讯";
  entry.content_html = "<p>x</p>";
  entry.summary = "short";
  entry.date_published = at(1700000000);
  entry.date_modified = at(1700000001);
  entry.authors = {{"Name", "https://a.example/me", "", {"me@a.example"}}};
  entry.tags = {"a", "b"};
  entry.language = "ur";
  entry.attachments = {{"https://a.example/a.mp3", "audio/mpeg", "", 12, 1.5}};
  EntryExtension& extension = entry.extension;
  extension.guid_is_permalink = false;
  extension.content_src = ContentSource{"https://a.example/src", "video/mp4"};
  extension.categories = {{"a", "urn:s", ""}};
  extension.links = {{"https://a.example/1", "alternate", "text/html", "ur", "t", 5}};
  extension.date_expires = at(1800000000);
  extension.source.emplace().title = "Source";
  extension.source->extension.id = "urn:source";
  extension.comments = Comments{"https://a.example/c", "", "", 0};
  extension.in_reply_to = {{"urn:r", "https://a.example/r", "", ""}};
  extension.geo = Geometry{"Polygon", {{1.5, 2}, {3, 4}, {5, 6}, {1.5, 2}}};
  extension.itunes.emplace().explicit_ = true;
  extension.itunes->duration = 90;
  extension.media.emplace().thumbnails = {{"https://a.example/t.jpg", 75, {}, ""}};
  extension.media->community = MediaCommunity{3.5, 20, {}, {}, {}, {}};
  return entry;
}

json::value reread(const json::object& object) {
  return json::parse(json::serialize(object));
}

}  // namespace

TEST_SUITE("feeds/json") {
  TEST_CASE("an entry comes back from its JSON as it was") {
    const json::object written = to_json(full_entry());
    const Entry read = entry_from_json(reread(written).get_object());
    CHECK(to_json(read) == written);
    CHECK(read.title == full_entry().title);
    CHECK(read.date_published == full_entry().date_published);
    CHECK(read.authors == full_entry().authors);
    CHECK(read.attachments == full_entry().attachments);
    CHECK(read.extension.links == full_entry().extension.links);
    REQUIRE(read.extension.geo);
    CHECK(read.extension.geo->positions == full_entry().extension.geo->positions);
    REQUIRE(read.extension.source);
    CHECK(read.extension.source->extension.id == "urn:source");
    REQUIRE(read.extension.itunes);
    CHECK(read.extension.itunes->explicit_ == true);
    REQUIRE(read.extension.comments);
    CHECK(read.extension.comments->count == 0);
  }

  TEST_CASE("a feed comes back from its JSON as it was") {
    Feed feed;
    feed.title = "T";
    feed.expired = false;
    feed.hubs = {{"WebSub", "https://hub.example/"}};
    feed.extension.skip_hours = {0, 23};
    feed.extension.skip_days = {"Sunday"};
    feed.extension.cloud = Cloud{"rpc.example", "/RPC2", "ping", "soap", 80};
    feed.extension.syndication = Syndication{"hourly", 2, at(946684800)};
    const json::object written = to_json(feed);
    const Feed read = feed_from_json(reread(written).get_object());
    CHECK(to_json(read) == written);
    CHECK(read.extension.skip_hours == feed.extension.skip_hours);
    CHECK(read.expired == false);
  }

  TEST_CASE("keys are JSON Feed's, and what is empty is left out") {
    const json::object object = to_json(full_entry());
    const json::object& extension = object.at("_datelined").get_object();
    CHECK(extension.at("itunes").get_object().contains("explicit"));
    CHECK(object.at("date_published") == "2023-11-14T22:13:20Z");
    CHECK(extension.at("geo").at("coordinates").at(0).at(0) == json::value{1.5, 2});
    CHECK_FALSE(object.contains("content_text"));
    CHECK_FALSE(object.contains("guid"));
    CHECK_FALSE(extension.contains("rights"));
    CHECK_FALSE(object.at("authors").at(0).get_object().contains("avatar"));
  }

  TEST_CASE("the text and the tree are one") {
    CHECK(json_text(full_entry()) == json::serialize(to_json(full_entry())));
    Entry entry = full_entry();
    for (const char* type : {"Point", "LineString"}) {
      entry.extension.geo = Geometry{type, {{1.5, 2, 0}, {-3, 4e20}}};
      CHECK(json_text(entry) == json::serialize(to_json(entry)));
    }
    CHECK(json_text(Feed{}) == "{}");
  }

  TEST_CASE("what has nothing but empty parts is left out") {
    Entry entry;
    entry.id = "a";
    entry.content_text = "x";
    entry.tags = {"", ""};
    entry.authors = {{}, {.name = "n", .url = {}, .avatar = {}, .extension = {}}};
    entry.extension.source.emplace().authors = {{}};
    entry.extension.geo = Geometry{"Point", {}};
    entry.extension.comments.emplace();
    CHECK(json_text(entry) == R"({"id":"a","content_text":"x","authors":[{"name":"n"}]})");
  }

  TEST_CASE("an entry without content says so") {
    Entry entry;
    entry.id = "a";
    CHECK(json_text(entry) == R"({"id":"a","content_text":""})");
  }

  TEST_CASE("a whole feed always has its version, title, items, format, encoding and problems") {
    Parsed parsed;
    parsed.format = "rss-2.0";
    parsed.encoding = "utf-8";
    parsed.notes = {{"bad-date", "'x' is no date", 3}, {"missing-title", "the feed has no title"}};
    std::string written;
    write_json(parsed, [&](std::string_view piece) { written += piece; });
    CHECK(written == R"({"version":"https://jsonfeed.org/version/1.1","title":"","_datelined":{"format":"rss-2.0",)"
                     R"("encoding":"utf-8","problems":[{"code":"bad-date","message":"'x' is no date","line":3},)"
                     R"({"code":"missing-title","message":"the feed has no title"}]},"items":[]})");
  }

  TEST_CASE("members of another type are left empty") {
    const json::value odd = json::parse(R"({"id": 5, "tags": "a", "authors": [7, {"name": "n"}], "date_published": true,
                                           "_datelined": {"geo": {"type": "Point", "coordinates": ["x"]}, "links": {}}})");
    const Entry entry = entry_from_json(odd.get_object());
    CHECK(entry.id.empty());
    CHECK(entry.tags.empty());
    CHECK_FALSE(entry.date_published);
    CHECK_FALSE(entry.extension.geo);
  }
}
