#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

namespace {

constexpr std::string_view header =
    "id,title,url,feed,category,language,date_published,first_seen,status,revision,sources,summary\r\n";

std::string row_of(const Story& story) {
  const std::string text = write(Format::csv, {story});
  REQUIRE(text.starts_with(header));
  return text.substr(header.size());
}

}  // namespace

TEST_SUITE("feeds/write/csv") {
  TEST_CASE("a row is a story") {
    CHECK(write(Format::csv, {}) == header);
    CHECK(row_of(dispatch()) ==
          "urn:uuid:0b3e1f0a-0000-5000-8000-000000000001,شِنہوا کا <اہم> کردار,https://ur.example/1?a=1&b=2,xinhua-ur,"
          "Asia,ur,2024-07-06T10:00:00Z,2024-07-06T12:00:00Z,corrected,2,xinhua-ur app-ur,ایک خلاصہ\r\n");
  }

  TEST_CASE("commas, quotes and line ends are quoted") {
    Story story = dispatch();
    story.entry.title = "He said \"no\", twice\nthen left";
    CHECK(contains(row_of(story), ",\"He said \"\"no\"\", twice\nthen left\","));
  }

  TEST_CASE("what a stranger wrote is never a formula") {
    for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx"}) {
      Story story = dispatch();
      story.entry.title = story.entry.summary = text;
      CAPTURE(text);
      const std::string row = row_of(story);
      CHECK(contains(row, ",'" + text + ","));
      CHECK(row.ends_with(",'" + text + "\r\n"));
    }
  }

  TEST_CASE("the summary is plain text, of the content where there is none") {
    Story story = dispatch();
    story.entry.summary = "";
    story.entry.content_html = "<p>Rivers <b>rose</b>.</p>";
    CHECK(row_of(story).ends_with(",Rivers rose.\r\n"));
  }

  TEST_CASE("a withdrawn story keeps its row and loses its text") {
    CHECK(row_of(killed()).ends_with(",killed,2,xinhua-ur app-ur,\r\n"));
  }
}
