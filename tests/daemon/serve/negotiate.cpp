#include "daemon/serve/negotiate.hpp"

#include "feeds/text/date.hpp"

#include <brotli/decode.h>
#include <doctest/doctest.h>
#include <zstd.h>

#include <string>

using namespace datelined;

TEST_SUITE("daemon/serve/negotiate") {
  TEST_CASE("gzip is taken where it is welcome") {
    for (const char* text :
         {"gzip", "GZip", "x-gzip", "deflate, gzip", "gzip;q=0.5", "gzip ; q=1.000", "br;q=0.7, gzip;q=0.8, *;q=0.1",
          "identity;q=0, gzip;q=0.2", "identity;q=0.5,gzip;q=0.5"}) {
      CAPTURE(text);
      CHECK(choose_coding(text).best == Coding::gzip);
    }
  }

  TEST_CASE("no coding is sent where none is welcome") {
    for (const char* text :
         {"", "identity", "deflate", "gzip;q=0", "gzip;q=0.000", "*;q=1, gzip;q=0, br;q=0, zstd;q=0",
          "gzip;q=", "gzip;q=x", "gzip;q=0.5, identity", "*;q=0", "gzipped", ",,;;q=1", "gzip;q=2"}) {
      CAPTURE(text);
      CHECK(choose_coding(text).best == Coding::identity);
    }
  }

  TEST_CASE("the weight decides, then the size") {
    CHECK(choose_coding("gzip, deflate, br, zstd").best == Coding::br);
    CHECK(choose_coding("gzip, zstd").best == Coding::zstd);
    CHECK(choose_coding("gzip;q=1.0, br;q=0.9").best == Coding::gzip);
    CHECK(choose_coding("*").best == Coding::br);
    CHECK(choose_coding("br;q=0, *;q=0.1").best == Coding::zstd);
  }

  TEST_CASE("a client that refuses what is not coded is not sent it") {
    for (const char* text : {"*;q=0", "identity;q=0", "gzip, identity;q=0", "gzip, *;q=0", "*, identity;q=0"}) {
      CAPTURE(text);
      CHECK_FALSE(choose_coding(text).takes_plain);
    }
    for (const char* text : {"", "gzip", "gzip;q=0", "*", "*;q=0, identity", "*;q=0, identity;q=0.1", "br, gzip;q=0"}) {
      CAPTURE(text);
      CHECK(choose_coding(text).takes_plain);
    }
  }

  TEST_CASE("every coding gives the bytes back, or says that it is not worth it") {
    std::string text;
    for (int i = 0; i < 500; ++i) text += "<entry><id>urn:" + std::to_string(i) + "</id></entry>\n";
    for (const Coding coding : {Coding::gzip, Coding::br, Coding::zstd}) {
      const std::string small = encode(coding, text);
      CHECK_FALSE(small.empty());
      CHECK(small.size() < text.size() / 3);
      CHECK(encode(coding, "short").empty());
    }
    CHECK(encode(Coding::identity, text).empty());
    std::string back(text.size(), '\0');
    std::size_t size = back.size();
    const std::string brotli = encode(Coding::br, text), zstd = encode(Coding::zstd, text);
    CHECK(BrotliDecoderDecompress(brotli.size(), reinterpret_cast<const std::uint8_t*>(brotli.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(back.data())) == BROTLI_DECODER_RESULT_SUCCESS);
    CHECK(back == text);
    back.assign(text.size(), '\0');
    CHECK(ZSTD_decompress(back.data(), back.size(), zstd.data(), zstd.size()) == text.size());
    CHECK(back == text);
  }

  TEST_CASE("an entity tag tells what its holder has seen, in every coding") {
    CHECK(write_etag("ab12", 7, Coding::identity) == "\"ab12-7\"");
    CHECK(delta_base(write_etag("ab12", 7, Coding::br)) == 7);
    CHECK(delta_base("W/\"ab12-7\"") == 7);
    CHECK(delta_base("\"x\", \"ab-5\", \"cd-9-gzip\", \"ef-8\"") == 9);
    for (const char* text :
         {"", "*", "\"abc\"", "\"abc-\"", "\"abc-x\"", "\"abc--5\"", "abc-5", "\"a-99999999999999999999\""}) {
      CAPTURE(text);
      CHECK(delta_base(text) == std::nullopt);
    }
    CHECK(accepts_feed_delta("feed"));
    CHECK(accepts_feed_delta("vcdiff, Feed;q=0.5"));
    CHECK_FALSE(accepts_feed_delta("feed;q=0"));
    CHECK_FALSE(accepts_feed_delta("feeds, vcdiff"));
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
    for (const char* old : {"Friday, 24-Nov-23 18:28:36 GMT", "Fri Nov 24 18:28:36 2023"}) {
      CAPTURE(old);
      CHECK(is_unchanged({"", old}, "\"abc\"", time));
    }
    for (const char* other : {"2030-01-01T00:00:00Z", "Tue, 1 Jan 2030 00:00:00 GMT", "Tue, 01 Jan 2030 00:00:00 UTC",
                              "Mon, 01 Jan 2030 00:00:00 GMT"}) {
      CAPTURE(other);
      CHECK_FALSE(is_unchanged({"", other}, "\"abc\"", time));
    }
  }

  TEST_CASE("what a client holds to has to hold: If-Match strongly, else If-Unmodified-Since") {
    const auto time = feeds::read_date("2023-11-24T18:28:36Z");
    const auto fail = [&](std::string_view match, std::string_view unmodified) {
      return fails({"", "", match, unmodified}, "\"abc\"", time);
    };
    CHECK_FALSE(fail("", ""));
    CHECK_FALSE(fail("\"x\", \"abc\"", ""));
    CHECK_FALSE(fail("*", "Thu, 23 Nov 2023 18:28:36 GMT"));
    CHECK_FALSE(fail("", "Fri, 24 Nov 2023 18:28:36 GMT"));
    CHECK_FALSE(fail("", "yesterday"));
    CHECK(fail("\"x\"", ""));
    CHECK(fail("W/\"abc\"", ""));
    CHECK(fail("", "Thu, 23 Nov 2023 18:28:36 GMT"));
  }
}
