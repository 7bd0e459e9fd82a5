// Which addresses a feed may live on: judged after DNS, on the address about to be connected to.
//
// Every address has one form here, the 16 bytes of IPv6; an IPv4 address is its mapped form
// (::ffff:a.b.c.d), so that the two spellings of one machine cannot be told apart.
// See: the IANA special-purpose address registries (RFC 6890); RFC 6052 (NAT64), RFC 3056 (6to4), RFC 5214 (ISATAP).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace datelined {

using Address = std::array<std::uint8_t, 16>;

std::optional<Address> read_address(std::string_view text);  // "192.0.2.1", "2001:db8::1"
// What the host of a URL is without DNS: in all spellings that resolvers take for an address ("0x7f.1", "127.0.0.1.",
// "[::1]"; inet_aton(3)), and localhost (RFC 6761 §6.3). nullopt: a name.
std::optional<Address> address_of_host(std::string_view host);
std::optional<Address> address_of(const sockaddr& socket);  // nullopt: neither IPv4 nor IPv6
std::string to_string(const Address& address);              // IPv4 where it is one

// Loopback, private, link-local, multicast or reserved, or an IPv6 form that carries such an IPv4 address.
bool is_private(const Address& address);

// A range of addresses (RFC 4632, RFC 4291 §2.3): "10.0.0.0/8", "fd00::/8"; a single address is one too.
struct Cidr {
  Address network;
  int bits;  // of the 128

  bool holds(const Address& address) const;
};
std::optional<Cidr> read_cidr(std::string_view text);

class AddressPolicy {
 public:
  // `ranges` in CIDR notation are allowed although private; what is none allows nothing.
  AddressPolicy(bool allow_private, std::span<const std::string> ranges);

  bool allows(const Address& address) const;

 private:
  bool allow_private_;
  std::vector<Cidr> ranges_;
};

}  // namespace datelined
