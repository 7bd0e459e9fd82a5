#include "daemon/config/address.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/config/address") {
  TEST_CASE("an address reaches this machine, the network or nothing") {
    for (const std::string_view text :
         {"127.0.0.1:0", "127.8.8.8:80", "[::1]:65535", "localhost:8484", "unix:/run/a"}) {
      CAPTURE(text);
      CHECK(reach_of(text) == Reach::loopback);
    }
    for (const std::string_view text : {"0.0.0.0:80", "[::]:80", "192.168.0.1:80", "[2001:db8::1]:80"}) {
      CAPTURE(text);
      CHECK(reach_of(text) == Reach::network);
    }
    for (const std::string_view text : {"", ":", "80", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:8x",
                                        "::1:80", "[127.0.0.1]:80", "[]:80", "127.1:80", "example.org:80", "unix:"}) {
      CAPTURE(text);
      CHECK(reach_of(text) == Reach::nowhere);
    }
  }

  TEST_CASE("ranges are CIDR, of both versions") {
    for (const std::string_view text : {"10.0.0.0/8", "192.168.7.1", "0.0.0.0/0", "fd00::/8", "::1", "::1/128"}) {
      CAPTURE(text);
      CHECK(is_address_range(text));
    }
    for (const std::string_view text : {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.0/", "example.org", "/8",
                                        "fe80::1%eth0", "fe80::%1/10"}) {
      CAPTURE(text);
      CHECK_FALSE(is_address_range(text));
    }
  }
}
