#include "daemon/serve/negotiate.hpp"

#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/serve/negotiate") {
  TEST_CASE("gzip is taken where it is welcome") {
    for (const char* text :
         {"gzip", "GZip", "x-gzip", "deflate, gzip, br", "gzip;q=0.5", "gzip ; q=1.000", "*", "*;q=0.1",
          "br;q=1.0, gzip;q=0.8, *;q=0.1", "identity;q=0, gzip;q=0.2", "identity;q=0.5,gzip;q=0.5"}) {
      CAPTURE(text);
      CHECK(accepts_gzip(text));
    }
  }

  TEST_CASE("gzip is not sent where it is not") {
    for (const char* text : {"", "identity", "deflate", "gzip;q=0", "gzip;q=0.000", "*;q=1, gzip;q=0", "gzip;q=",
                             "gzip;q=x", "gzip;q=0.5, identity", "*;q=0", "gzipped", ",,;;q=1", "gzip;q=2"}) {
      CAPTURE(text);
      CHECK_FALSE(accepts_gzip(text));
    }
  }

  TEST_CASE("an entity tag in the list means unchanged, compared weakly") {
    for (const char* text :
         {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\" , \"y\"", "*", " * ", "\"a,b\", \"abc\""}) {
      CAPTURE(text);
      CHECK(is_unchanged({text, ""}, "\"abc\"", std::nullopt));
    }
    for (const char* text : {"\"ab\"", "abc", "\"abc", "\"x\" \"y\"", "\"ABC\"", ",,,", "W/abc"}) {
      CAPTURE(text);
      CHECK_FALSE(is_unchanged({text, ""}, "\"abc\"", std::nullopt));
    }
  }

  TEST_CASE("a date decides only where there is no entity tag") {
    const auto time = feeds::read_date("2023-11-24T18:28:36Z");
    const char* same = "Fri, 24 Nov 2023 18:28:36 GMT";
    CHECK(is_unchanged({"", same}, "\"abc\"", time));
    CHECK(is_unchanged({"", "Sat, 25 Nov 2023 18:28:36 GMT"}, "\"abc\"", time));
    CHECK_FALSE(is_unchanged({"", "Fri, 24 Nov 2023 18:28:35 GMT"}, "\"abc\"", time));
    CHECK_FALSE(is_unchanged({"", "soon"}, "\"abc\"", time));
    CHECK_FALSE(is_unchanged({"", same}, "\"abc\"", std::nullopt));
    CHECK_FALSE(is_unchanged({"\"other\"", same}, "\"abc\"", time));
  }
}
