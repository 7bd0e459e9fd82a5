#include "daemon/config/plain.hpp"

#include "daemon/config/load.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace datelined;

namespace {

std::vector<std::string> urls_of(const PlainFeeds& plain) {
  std::vector<std::string> urls;
  for (const PlainFeeds::Row& row : plain.rows) {
    for (const PlainFeed& feed : row) urls.emplace_back(feed.url);
  }
  return urls;
}

Settings load(const std::string& text) {
  const test::TempDir dir;
  return load_settings(dir.write("datelined.toml", text));
}

constexpr std::string_view two_feeds =
    "[poll]\n"
    "interval = \"5m\"\n"
    "\n"
    "[[feed]]  # the agency\r\n"
    "name     = \"شِنہوا\"\t# as it calls itself\r\n"
    "url=\"https://ed%40itor:p%3Ass@example.org:8443/ur.xml?a=1#top\"\r\n"
    "  # in Urdu\n"
    "\tlanguage = \"ur_PK\"\n"
    "[[feed]]\n"
    "url = \"file:wires/b.xml\"\n"
    "category = \"Asia # not a comment\"\n"
    "name = \"b\"";

}  // namespace

TEST_SUITE_BEGIN("daemon/config/plain");

TEST_CASE("plain tables are cut out, and one empty table stands for each row of them") {
  const std::string text = std::string(two_feeds) + "\n[http]\ntitle = \"Desk\"\n[[feed]]\nname=\"c\"\nurl=\"u\"";
  const auto plain = cut_plain_feeds(text);
  REQUIRE(plain);
  CHECK(urls_of(*plain) ==
        std::vector<std::string>{"https://ed%40itor:p%3Ass@example.org:8443/ur.xml?a=1#top", "file:wires/b.xml", "u"});
  CHECK(plain->rows.size() == 2);
  CHECK(plain->rest == "[poll]\ninterval = \"5m\"\n\n[[feed]]  # the agency\r\n[http]\ntitle = \"Desk\"\n[[feed]]\n");
}

TEST_CASE("a table with anything else in it stays where it is, among plain ones") {
  const std::string table = "[[feed]]\nname = \"a\"\nurl = \"https://a.example/\"\n";
  for (const std::string_view line : {"interval = \"5m\"",
                                      "name = \"twice\"",
                                      "category = 'Asia'",
                                      "category = \"\"",
                                      "category = \"\\u0041\"",
                                      "category = \"Asia\" x",
                                      "category = \"Asia",
                                      "category = \"a\x01\"",
                                      "category.x = \"Asia\"",
                                      "\"category\" = \"Asia\"",
                                      "category",
                                      "# \x01",
                                      "category = \"Asia\" # \x7f",
                                      "priority = +1",
                                      "priority = 01",
                                      "priority = 1_000",
                                      "priority = 0x1",
                                      "priority = \"1\"",
                                      "priority = 1.5",
                                      "priority = -"}) {
    CAPTURE(line);
    const std::string other = table + std::string(line) + "\n";
    CHECK_FALSE(cut_plain_feeds(other));
    const std::string text = table + other + table;
    const auto mixed = cut_plain_feeds(text);
    REQUIRE(mixed);
    CHECK(urls_of(*mixed).size() == 2);
    CHECK(mixed->rest == "[[feed]]\n" + other + "[[feed]]\n");
  }
  CHECK_FALSE(cut_plain_feeds("[[feed]]\nname = \"a\"\n"));
  CHECK_FALSE(cut_plain_feeds("[[feed]]\nurl = \"https://a.example/\"\n"));
  CHECK_FALSE(cut_plain_feeds("[poll]\ninterval = \"5m\"\n"));
}

TEST_CASE("where a table may be empty, or a text long, none is told apart") {
  const std::string table = "[[feed]]\nname = \"a\"\nurl = \"https://a.example/\"\n";
  for (const char* other :
       {"[[feed]]\n", "[[feed]]\n# nothing\n", "title = \"\"\"\n\"\"\"\n", "title = '''\n'''\n", "# \xff\n"}) {
    CAPTURE(other);
    CHECK_FALSE(cut_plain_feeds(table + other));
  }
}

TEST_CASE("plain tables read as all others do, in the order in which they stand") {
  const std::string odd = "\n[[feed]]\nname = 'odd'\nurl = \"https://odd.example/\"\ninterval = \"5m\"\n";
  const std::string last = "[[feed]]\nname = \"last\"\nurl = \"https://last.example/\"\npriority = -12\n";
  const std::string text = std::string(two_feeds) + odd + last;
  const Settings plain = load(text);
  const Settings other = load(text + "#\n[[feed]]\nname = \"\"\"x\"\"\"\nurl = \"https://x.example/\"");  // a long text
  REQUIRE(plain.feeds.size() == 4);
  REQUIRE(other.feeds.size() == 5);
  for (std::size_t i = 0; i < plain.feeds.size(); ++i) {
    const FeedSettings &a = plain.feeds[i], &b = other.feeds[i];
    CHECK(a.name == b.name);
    CHECK((i == 1 || a.url == b.url));  // a file's is absolute, and the two stand in folders of their own
    CHECK(a.user == b.user);
    CHECK(a.password == b.password);
    CHECK(a.category == b.category);
    CHECK(a.language == b.language);
    CHECK(a.priority == b.priority);
    CHECK(a.interval == b.interval);
  }
  CHECK(plain.feeds[0].language == "ur-PK");
  CHECK(plain.feeds[1].category == "Asia # not a comment");
  CHECK(plain.feeds[2].name == "odd");
  CHECK(plain.feeds[3].priority == -12);
  CHECK(plain.poll.interval == other.poll.interval);
}

// What only looks like a table, or stands where none may begin.
TEST_CASE("what toml++ refuses stays refused, and what it takes for text stays text") {
  const std::string table = "[[feed]]\nname = \"a\"\nurl = \"https://a.example/\"\n";
  for (const std::string& text : std::vector<std::string>{
           "subscriptions = [\n" + table + "]\n",  // in a list
           "feed = 1\n" + table,                   // a second of that name
           "[feed]\n" + table,                     //
           table + "[feed.more]\nname = \"b\"\n",  // a table below the last
           table + table,                          // twins
           "[[feed]]\nname = \"a/b\"\nurl = \"https://a.example/\"\n",
           "[[feed]]\nname = \"a\"\nurl = \"gopher://a.example/\"\n", table + "language = \"not a tag\"\n",
           table + "priority = 2147483648\n", table + "[[feed]]\n",
           table + "[[feed]]\nname = \"a\"\nurl = \"https://b.example/\"\ninterval = \"5m\"\n",  // twins of two kinds
       }) {
    CAPTURE(text);
    CHECK_THROWS_AS(load(text), ConfigError);
  }
  const Settings settings = load("[http]\ntitle = \"\"\"\n" + table + "\"\"\"\n");
  CHECK(settings.feeds.empty());
  CHECK(settings.http.title == table);
}

TEST_SUITE_END();
