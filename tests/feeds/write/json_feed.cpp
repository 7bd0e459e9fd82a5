#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;
namespace json = boost::json;

namespace {

std::string_view text(const json::value& value) {
  return value.as_string();
}

json::object item_of(const Story& story) {
  return json::parse(write(Format::ndjson, {story})).as_object();
}

}  // namespace

TEST_SUITE("feeds/write/json_feed") {
  TEST_CASE("a JSON Feed has its head, its next page and its items") {
    const json::object feed = json::parse(write(Format::json, {dispatch(), dispatch()})).as_object();
    CHECK(text(feed.at("version")) == "https://jsonfeed.org/version/1.1");
    CHECK(text(feed.at("title")) == "Newsroom & wire");
    CHECK(text(feed.at("home_page_url")) == "https://news.example/");
    CHECK(text(feed.at("feed_url")) == wire().self_url);
    CHECK(text(feed.at("next_url")) == wire().next_url);
    CHECK(feed.at("items").as_array().size() == 2);
    CHECK(feed.at("items").at(0) == item_of(dispatch()));
  }

  TEST_CASE("no stories are an empty list") {
    CHECK(json::parse(write(Format::json, {})).at("items").as_array().empty());
    CHECK(write(Format::ndjson, {}).empty());
  }

  TEST_CASE("a line is a story") {
    Story story = dispatch();
    story.entry.title = "two\nlines";
    const std::string text = write(Format::ndjson, {story, story});
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
    CHECK(text.ends_with("}\n"));
  }

  TEST_CASE("an item is the entry and what is known of its story") {
    const json::object item = item_of(dispatch());
    CHECK(text(item.at("id")) == dispatch().id);
    CHECK(text(item.at("title")) == dispatch().entry.title);
    CHECK(text(item.at("content_html")) == dispatch().entry.content_html);
    CHECK(text(item.at("language")) == "ur");
    const json::object& ours = item.at("_datelined").as_object();
    CHECK(text(ours.at("feed")) == "xinhua-ur");
    CHECK(text(ours.at("story")) == dispatch().id);
    CHECK(ours.at("seq") == 42);
    CHECK(ours.at("revision") == 2);
    CHECK(text(ours.at("status")) == "corrected");
    CHECK(text(ours.at("signal")) == "latest");
    CHECK(text(ours.at("first_seen")) == "2024-07-06T12:00:00Z");
  }

  TEST_CASE("every copy is listed as its source gave it") {
    const json::array sources = item_of(dispatch()).at("_datelined").at("sources").as_array();
    REQUIRE(sources.size() == 2);
    CHECK(sources[0] == json::parse(R"({"feed":"xinhua-ur","id":"guid-1","url":"https://ur.example/1?a=1&b=2",
        "title":"شِنہوا کا <اہم> کردار","date_published":"2024-07-06T10:00:00Z","first_seen":"2024-07-06T12:00:00Z"})"));
    CHECK_FALSE(sources[1].as_object().contains("date_published"));
  }

  TEST_CASE("the entry's own extension stays beside the story's") {
    Story story = dispatch();
    story.entry.extension.rights = "© them";
    story.signal = "";
    const json::object ours = item_of(story).at("_datelined").as_object();
    CHECK(text(ours.at("rights")) == "© them");
    CHECK(text(ours.at("feed")) == "xinhua-ur");
    CHECK_FALSE(ours.contains("signal"));
  }

  TEST_CASE("the entry's language goes before its feed's") {
    Story story = dispatch();
    story.entry.language = "en";
    CHECK(text(item_of(story).at("language")) == "en");
    story.entry.language = story.origin.feed.language = "";
    CHECK_FALSE(item_of(story).contains("language"));
  }

  TEST_CASE("an attachment has an address and a type") {
    Story story = dispatch();
    story.entry.attachments = {{"", "audio/mpeg", "", {}, {}}, {"https://a.example/1", "", "", {}, {}}};
    const json::array attachments = item_of(story).at("attachments").as_array();
    REQUIRE(attachments.size() == 1);
    CHECK(text(attachments[0].at("mime_type")) == "application/octet-stream");
    story.entry.attachments.pop_back();
    CHECK_FALSE(item_of(story).contains("attachments"));
  }

  TEST_CASE("a withdrawn story has a status and no content") {
    const json::object item = item_of(killed());
    CHECK(text(item.at("_datelined").at("status")) == "killed");
    CHECK(text(item.at("content_text")) == "");
    for (const char* member : {"content_html", "summary", "attachments"}) CHECK_FALSE(item.contains(member));
  }
}
