#include "daemon/serve/params.hpp"

#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

using namespace datelined;

namespace {

const feeds::Time now = *feeds::read_date("2024-05-01T12:34:56Z");

feeds::Result<schema::Query> read(std::string_view query) {
  const auto target = read_target("/atom.xml?" + std::string(query));
  REQUIRE(target.has_value());
  return read_query(target->params, now);
}

}  // namespace

TEST_SUITE("daemon/serve/params") {
  TEST_CASE("no parameters ask for everything") {
    const auto query = read("");
    REQUIRE(query.has_value());
    CHECK(query->feeds.empty());
    CHECK_FALSE(query->limit);
    CHECK_FALSE(query->after);
    CHECK(write_query(*query).empty());
  }

  TEST_CASE("feeds come repeated or separated by commas, in any order") {
    for (const char* text : {"feed=b,a", "feed=a&feed=b", "feed=a,,b,a&feed=", "feed=,b&feed=a"}) {
      CAPTURE(text);
      const auto query = read(text);
      REQUIRE(query.has_value());
      CHECK(query->feeds == std::vector<std::string>{"a", "b"});
    }
  }

  TEST_CASE("a feed whose name holds a comma is asked for by it") {
    const FeedNames names{"a", "World, live", "b"};
    for (const Params& params :
         {Params{{"feed", "World, live"}, {"feed", "a"}}, {{"feed", "a"}, {"feed", "World, live"}}}) {
      const auto query = read_query(params, feeds::Time{}, names);
      REQUIRE(query.has_value());
      CHECK(query->feeds == std::vector<std::string>{"World, live", "a"});
      CHECK(read_query(write_query(*query), feeds::Time{}, names)->feeds == query->feeds);
    }
    CHECK(read_query({{"feed", "b,a"}}, feeds::Time{}, names)->feeds == std::vector<std::string>{"a", "b"});
  }

  TEST_CASE("every parameter is read") {
    const auto query = read("category=Asia&lang=pt_BR&q=a+b&after=7&limit=1000&status=killed&before=x.y");
    REQUIRE(query.has_value());
    CHECK(query->category == "Asia");
    CHECK(query->language == "pt-BR");
    CHECK(query->words == "a b");
    CHECK(query->after == 7);
    CHECK(query->limit == 1000);
    CHECK(query->status == feeds::Status::killed);
    CHECK(query->before == "x.y");
  }

  TEST_CASE("what depends on another parameter is refused without it") {
    CHECK(read("after=3&through=9")->through == 9);
    CHECK(read("q=rain&sort=rank")->by_rank);
    CHECK_FALSE(read("q=rain&sort=newest")->by_rank);
    for (const auto& [text, where] : std::vector<std::pair<const char*, const char*>>{{"through=9", "through"},
                                                                                      {"after=1&through=x", "through"},
                                                                                      {"sort=rank", "sort"},
                                                                                      {"sort=best&q=a", "sort"},
                                                                                      {"sort=rank&q=a&after=1", "sort"},
                                                                                      {"since=1h&until=2h", "until"},
                                                                                      {"q=%22%22", "q"},
                                                                                      {"q=-rain", "q"}}) {
      CAPTURE(text);
      const auto query = read(text);
      REQUIRE(query.has_error());
      CHECK(query.error().where == where);
    }
  }

  TEST_CASE("times are moments, days or durations back from this minute") {
    const auto at = [](const char* text) {
      const auto query = read("since=" + std::string(text));
      REQUIRE_MESSAGE(query.has_value(), text);
      return feeds::rfc3339(*query->since);
    };
    CHECK(at("2024-04-30T10:00:00Z") == "2024-04-30T10:00:00Z");
    CHECK(at("2024-04-30T10:00:00%2B02:00") == "2024-04-30T08:00:00Z");
    CHECK(at("2024-04-30T10:00:00+02:00") == "2024-04-30T08:00:00Z");
    CHECK(at("2024-04-30") == "2024-04-30T00:00:00Z");
    CHECK(at("24h") == "2024-04-30T12:34:00Z");
    CHECK(at("90m") == "2024-05-01T11:04:00Z");
    const auto query = read("until=2024-04-30");
    REQUIRE(query.has_value());
    CHECK(query->until);
  }

  TEST_CASE("a bad value is a problem that names its parameter") {
    for (const auto& [text, name] :
         std::vector<std::pair<const char*, const char*>>{{"limit=0", "limit"},
                                                          {"limit=1001", "limit"},
                                                          {"limit=ten", "limit"},
                                                          {"limit=-1", "limit"},
                                                          {"limit=10x", "limit"},
                                                          {"limit=99999999999999999999", "limit"},
                                                          {"after=-1", "after"},
                                                          {"after=x", "after"},
                                                          {"since=yesterday", "since"},
                                                          {"since=2024-02-30", "since"},
                                                          {"until=12", "until"},
                                                          {"status=fine", "status"},
                                                          {"lang=%21%21", "lang"},
                                                          {"limit=1&limit=2", "limit"},
                                                          {"q=a&q=b", "q"},
                                                          {"colour=red", "colour"},
                                                          {"Limit=1", "Limit"},
                                                          {"unknown=", "unknown"}}) {
      CAPTURE(text);
      const auto query = read(text);
      REQUIRE_FALSE(query.has_value());
      CHECK(query.error().where == name);
      CHECK_FALSE(query.error().what.empty());
    }
    CHECK_FALSE(read("q=" + std::string(1000, 'a')).has_value());
  }

  TEST_CASE("empty values are none, and the token is not for the query") {
    const auto query = read("q=&feed=&limit=&since=&token=secret");
    REQUIRE(query.has_value());
    CHECK(write_query(*query).empty());
  }

  TEST_CASE("a query is written in one order and read back the same") {
    const auto query =
        read("until=2024-05-01&q=b%26+c&limit=5&feed=z&lang=ur&feed=a&status=corrected&category=X&since=24h&after=3");
    REQUIRE(query.has_value());
    const std::string written = write_params(write_query(*query));
    const auto again = read(written.substr(1));
    REQUIRE(again.has_value());
    CHECK(write_params(write_query(*again)) == written);
    CHECK(written.find("b%26%20c") != std::string::npos);
    CHECK(write_params(write_filter(*query)) == "?feed=a&feed=z&category=X&lang=ur&q=b%26%20c&status=corrected");
  }

  TEST_CASE("the default limit is not written") {
    const auto query = read("limit=100");
    REQUIRE(query.has_value());
    CHECK(write_query(*query).empty());
  }
}
