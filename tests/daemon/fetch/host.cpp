#include "daemon/fetch/host.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/fetch/host") {
  TEST_CASE("servers of one organisation are one host") {
    CHECK(registrable_domain("wires.example.com") == "example.com");
    CHECK(registrable_domain("example.com.") == "example.com");
    CHECK(registrable_domain("a.b.example.co.uk") == "example.co.uk");
    CHECK(registrable_domain("blog-a.blogspot.com") == "blog-a.blogspot.com");
    CHECK(registrable_domain("co.uk") == "co.uk");
    CHECK(registrable_domain("localhost") == "localhost");
    CHECK(registrable_domain("192.0.2.1") == "192.0.2.1");
    CHECK(registrable_domain("[2001:db8::1]") == "2001:db8::1");
    CHECK(registrable_domain("[::ffff:192.0.2.1]") == "192.0.2.1");
  }

  TEST_CASE("an address of one's own network is told from others") {
    CHECK(is_private_address("127.0.0.1"));
    CHECK(is_private_address("[fd00::1]"));
    CHECK_FALSE(is_private_address("9.9.9.9"));
    CHECK_FALSE(is_private_address("example.com"));
  }
}
