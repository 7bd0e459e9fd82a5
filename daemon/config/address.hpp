// Addresses as a configuration writes them: to listen on, and ranges of them.
// See: RFC 3986 §3.2.2 (brackets), RFC 4632 and RFC 4291 §2.3 (CIDR).
#pragma once

#include <string_view>

namespace datelined {

enum class Reach {
  nowhere,   // it is no address
  loopback,  // this machine alone: 127.0.0.0/8, ::1, a socket in the file system
  network,
};

bool is_port(std::string_view text);  // a number of up to 65535

// HOST:PORT, [V6]:PORT, either behind "tls:", or unix:PATH; HOST is an IPv4 address or "localhost".
Reach reach_of(std::string_view listen);

// Whether the host of a URL, an address or "localhost", is found from near by alone: loopback, a private network, a
// link, or no address at all. A name may lead anywhere.
bool is_local_host(std::string_view host);

// "10.0.0.0/8", "fd00::/8"; a single address is a range of one.
bool is_address_range(std::string_view text);

}  // namespace datelined
