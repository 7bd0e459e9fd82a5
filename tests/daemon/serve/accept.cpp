#include "daemon/serve/accept.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/serve/accept") {
  TEST_CASE("browsers get a page") {
    for (const char* accept : {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                               "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html",
                               "TEXT/HTML ; Q=0.5, */*;q=0.1", "application/xml;q=0.899, text/html;q=0.9"}) {
      CAPTURE(accept);
      CHECK(prefers_html(accept));
    }
  }

  TEST_CASE("feed readers get the feed") {
    for (const char* accept :
         {"", "*/*", "text/*", "application/atom+xml,application/rss+xml;q=0.9,text/html;q=0.8",
          "application/atom+xml,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1",
          "text/html;q=0.9, application/feed+json;q=0.9", "text/html;q=0", "text/html;q=0.5, application/xml",
          ",,;q=1,", "text/html;q=0.8;x=y,text/xml;q=1.0"}) {
      CAPTURE(accept);
      CHECK_FALSE(prefers_html(accept));
    }
  }
}
