#include "feeds/text/hash.hpp"
#include "feeds/write/page.hpp"
#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

TEST_SUITE("feeds/write/html") {
  TEST_CASE("the page is a whole document with its feeds and the older page") {
    const std::string page = write(Format::html, {dispatch()});
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(page.ends_with("</html>\n"));
    CHECK(contains(page, "<title>Newsroom &amp; wire</title>"));
    CHECK(contains(page, "type=\"application/atom+xml\" title=\"Atom\" href=\"https://news.example/atom.xml\""));
    CHECK(contains(page, "<a rel=\"next\" href=\"https://news.example/atom.xml?limit=2&amp;before=x\">"));
  }

  TEST_CASE("an Urdu story runs from right to left, an English one does not") {
    CHECK(contains(write(Format::html, {dispatch()}), "<article lang=\"ur\" dir=\"rtl\">"));
    Story english = dispatch();
    english.entry.language = "en";
    CHECK(contains(write(Format::html, {english}), "<article lang=\"en\" dir=\"ltr\">"));
    Story unmarked = dispatch();
    unmarked.origin.feed.language = "";
    CHECK(contains(write(Format::html, {unmarked}), "dir=\"rtl\""));
  }

  TEST_CASE("a story shows headline, source, time, signal, excerpt and who else has it") {
    const std::string page = write(Format::html, {dispatch()});
    CHECK(contains(
        page,
        "<a href=\"https://ur.example/1?a=1&amp;b=2\" rel=\"noopener noreferrer\">شِنہوا کا &lt;اہم&gt; کردار</a>"));
    CHECK(contains(page, "شِنہوا پاکستان سروس</bdi>"));
    CHECK(contains(page, "<time datetime=\"2024-07-06T10:00:00Z\">06 Jul 2024 10:00 UTC</time>"));
    CHECK(contains(page, "badge signal\">latest<"));
    CHECK(contains(page, ">corrected<"));
    CHECK(contains(page, ">revision 2<"));
    CHECK(contains(page, "ایک خلاصہ</p>"));
    CHECK(contains(page, "<a href=\"https://app.example/1\" rel=\"noopener noreferrer\">Another headline</a>"));
    CHECK(contains(page, "<div class=\"content\">" + dispatch().entry.content_html + "</div>"));
  }

  TEST_CASE("a short text is shown once") {
    Story story = dispatch();
    story.entry.summary = "";
    story.entry.content_html = "<p>Short.</p>";
    const std::string page = write(Format::html, {story});
    CHECK(contains(page, "Short."));
    CHECK_FALSE(contains(page, "<details>"));
  }

  TEST_CASE("a long text is shown in part, and whole on demand") {
    Story story = dispatch();
    story.entry.summary = story.entry.content_html = "";
    for (int i = 0; i < 100; ++i) story.entry.content_text += "word & ";
    const std::string page = write(Format::html, {story});
    CHECK(contains(page, "word &amp;…</p>"));
    CHECK(contains(page, "<details>"));
  }

  TEST_CASE("what strangers wrote cannot become markup") {
    Story story = dispatch();
    const std::string attack = "\"><script>alert(1)</script>";
    for (std::string* member :
         {&story.entry.title, &story.entry.summary, &story.origin.feed.title, &story.origin.category,
          &story.sources[1].title, &story.sources[1].feed, &story.signal, &story.entry.url}) {
      *member += attack;
    }
    story.entry.content_html = "";
    story.entry.content_text = attack;
    story.entry.language = "en" + attack;
    const std::string page = write(Format::html, {story});
    CHECK_FALSE(contains(page, "<script"));
    CHECK_FALSE(contains(page, "\">alert"));
  }

  TEST_CASE("a picture is its description, for the page loads nothing") {
    Story story = dispatch();
    story.entry.summary = "x";
    story.entry.content_html =
        "<p>a<img src=\"https://a.example/1\" alt=\"A &lt;b&gt; &quot;c&quot;\">b</p><video "
        "src=\"https://a.example/2\">"
        "<source src=\"https://a.example/3\">c</video><img src=\"https://a.example/4\">";
    const std::string page = write(Format::html, {story});
    CHECK(contains(page, "<p>a<i class=\"picture\">A &lt;b&gt; &quot;c&quot;</i>b</p>c</div>"));
    CHECK_FALSE(contains(page, "src="));
  }

  TEST_CASE("a served page has a form that keeps what was chosen, links to stories, and asks its own server alone") {
    Channel channel = wire();
    Desk desk;
    desk.root = "../";
    desk.events_url = "../events?q=a&lang=ur";
    desk.feeds = {"one", "two & three"};
    desk.values = {{"feed", "two & three"}, {"q", "\"><script>"}, {"category", "gone"}};
    channel.desk = desk;
    const std::string page = write(Format::html, {dispatch()}, channel);
    CHECK(contains(page, "<option value=\"two &amp; three\" selected>"));
    CHECK(contains(page, "<option value=\"gone\" selected>"));
    CHECK(contains(page, "value=\"&quot;&gt;&lt;script&gt;\""));
    CHECK(contains(page, "data-events=\"../events?q=a&amp;lang=ur\""));
    CHECK(contains(page, "href=\"../stories/urn%3Auuid%3A0b3e1f0a-0000-5000-8000-000000000001#changes\""));
    CHECK(contains(page, "<script>" + std::string(page_script()) + "</script>"));
    CHECK(contains(live_policy(), "script-src 'sha256-"));
    CHECK(contains(live_policy(), "connect-src 'self'"));
    CHECK_FALSE(contains(live_policy(), "unsafe"));
    CHECK_FALSE(contains(page_script(), "innerHTML"));
    // An export has none of it.
    CHECK_FALSE(contains(write(Format::html, {dispatch()}), "<form"));
  }

  TEST_CASE("the title tells what of the site is shown, and where nothing is, there is a way back") {
    Channel channel = wire();
    Desk& desk = channel.desk.emplace();
    desk.root = "../";
    desk.values = {{"feed", "one"}, {"q", "a <b>"}, {"limit", "5"}};
    const std::string page = write(Format::html, {}, channel);
    CHECK(contains(page, "<title>a &lt;b&gt;, one – Newsroom &amp; wire</title>"));
    CHECK(contains(page, "No stories. <a href=\"../\">Show all</a>"));
    // What one subscribes to here is what one sees, under the name one has the server by.
    CHECK(contains(page, "<a href=\"../atom.xml?feed=one&amp;q=a%20%3Cb%3E&amp;limit=5\">Atom</a>"));
    CHECK(contains(page, "title=\"RSS\" href=\"../rss.xml?feed=one&amp;q=a%20%3Cb%3E&amp;limit=5\">"));
    CHECK(contains(page, "<a href=\"../feeds.opml\">"));
    CHECK(contains(page, "<a rel=\"next\" href=\"../atom.xml?limit=2&amp;before=x\">"));
    desk.values.clear();
    CHECK(contains(write(Format::html, {}, channel), "No stories.</p>"));
  }

  TEST_CASE("headings of a text stand below the story's, as they stood to each other") {
    Story story = dispatch();
    story.entry.summary = "x";
    story.entry.content_html = "<h2>A</h2><p>b</p><h3 lang=\"en\">C</h3><h6>D</h6><hr>";
    CHECK(contains(write(Format::html, {story}),
                   ">\n<div class=\"content\"><h4>A</h4><p>b</p><h5 lang=\"en\">C</h5><h6>D</h6><hr></div>"));
  }

  TEST_CASE("a table that may be wider than its place can be moved by keys") {
    Story story = dispatch();
    story.entry.summary = "x";
    story.entry.content_html = "<table><tr><td>1</td></tr></table>";
    CHECK(contains(write(Format::html, {story}), "<div class=\"content\" tabindex=\"0\" role=\"group\" aria-label="));
    story.entry.content_html = "<p>1</p>";
    CHECK_FALSE(contains(write(Format::html, {story}), "tabindex"));
  }

  TEST_CASE("a story without headline or address stands for itself") {
    Story story;
    story.entry.content_text = "Only a text.";
    const std::string page = write(Format::html, {story});
    CHECK(contains(page, "<h3>Only a text.</h3>"));
    CHECK(contains(write(Format::html, {Story{}}), "(no headline)"));
  }

  TEST_CASE("a withdrawn story is not there, and a page without stories says so") {
    const std::string page = write(Format::html, {killed()});
    CHECK_FALSE(contains(page, "Withdrawn headline"));
    CHECK(contains(page, "No stories."));
  }

  TEST_CASE("the policy lets nothing load and knows the one stylesheet") {
    const std::string page = write(Format::html, {dispatch()});
    CHECK(contains(page, "<style>" + std::string(page_style()) + "</style>"));
    CHECK(page_policy().starts_with("default-src 'none'; style-src 'sha256-"));
    // Base64 of 32 bytes: 43 characters and one of padding.
    const std::size_t start = page_policy().find("sha256-") + 7;
    CHECK(page_policy().find("='", start) == start + 43);
    CHECK_FALSE(contains(page_style(), "url("));
    CHECK_FALSE(contains(page_style(), "@import"));
  }
}
