#include "daemon/files.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

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

  TEST_CASE("of a descriptor what is left is read, also of a socket and of one that does not wait") {
    const test::TempDir dir;
    const int file = ::open(dir.write("a.xml", "seen, then unseen").c_str(), O_RDONLY | O_CLOEXEC);
    char seen[4];
    REQUIRE(::read(file, seen, sizeof seen) == 4);
    CHECK(read_descriptor(file, "a", 100).value() == ", then unseen");
    ::close(file);

    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
    std::string read;
    std::thread reader([&] { read = read_descriptor(ends[0], "a socket", 100).value(); });
    CHECK(::write(ends[1], "late", 4) == 4);
    ::close(ends[1]);
    reader.join();
    ::close(ends[0]);
    CHECK(read == "late");
    CHECK(read_descriptor(-1, "none", 10).error().what == "cannot be read: Bad file descriptor");
  }

  TEST_CASE("why a file cannot be read is said") {
    const test::TempDir dir;
    CHECK(read_file(dir / "none", 10).error().what == "cannot be read: No such file or directory");
    CHECK(read_file(dir.path(), 10).error().what == "cannot be read: Is a directory");
  }
}
