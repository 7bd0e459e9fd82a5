#include "feeds/text/html.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/looks_like_html") {
  TEST_CASE("a closed or void element or a reference makes text HTML") {
    for (const std::string_view text :
         {"<b>a</b>", "a<br>b", "<P>a</P>", "a <img src=x> b", "Q&amp;A", "&#8217;", "&#x2019;", "<p/>"}) {
      CAPTURE(text);
      CHECK(looks_like_html(text));
    }
  }

  TEST_CASE("text that only uses the same characters is text") {
    for (const std::string_view text :
         {"", "AT&T", "1 < 2 > 0", "if a <b and b> c", "<3", "use <p> for it", "<name@wire.example>",
          "List<String> </String>", "?a=1&copy=2", "&unknown;", "</p>"}) {
      CAPTURE(text);
      CHECK_FALSE(looks_like_html(text));
    }
  }

  TEST_CASE("escaped text is the text again in HTML and XML") {
    CHECK(escape_html(R"(<a href="x">Q&A's</a>)") == "&lt;a href=&quot;x&quot;&gt;Q&amp;A&#39;s&lt;/a&gt;");
    CHECK(escape_html("plain شِنہوا") == "plain شِنہوا");
  }
}
