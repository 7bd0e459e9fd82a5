#include "daemon/serve/memory_file.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

using namespace datelined;

namespace {

// Two ends that hold little between them.
struct Pair {
  Pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    for (const int end : ends) ::close(end);
  }

  std::string received() const {
    std::string all;
    std::array<char, 4096> piece{};
    for (ssize_t size; (size = ::recv(ends[1], piece.data(), piece.size(), 0)) > 0;)
      all.append(piece.data(), static_cast<std::size_t>(size));
    return all;
  }

  std::array<int, 2> ends{};
};

}  // namespace

TEST_SUITE("daemon/serve/memory_file") {
  TEST_CASE("what it holds is sent behind a head, to one after the other, and outlives it on the way") {
    auto file = MemoryFile::hold("the body");
    REQUIRE(file != nullptr);
    const Pair first, second;
    CHECK(file->send(first.ends[0], "head ", 100) == 13);
    CHECK(file->send(second.ends[0], "another head ", 3) == 16);
    file.reset();
    CHECK(first.received() == "head the body");
    CHECK(second.received() == "another head the");
  }

  TEST_CASE("of what is too much as much is sent as there is room for") {
    const std::string body(4 << 20, 'b');
    const auto file = MemoryFile::hold(body);
    REQUIRE(file != nullptr);
    const Pair pair;
    const std::size_t sent = file->send(pair.ends[0], "head", body.size());
    CHECK(sent < body.size());
    CHECK(pair.received() == ("head" + body).substr(0, sent));
    while (::send(pair.ends[0], body.data(), body.size(), 0) > 0) continue;
    CHECK(file->send(pair.ends[0], "head", body.size()) == 0);
  }
}
