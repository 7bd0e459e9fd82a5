#include "daemon/fetch/address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace datelined;

namespace {

Address address(const char* text) {
  const auto read = read_address(text);
  REQUIRE_MESSAGE(read, text << " is no address");
  return *read;
}

}  // namespace

TEST_SUITE("daemon/fetch/address") {
  TEST_CASE("addresses of this machine and this network are private") {
    for (const char* text : {"127.0.0.1",
                             "127.255.255.254",
                             "0.0.0.0",
                             "10.1.2.3",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "100.64.0.1",
                             "198.19.255.255",
                             "192.0.2.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "febf::1",
                             "fc00::1",
                             "fdff::1",
                             "fec0::1",
                             "ff02::1",
                             "2001:db8::1",
                             "2001::1",
                             "2001:0:102:304::",
                             "198.18.0.1",
                             "203.0.113.1",
                             "198.51.100.1",
                             "192.0.0.1",
                             "192.88.99.1",
                             "240.0.0.1",
                             "100::1",
                             "3fff::1",
                             "5f00::1",
                             "64:ff9b:1::1",
                             "64:ff9b:1:2::8.8.8.8"}) {
      CAPTURE(text);
      CHECK(is_private(address(text)));
    }
  }

  TEST_CASE("addresses of the public Internet are not") {
    for (const char* text : {"1.1.1.1", "11.0.0.1", "126.255.255.255", "128.0.0.1", "172.15.255.255", "172.32.0.1",
                             "100.63.255.255", "100.128.0.1", "192.167.255.255", "198.20.0.1", "223.255.255.255",
                             "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"}) {
      CAPTURE(text);
      CHECK_FALSE(is_private(address(text)));
    }
  }

  TEST_CASE("an IPv6 form is as private as the IPv4 address in it") {
    for (const char* text :
         {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::192.168.0.1", "2002:7f00:0001::1",
          "2002:c0a8:0101::", "::ffff:0:127.0.0.1", "2002:a9fe:a9fe::1", "64:ff9b::169.254.169.254",
          "::ffff:100.64.0.1", "::10.0.0.1", "2a00:1:2:3:0:5efe:127.0.0.1", "2a00:1:2:3:200:5efe:10.0.0.1"}) {
      CAPTURE(text);
      CHECK(is_private(address(text)));
    }
    for (const char* text : {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:0808:0808::1", "2a00:1:2:3:200:5efe:8.8.8.8",
                             "2a00:1:2:3:100:5efe:10.0.0.1"}) {
      CAPTURE(text);
      CHECK_FALSE(is_private(address(text)));
    }
  }

  TEST_CASE("the host of a URL may be an address in more spellings than one") {
    for (const char* host : {"127.0.0.1", "127.0.0.1.", "127.1", "0x7f.1", "0X7F.0.0.1", "2130706433", "017700000001",
                             "localhost", "LocalHost.", "printer.localhost", "[::ffff:127.0.0.1]"}) {
      CAPTURE(host);
      CHECK(address_of_host(host) == address("127.0.0.1"));
    }
    CHECK(address_of_host("[2001:db8::1]") == address("2001:db8::1"));
    for (const char* host : {"", ".", "a.example", "localhost.example", "1.2.3.4.5", "0x7f.1.example", "[a]", "::1"}) {
      CAPTURE(host);
      CHECK(address_of_host(host) == std::nullopt);
    }
  }

  TEST_CASE("a range allows what is in it and no other private address") {
    const AddressPolicy policy(false, std::vector<std::string>{"10.20.0.0/15", "fd00:1::/32", "127.0.0.7"});
    for (const char* text : {"10.20.0.1", "10.21.255.255", "fd00:1::5", "127.0.0.7", "::ffff:10.20.0.1",
                             "64:ff9b::10.20.0.1", "9.9.9.9"}) {
      CAPTURE(text);
      CHECK(policy.allows(address(text)));
    }
    for (const char* text : {"10.22.0.1", "10.19.255.255", "fd00:2::5", "127.0.0.8", "64:ff9b::10.22.0.1", "::1"}) {
      CAPTURE(text);
      CHECK_FALSE(policy.allows(address(text)));
    }
  }

  TEST_CASE("a range of IPv6 holds no IPv4") {
    for (const char* range : {"::/0", "::/64"}) {
      const AddressPolicy policy(false, std::vector<std::string>{range});
      CHECK(policy.allows(address("::1")));
      for (const char* text : {"127.0.0.1", "10.0.0.1", "::ffff:169.254.169.254"}) {
        CAPTURE(text);
        CHECK_FALSE(policy.allows(address(text)));
      }
    }
    CHECK(AddressPolicy(false, std::vector<std::string>{"::ffff:10.0.0.0/104"}).allows(address("10.9.9.9")));
    CHECK(AddressPolicy(false, std::vector<std::string>{"0.0.0.0/0"}).allows(address("10.9.9.9")));
  }

  TEST_CASE("what is no range allows nothing") {
    const AddressPolicy policy(false,
                               std::vector<std::string>{"", "/0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "x"});
    CHECK_FALSE(policy.allows(address("10.0.0.1")));
    CHECK(AddressPolicy(true, {}).allows(address("10.0.0.1")));
  }

  TEST_CASE("an address is shown as people write it") {
    CHECK(to_string(address("::ffff:192.0.2.7")) == "192.0.2.7");
    CHECK(to_string(address("2001:DB8:0::1")) == "2001:db8::1");
  }
}
