#include "daemon/serve/target.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/serve/target") {
  TEST_CASE("a target is a path and decoded parameters") {
    const auto target = read_target("/atom.xml?q=b%C3%BCrger+meister&feed=a%2Cb&empty=");
    REQUIRE(target.has_value());
    CHECK(target->path == "/atom.xml");
    REQUIRE(target->params.size() == 3);
    CHECK(target->params[0].name == "q");
    CHECK(target->params[0].value == "bürger meister");
    CHECK(target->params[1].value == "a,b");
    CHECK(target->params[2].value == "");
  }

  TEST_CASE("what people type without escaping is read as if they had") {
    const auto target = read_target("/atom.xml?q=شنہوا|北京&lang=zh");
    REQUIRE(target.has_value());
    REQUIRE(target->params.size() == 2);
    CHECK(target->params[0].value == "شنہوا|北京");
  }

  TEST_CASE("absolute-form names the same as origin-form") {
    for (const char* text : {"http://example.org:80/rss.xml?limit=1", "HTTPS://[::1]/rss.xml?limit=1"}) {
      CAPTURE(text);
      const auto target = read_target(text);
      REQUIRE(target.has_value());
      CHECK(target->path == "/rss.xml");
      CHECK(target->params.size() == 1);
    }
    const auto bare = read_target("http://example.org");
    REQUIRE(bare.has_value());
    CHECK(bare->path == "/");
    const auto query_alone = read_target("http://example.org?limit=1");
    REQUIRE(query_alone.has_value());
    CHECK(query_alone->path == "/");
    CHECK(query_alone->params.size() == 1);
  }

  TEST_CASE("a letter that is escaped for no reason is that letter, a separator is not") {
    CHECK(read_target("/%61tom%2Exml")->path == "/atom.xml");
    CHECK(read_target("/feeds/c%2fd%20%C3%A9/%61tom.xml")->path == "/feeds/c%2fd%20%C3%A9/atom.xml");
    CHECK(read_target("/%2561tom.xml")->path == "/%2561tom.xml");
  }

  TEST_CASE("a target in another form is told as most send it, and one that is none as it came") {
    for (const auto& [sent, told] : std::vector<std::pair<std::string, std::string>>{
             {"/push/a%20b?x=%61", "/push/a%20b?x=%61"},
             {"http://example.org/hub", "/hub"},
             {"HTTPS://example.org:80/%70ush/s%65cret?a=%62", "/push/secret?a=%62"},
             {"http://example.org", "/"},
             {"http://example.org?limit=1", "/?limit=1"},
             {"/%68ub", "/hub"},
             {"/%2fhub%3Fx", "/%2fhub%3Fx"},
             {"/%zz/%68", "/%zz/%68"},
             {"http:///hub", "http:///hub"},
             {"*", "*"},
             {"", ""}}) {
      CAPTURE(sent);
      CHECK(plain_target(sent) == told);
    }
  }

  TEST_CASE("a parameter that is no text is named") {
    for (const char* text : {"/a?x=1&lang=%ff", "/a?x=1&lang=a%00b", "/a?lang=%zz", "/a?l%61ng=100%", "/a?lang=%4&x"}) {
      CAPTURE(text);
      const auto target = read_target(text);
      REQUIRE_FALSE(target.has_value());
      CHECK(target.error().what.starts_with("\"lang\": expected "));
    }
  }

  TEST_CASE("an empty query has no parameters") {
    for (const char* text : {"/?", "/", "/?&&"}) {
      CAPTURE(text);
      const auto target = read_target(text);
      REQUIRE(target.has_value());
      CHECK(target->path == "/");
      CHECK(target->params.empty());
    }
  }

  TEST_CASE("a malformed target is a problem") {
    for (const char* text :
         {"", "atom.xml", "*", "/a?q=%zz", "/a?q=%4", "/a#part", "/a?q=%ff", "/a?q=a%00b", "/a?q=a%0Ab",
          "ftp://example.org/", "http:///a", "http://:80/a", "http://user@example.org/a"}) {
      CAPTURE(text);
      CHECK_FALSE(read_target(text).has_value());
    }
  }

  TEST_CASE("names and parameters survive the way out and in") {
    const std::string name = "a/b c?&=%+ü";
    CHECK(decode_segment(encode_segment(name)) == name);
    CHECK(encode_segment("a/b").find('/') == std::string::npos);
    const auto target = read_target("/x" + write_params({{"q", name}, {"feed", "b"}}));
    REQUIRE(target.has_value());
    REQUIRE(target->params.size() == 2);
    CHECK(target->params[0].value == name);
    CHECK(write_params({}) == "");
    CHECK(decode_segment("%zz") == std::nullopt);
    CHECK(decode_segment("%ff") == std::nullopt);
  }

  TEST_CASE("a value is shown short and on one line") {
    CHECK(shown("limit") == "\"limit\"");
    CHECK(shown("a\r\nb") == "\"a??b\"");
    CHECK(shown(std::string(5000, 'x')).size() < 100);
  }
}
