#include "feeds/text/percent.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/percent") {
  TEST_CASE("what is not unreserved is encoded byte by byte, in capitals") {
    CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
    CHECK(percent_encoded("a b/c?d=%25&e") == "a%20b%2Fc%3Fd%3D%2525%26e");
    CHECK(percent_encoded("خبر") == "%D8%AE%D8%A8%D8%B1");
    CHECK(percent_encoded(std::string_view("\0\xFF", 2)) == "%00%FF");
  }
}
