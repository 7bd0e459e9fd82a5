#include "daemon/poll/discover.hpp"

#include <doctest/doctest.h>

using datelined::feed_of_page;
using datelined::starts_a_page;

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

  TEST_CASE("whom to ask as is no page's to say") {
    CHECK(found(link("rel=alternate type=application/rss+xml href=http://me:s3cret@cdn.example/f")) ==
          "http://cdn.example/f");
    CHECK(found(link("rel=alternate type=text/xml href=http://me@blog.example/a/")) == "");
  }

  TEST_CASE("comments are a stand-in") {
    const std::string comments = link("rel=alternate type=application/rss+xml title='Comments on A' href=c");
    CHECK(found(comments + link("rel=alternate type=application/rss+xml href=f")) == "http://blog.example/a/f");
    CHECK(found(comments) == "http://blog.example/a/c");
  }

  TEST_CASE("XML of any kind is a stand-in for what is said to be a feed") {
    for (const std::string type : {"text/xml", "application/xml"}) {
      CAPTURE(type);
      const std::string xml = link("rel=alternate type=" + type + " href=x");
      CHECK(found(xml) == "http://blog.example/a/x");
      CHECK(found(xml + link("rel=alternate type=application/rss+xml href=f")) == "http://blog.example/a/f");
    }
    CHECK(found(link("rel=alternate type=application/json href=/wp-json/wp/v2/pages/2")) == "");
    CHECK(found(link("rel=alternate type=text/xml+oembed href=/embed")) == "");
  }

  TEST_CASE("a page is one by its tags, whatever of them it leaves out") {
    for (const std::string page : {"<!DOCTYPE html><p>", "<HTML>", "<head><title>x</title></head>",
                                   "<title>x</title><p>hi", "\xef\xbb\xbf \n<meta charset=utf-8>", "junk <html>"}) {
      CAPTURE(page);
      CHECK(starts_a_page(page));
    }
    CHECK(starts_a_page("<!--" + std::string(3000, 'x') + "--><!doctype html><html>"));
    for (const std::string other : {"", "hi", "{\"html\": \"<p>\"}", "<rss><channel><title>x</title>", "<feed><title>",
                                    "<?xml version='1.0'?><!-- <p> --><opml>", "HTTP <p>"}) {
      CAPTURE(other);
      CHECK_FALSE(starts_a_page(other));
    }
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
