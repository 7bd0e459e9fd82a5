#include "feeds/write/xml.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

namespace {

std::string text(std::string_view in) {
  std::string out;
  xml::text(out, in);
  return out;
}

std::string attribute(std::string_view in) {
  std::string out;
  xml::element(out, "a", {{"b", in}});
  return out;
}

}  // namespace

TEST_SUITE("feeds/write/xml") {
  TEST_CASE("markup in text is text") {
    CHECK(text("a < b && c > \"d\"") == "a &lt; b &amp;&amp; c &gt; \"d\"");
    CHECK(text("]]>") == "]]&gt;");
    CHECK(attribute("\"a\" & <b>") == "<a b=\"&quot;a&quot; &amp; &lt;b&gt;\"/>\n");
  }

  TEST_CASE("white space comes back as it went in") {
    CHECK(text("a\n\tb\r") == "a\n\tb&#13;");
    CHECK(attribute("a\n\tb\r") == "<a b=\"a&#10;&#9;b&#13;\"/>\n");
  }

  TEST_CASE("what XML forbids is left out") {
    using namespace std::string_view_literals;
    CHECK(text("a\0b\x01\x08\x0B\x1F"
               "c"sv) == "abc");
    CHECK(text("a\uFFFE\uFFFFb") == "ab");
    CHECK(text("a\x7F\u0080\uFFFD\U0001F600") == "a\x7F\u0080\uFFFD\U0001F600");
  }

  TEST_CASE("malformed UTF-8 becomes a replacement character") {
    CHECK(text("a\xFF"
               "b") == "a\uFFFDb");
    CHECK(text("\xC3") == "\uFFFD");
    CHECK(text("\xC0\xAF") == "\uFFFD\uFFFD");
    CHECK(text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
    CHECK(text("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
    CHECK(text("\xE2\x82<") == "\uFFFD&lt;");
  }

  TEST_CASE("elements open, close and say nothing of what is empty") {
    std::string out;
    xml::open(out, "a", {{"one", "1"}, {"none", ""}});
    xml::element(out, "b", {}, "text");
    xml::optional_element(out, "c", "");
    xml::element(out, "d", {});
    xml::close(out, "a");
    CHECK(out == "<a one=\"1\">\n<b>text</b>\n<d/>\n</a>\n");
  }
}
