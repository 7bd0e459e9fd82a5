#include "daemon/files.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/files") {
  TEST_CASE("a file is read whole, up to a limit") {
    const test::TempDir dir;
    const std::string text = std::string(200'000, 'a') + '\0' + "end";
    const auto file = dir.write("a.xml", text);
    CHECK(read_file(file, text.size()).value() == text);
    const auto refused = read_file(file, text.size() - 1);
    REQUIRE(refused.has_error());
    CHECK(refused.error().where == file);
    CHECK(refused.error().what == "is larger than 200003 bytes");
    CHECK(read_file(dir.write("empty", ""), 10).value() == "");
  }

  TEST_CASE("why a file cannot be read is said") {
    const test::TempDir dir;
    CHECK(read_file(dir / "none", 10).error().what == "cannot be read: No such file or directory");
    CHECK(read_file(dir.path(), 10).error().what == "cannot be read: Is a directory");
  }
}
