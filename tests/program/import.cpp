#include "tests/program/desk.hpp"

#include <doctest/doctest.h>

using namespace datelined::test;

namespace {

constexpr std::string_view list = R"(<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="World &quot;news&quot;\"><outline text="A &quot;quoted&quot; \ wire" xmlUrl="https://a.example/feed?x=1&amp;y=2" language="pt_BR"/></outline>
<outline text="شِنہوا" xmlUrl="https://b.example/ur.xml"/>
<outline text="شِنہوا" xmlUrl="https://b.example/ur2.xml"/>
<outline text="Old" xmlUrl="ftp://c.example/feed"/>
<outline text="Twice" xmlUrl="https://b.example/ur.xml"/>
</body></opml>)";

}  // namespace

TEST_SUITE("program/import") {
  TEST_CASE("a list becomes [[feed]] tables, what cannot is told on stderr") {
    const TempDir dir;
    const std::string file = dir.write("mine.opml", list);
    const Outcome outcome = run({.arguments = {"import", file}});
    CHECK(outcome.status == 0);
    CHECK(outcome.out ==
          "[[feed]]\nname      = \"a-quoted-wire\"\nurl       = \"https://a.example/feed?x=1&y=2\"\n"
          "category  = \"World \\\"news\\\"\\\\\"\nlanguage  = \"pt-BR\"\n"
          "\n[[feed]]\nname      = \"شنہوا\"\nurl       = \"https://b.example/ur.xml\"\n"
          "\n[[feed]]\nname      = \"شنہوا-2\"\nurl       = \"https://b.example/ur2.xml\"\n");
    CHECK(contains(outcome.err, "outline \"Old\" left out: expected an http, https or file URL\n"));
    CHECK(contains(outcome.err, "outline \"Twice\" left out: another one has its address\n"));
  }

  TEST_CASE("what is imported is a configuration") {
    const TempDir dir;
    const Outcome imported = run({.arguments = {"import", "-"}, .input = std::string(list)});
    REQUIRE(imported.status == 0);
    const std::string config = dir.write("datelined.toml", imported.out);
    const Outcome checked = run({.arguments = {"check", "-c", config}});
    CHECK(checked.err == "");
    CHECK(checked.out.starts_with(config + ": ok, 3 feeds\n"));
  }

  TEST_CASE("addresses that pages hand to readers are addresses of feeds") {
    const TempDir dir;
    const Outcome imported = run({.arguments = {"import", "-"}, .input = R"(<opml><body>
<outline text="A" xmlUrl="feed://a.example/rss"/>
<outline text="B" xmlUrl="feed:https://b.example/rss"/>
<outline text="A, twice" xmlUrl="http://a.example/rss"/>
<outline text="Blank" xmlUrl="https://c.example/a b"/>
<outline text="None" xmlUrl="feed:ftp://d.example/"/>
</body></opml>)"});
    CHECK(contains(imported.err, "\"A, twice\" left out: another one has its address"));
    CHECK(contains(imported.err, "\"Blank\" left out: expected an http, https or file URL without blanks"));
    CHECK(contains(imported.err, "\"None\" left out: expected an http, https or file URL\n"));
    const std::string config = dir.write("datelined.toml", imported.out);
    const std::string checked = run({.arguments = {"check", "-c", config}}).out;
    CHECK(contains(checked, "feed a every 15m http://a.example/rss\nfeed b every 15m https://b.example/rss\n"));
  }

  TEST_CASE("two addresses that differ in http and https are both kept, and told of") {
    const Outcome imported = run({.arguments = {"import", "-"}, .input = R"(<opml><body>
<outline text="Old" xmlUrl="http://a.example/rss"/><outline text="New" xmlUrl="https://a.example/rss"/>
</body></opml>)"});
    CHECK(contains(imported.out, "\"http://a.example/rss\""));
    CHECK(contains(imported.out, "\"https://a.example/rss\""));
    CHECK(contains(imported.err, "stdin: outline \"New\": another one has its address, over http the one"));
  }

  TEST_CASE("what is no list is named") {
    const TempDir dir;
    for (const std::string file : {dir.write("page.opml", "<html><body>no</body></html>"), dir / "none.opml"}) {
      const Outcome outcome = run({.arguments = {"import", file}});
      CHECK(outcome.status == 1);
      CHECK(outcome.out == "");
      CHECK(contains(outcome.err, file));
    }
  }
}
