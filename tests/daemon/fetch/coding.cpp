#include "daemon/fetch/coding.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using datelined::undo_coding;

namespace {

// window 15: zlib's frame; 31: gzip's; -15: none.
std::string pack(const std::string& text, int window) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string gzip(const std::string& text) {
  return pack(text, 31);
}

std::string undone(const std::string& body, const std::string& coding, std::size_t most = 1'000'000) {
  std::string buffer;
  const auto bytes = undo_coding(body, coding, most, buffer);
  return bytes.has_error() ? "fault: " + bytes.error().what : std::string(*bytes);
}

// An uncompressed meta-block (RFC 7932 §9.2), and a raw block in a frame (RFC 8878 §3.1).
std::string brotli_stored(const std::string& text) {
  const std::size_t bits = (text.size() - 1) << 4 | std::size_t{1} << 20;
  std::string out;
  for (int i = 0; i < 3; ++i) out += static_cast<char>(bits >> (8 * i));
  return out + text + '\x03';
}

std::string zstd_raw(const std::string& text) {
  std::string out("\x28\xb5\x2f\xfd\x00\x58", 6);
  const std::size_t head = text.size() << 3 | 1;
  for (int i = 0; i < 3; ++i) out += static_cast<char>(head >> (8 * i));
  return out + text;
}

const std::string feed = "<rss>" + std::string(50'000, 'x') + "</rss>";
const std::string small = "<rss>a small feed</rss>";

}  // namespace

TEST_SUITE("daemon/fetch/coding") {
  TEST_CASE("every coding that is offered is understood") {
    CHECK(undone(gzip(feed), "gzip") == feed);
    CHECK(undone(gzip(feed), " X-GZip ") == feed);
    CHECK(undone(pack(feed, 15), "deflate") == feed);
    CHECK(undone(pack(feed, -15), "deflate") == feed);
    CHECK(undone(brotli_stored(small), "br") == small);
    CHECK(undone(zstd_raw(small), "zstd") == small);
    CHECK(undone(feed, "") == feed);
    CHECK(undone(feed, "identity") == feed);
    CHECK(undone("", "") == "");
  }

  TEST_CASE("what says it is coded and is not, and the other way round, is read as what it is") {
    for (const char* coding : {"gzip", "deflate", "br", "zstd", "utf-8", "gzip, br"}) {
      CAPTURE(coding);
      CHECK(undone(small, coding) == small);
      CHECK(undone("\xef\xbb\xbf\n{}", coding) == "\xef\xbb\xbf\n{}");
    }
    for (const char* coding : {"", "identity", "utf-8", "br", "deflate"}) {
      CAPTURE(coding);
      CHECK(undone(gzip(feed), coding) == feed);
    }
  }

  TEST_CASE("codings on codings are undone, to a depth") {
    CHECK(undone(gzip(gzip(feed)), "gzip") == feed);
    CHECK(undone(gzip(pack(feed, 15)), "deflate, gzip") == feed);
    std::string onion = small;
    for (int i = 0; i < 10; ++i) onion = gzip(onion);
    CHECK(undone(onion, "gzip") != small);
  }

  TEST_CASE("members follow one another, and padding and stray bytes behind them are none") {
    CHECK(undone(gzip("<rss>") + gzip("</rss>"), "gzip") == "<rss></rss>");
    CHECK(undone(gzip(feed) + std::string(512, '\0'), "gzip") == feed);
    CHECK(undone(gzip(feed) + "\r\n", "gzip") == feed);
    std::string many;
    for (int i = 0; i < 20'000; ++i) many += gzip("");
    CHECK(undone(many + gzip(feed), "gzip") == feed);
  }

  TEST_CASE("what is cut short or damaged is a fault") {
    for (const auto& [body, coding] : {std::pair{gzip(feed), "gzip"},
                                       {pack(feed, 15), "deflate"},
                                       {pack(feed, -15), "deflate"},
                                       {brotli_stored(small), "br"},
                                       {zstd_raw(small), "zstd"}}) {
      CAPTURE(coding);
      CHECK(undone(body.substr(0, body.size() / 2), coding).starts_with("fault: the body is cut short"));
    }
    CHECK(undone(gzip(feed).substr(0, gzip(feed).size() - 1), "gzip").starts_with("fault"));
    std::string wrong = gzip(feed);
    wrong[wrong.size() - 8] ^= 1;  // its checksum
    CHECK(undone(wrong, "gzip").starts_with("fault"));
    CHECK(undone("\x1f\x8b", "gzip").starts_with("fault"));
  }

  TEST_CASE("what comes out is bounded, whatever the stream announces") {
    const std::string bomb = gzip(std::string(5'000'000, 'x'));
    CHECK(undone(bomb, "gzip", 10'000) == "fault: larger than max_body (10000 bytes)");
    CHECK(undone(gzip(feed), "gzip", feed.size()) == feed);
    CHECK(undone(gzip(feed), "gzip", feed.size() - 1).starts_with("fault: larger"));
    CHECK(undone(pack(feed, 15), "deflate", 1'000).starts_with("fault: larger"));
    CHECK(undone(brotli_stored(std::string(60'000, 'x')), "br", 1'000).starts_with("fault: larger"));
    CHECK(undone(zstd_raw(std::string(60'000, 'x')), "zstd", 1'000).starts_with("fault: larger"));
    for (const std::string& lie : {std::string("\xff\xff\xff\xff"), std::string("\0\0\0\0", 4)}) {
      std::string liar = gzip(small);
      liar.replace(liar.size() - 4, 4, lie);
      CHECK(undone(liar, "gzip").starts_with("fault"));
    }
  }
}
