#include "daemon/fetch/host.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/fetch/host") {
  TEST_CASE("servers of one organisation are one host") {
    CHECK(read_host("wires.example.com").domain == "example.com");
    CHECK(read_host("example.com.").domain == "example.com");
    CHECK(read_host("a.b.example.co.uk").domain == "example.co.uk");
    CHECK(read_host("blog-a.blogspot.com").domain == "blog-a.blogspot.com");
    CHECK(read_host("co.uk").domain == "co.uk");
    CHECK(read_host("localhost").domain == "localhost");
    CHECK(read_host("192.0.2.1").domain == "192.0.2.1");
    CHECK(read_host("[2001:db8::1]").domain == "2001:db8::1");
    CHECK(read_host("[::ffff:192.0.2.1]").domain == "192.0.2.1");
  }

  TEST_CASE("an address of one's own network is told from others") {
    CHECK(read_host("127.0.0.1").is_private);
    CHECK(read_host("[fd00::1]").is_private);
    CHECK_FALSE(read_host("9.9.9.9").is_private);
    CHECK_FALSE(read_host("example.com").is_private);
  }
}
