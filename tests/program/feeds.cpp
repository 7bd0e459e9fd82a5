#include "tests/program/desk.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using namespace datelined::test;
namespace json = boost::json;

TEST_SUITE("program/feeds") {
  TEST_CASE("before the first poll every feed stands there, and nothing is known of it") {
    const Desk desk;
    const Outcome outcome = desk.run({"feeds", "--json"});
    CHECK(outcome.status == 0);
    const json::array feeds = json::parse(outcome.out).as_array();
    REQUIRE(feeds.size() == 2);
    CHECK(feeds[0].at("name") == "city");
    CHECK(feeds[0].at("last_poll").is_null());
    CHECK(feeds[0].at("last_status").is_null());
    CHECK(feeds[0].at("last_error").is_null());
    CHECK(feeds[0].at("entries") == 0);
    CHECK(feeds[0].at("next_poll").is_string());  // null is for what is asked never again
    CHECK(feeds[0].at("gone") == false);
    CHECK_FALSE(std::filesystem::exists(desk.dir / "datelined.db"));
  }

  TEST_CASE("after a sweep the health of each feed is known, well and failing") {
    const Desk desk;
    desk.configure(std::string(two_feeds) + "[[feed]]\nname = \"gone\"\nurl = \"file:wires/gone.xml\"\n");
    REQUIRE(desk.run({"poll"}).status == 0);
    const json::array feeds = json::parse(desk.run({"feeds", "--json"}).out).as_array();
    REQUIRE(feeds.size() == 3);
    const json::value& city = feeds[0];
    CHECK(city.at("url").as_string() == "file://" + (desk.dir / "wires/city.xml").string());
    CHECK(city.at("title") == "City Desk");
    CHECK(city.at("category") == "Europe");
    CHECK(city.at("entries") == 3);
    CHECK(city.at("errors") == 0);
    CHECK(city.at("last_error").is_null());
    CHECK(city.at("last_poll").as_string().size() == 20);
    CHECK(city.at("next_poll").as_string() > city.at("last_poll").as_string());
    CHECK(city.at("next_poll_reason") == "interval");
    CHECK(city.at("created") == 3);
    CHECK(city.at("revised") == 0);
    CHECK(city.at("gaps") == 0);
    CHECK(city.at("quiet") == false);
    CHECK(city.at("entries_a_day").is_null());
    CHECK(city.at("problems").is_array());
    REQUIRE(city.at("history").as_array().size() == 1);
    const json::value& today = city.at("history").at(0);
    CHECK(city.at("last_poll").as_string().starts_with(today.at("day").as_string()));
    CHECK(today.at("polls") == 1);
    CHECK(today.at("failures") == 0);
    CHECK(today.at("answer_in_seconds").is_number());
    const json::value& gone = feeds[2];
    CHECK(gone.at("errors") == 1);
    CHECK(gone.at("history").at(0).at("failures") == 1);
    CHECK(gone.at("history").at(0).at("answer_in_seconds").is_null());
    CHECK(contains(std::string(gone.at("last_error").as_string()), "No such file"));
  }

  TEST_CASE("of a configuration that was edited since, each feed is told as it will be taken in") {
    const Desk desk;
    const auto feed = [](const std::string& name, const std::string& file) {
      return "[[feed]]\nname = \"" + name + "\"\nurl = \"file:wires/" + file + "\"\n";
    };
    desk.configure(feed("kept", "city.xml") + feed("old", "gone.xml") + feed("moves", "none.xml"));
    REQUIRE(desk.run({"poll"}).status == 0);
    desk.configure(feed("kept", "city.xml") + feed("new", "gone.xml") + feed("moves", "elsewhere.xml"));
    const auto read = [&] {
      json::array all = json::parse(desk.run({"feeds", "--json"}).out).as_array();
      // Of who was never asked it is the time of asking.
      for (json::value& one : all) {
        if (one.at("last_poll").is_null()) one.as_object().erase("next_poll");
      }
      return all;
    };
    const json::array feeds = read();
    CHECK(feeds[0].at("entries") == 3);
    CHECK(feeds[1].at("name") == "new");
    CHECK(feeds[1].at("errors") == 1);
    CHECK(feeds[2].at("errors") == 0);
    CHECK(feeds[2].at("last_poll").is_null());
    CHECK(feeds[2].at("last_error").is_null());
    REQUIRE(desk.run({"poll", "kept"}).status == 0);
    CHECK(read() == feeds);
  }

  TEST_CASE("for people it is a table whose columns stand under each other") {
    const Desk desk;
    desk.configure(std::string(two_feeds) + "[[feed]]\nname = \"新华\"\nurl = \"file:wires/gone.xml\"\n");
    REQUIRE(desk.run({"poll"}).status == 0);
    const Outcome outcome = desk.run({"feeds"});
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("NAME  STATE    ENTRIES  LAST POLL"));
    CHECK(contains(outcome.out, "\ncity  ok       3        2"));
    CHECK(contains(outcome.out, "\nurdu  ok       2        2"));
    CHECK(contains(outcome.out, "\n新华  failing  0        2"));
    CHECK(contains(outcome.out, "City Desk\n"));
  }

  TEST_CASE("a password in a feed's address is shown nowhere") {
    const Desk desk;
    desk.configure("[[feed]]\nname = \"a\"\nurl = \"http://me:s3cret@127.0.0.1:1/feed\"\n");
    const Outcome polled = desk.run({"poll", "--verbose"});
    CHECK(polled.status == 0);
    for (const Outcome& outcome : {polled, desk.run({"feeds"}), desk.run({"feeds", "--json"}),
                                   desk.run({"export", "--format", "opml"}), desk.run({"export"})}) {
      CHECK_FALSE(contains(outcome.out + outcome.err, "s3cret"));
    }
    CHECK_FALSE(contains(desk.dir.read("datelined.db"), "s3cret"));
  }
}
