#include "daemon/poll/discover.hpp"

#include <doctest/doctest.h>

using datelined::feed_of_page;

namespace {

std::string link(const std::string& attributes) {
  return "<link " + attributes + ">";
}

std::string found(const std::string& head) {
  return feed_of_page("<!doctype html><html><head>" + head + "</head><body>Hi</body></html>", "http://blog.example/a/");
}

}  // namespace

TEST_SUITE("daemon/poll/discover") {
  TEST_CASE("the feed that a page names first is found, wherever it stands and however it is written") {
    CHECK(found(link("rel=alternate type=application/rss+xml href=/feed")) == "http://blog.example/feed");
    CHECK(found(link("TYPE='Application/Atom+XML; charset=utf-8' REL='home ALTERNATE' HREF='b.xml'")) ==
          "http://blog.example/a/b.xml");
    CHECK(found(link("rel=alternate type=application/feed+json href=//cdn.example/f?a=1&amp;b=2")) ==
          "http://cdn.example/f?a=1&b=2");
    CHECK(found("<base href='http://cdn.example/x/'>" + link("rel=alternate type=application/rss+xml href=f")) ==
          "http://cdn.example/x/f");
    CHECK(found(link("rel=alternate type=application/rss+xml href=1") +
                link("rel=alternate type=application/rss+xml href=2")) == "http://blog.example/a/1");
  }

  TEST_CASE("comments are a stand-in") {
    const std::string comments = link("rel=alternate type=application/rss+xml title='Comments on A' href=c");
    CHECK(found(comments + link("rel=alternate type=application/rss+xml href=f")) == "http://blog.example/a/f");
    CHECK(found(comments) == "http://blog.example/a/c");
  }

  TEST_CASE("what is no feed, not of the web, or the page itself is none") {
    CHECK(found("") == "");
    CHECK(found(link("rel=stylesheet type=text/css href=a.css")) == "");
    CHECK(found(link("rel=alternate hreflang=de type=text/html href=/de")) == "");
    CHECK(found(link("rel=alternate type=application/rss+xml")) == "");
    CHECK(found(link("rel=alternate type=application/rss+xml href=javascript:alert(1)")) == "");
    CHECK(found(link("rel=alternate type=application/rss+xml href=file:///etc/passwd")) == "");
    CHECK(found(link("rel=alternate type=application/rss+xml href=''")) == "");
    CHECK(found(link("rel=alternate type=application/rss+xml href='.'")) == "");
    CHECK(found("<!-- " + link("rel=alternate type=application/rss+xml href=f") + " -->") == "");
  }
}
