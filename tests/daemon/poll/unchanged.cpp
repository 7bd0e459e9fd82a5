#include "daemon/poll/unchanged.hpp"

#include <doctest/doctest.h>

using namespace datelined;

namespace {

std::string written(std::initializer_list<std::uint64_t> digests) {
  Unchanged unchanged("");
  for (const std::uint64_t digest : digests) unchanged.see(digest);
  return unchanged.write(false);
}

}  // namespace

TEST_SUITE("daemon/poll/unchanged") {
  TEST_CASE("before the first document everything is new") {
    CHECK_FALSE(Unchanged("").see(1));
  }

  TEST_CASE("what stood in the document before is unchanged, and nothing else") {
    Unchanged unchanged(written({1, 0xFEDC'BA98'7654'3210, 3}));
    CHECK(unchanged.see(0xFEDC'BA98'7654'3210));
    CHECK(unchanged.see(1));
    CHECK_FALSE(unchanged.see(2));
    CHECK(unchanged.write(false) == written({0xFEDC'BA98'7654'3210, 1, 2}));
  }

  TEST_CASE("a document of differences leaves the rest as it was") {
    Unchanged unchanged(written({1, 2}));
    CHECK_FALSE(unchanged.see(3));
    CHECK(unchanged.write(true) == written({3, 1, 2}));
  }

  TEST_CASE("of an endless document a bounded part is remembered") {
    Unchanged unchanged("");
    for (std::uint64_t digest = 1; digest <= 5'000; ++digest) unchanged.see(digest);
    CHECK(unchanged.write(false).size() == 8'000);
    CHECK(Unchanged(unchanged.write(true)).see(1'000));
    CHECK_FALSE(Unchanged(unchanged.write(true)).see(1'001));
  }
}
