#include "daemon/fetch/address.hpp"

#include "feeds/text/characters.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace datelined {
namespace {

constexpr int mapped_bits = 96;  // the length of ::ffff:0:0/96

// Each is of one version: no address of the other lies in it.
constexpr std::string_view special[] = {
    "0.0.0.0/8",        // this network
    "10.0.0.0/8",       // private
    "100.64.0.0/10",    // behind a carrier's NAT
    "127.0.0.0/8",      // loopback
    "169.254.0.0/16",   // link-local: the metadata services of clouds
    "172.16.0.0/12",    // private
    "192.0.0.0/24",     // protocol assignments
    "192.0.2.0/24",     // documentation
    "192.88.99.0/24",   // 6to4 relays, deprecated
    "192.168.0.0/16",   // private
    "198.18.0.0/15",    // benchmarks
    "198.51.100.0/24",  // documentation
    "203.0.113.0/24",   // documentation
    "224.0.0.0/4",      // multicast
    "240.0.0.0/4",      // reserved, broadcast
    "::/128",           // unspecified
    "::1/128",          // loopback
    "64:ff9b:1::/48",   // NAT64 of one's own network
    "100::/64",         // discard
    "2001::/23",        // protocol assignments, Teredo
    "2001:db8::/32",    // documentation
    "3fff::/20",        // documentation
    "5f00::/16",        // segment routing
    "fc00::/7",         // unique local
    "fe80::/10",        // link-local
    "fec0::/10",        // site-local, deprecated
    "ff00::/8",         // multicast
};

// IPv6 forms that carry an IPv4 address: where its four bytes stand.
struct Carrier {
  std::string_view network;
  std::size_t offset;
};

constexpr Carrier carriers[] = {
    {"::/96", 12},            // IPv4-compatible, deprecated
    {"::ffff:0:0:0/96", 12},  // IPv4-translated (RFC 2765)
    {"64:ff9b::/96", 12},     // NAT64
    {"2002::/16", 2},         // 6to4
};

bool within(const Address& address, const Address& network, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(network.begin(), network.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits % 8));
  return (address[whole] & mask) == (network[whole] & mask);
}

Address mapped(const std::uint8_t* v4) {
  Address address{};
  address[10] = address[11] = 0xff;
  std::copy_n(v4, 4, address.begin() + 12);
  return address;
}

bool is_v4(const Address& address) {
  static constexpr Address prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return within(address, prefix, mapped_bits);
}

// Whatever the network, the interface's identifier says so (RFC 5214 §6.1).
bool is_isatap(const Address& address) {
  return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe;
}

// The IPv4 address that an IPv6 one carries.
std::optional<Address> carried(const Address& address) {
  static const auto ranges = [] {
    std::vector<std::pair<Cidr, std::size_t>> all;
    for (const Carrier& carrier : carriers) all.emplace_back(*read_cidr(carrier.network), carrier.offset);
    return all;
  }();
  for (const auto& [range, offset] : ranges) {
    if (range.holds(address)) return mapped(address.data() + offset);
  }
  if (is_isatap(address)) return mapped(address.data() + 12);
  return std::nullopt;
}

bool is_special(const Address& address) {
  static const auto ranges = [] {
    std::vector<Cidr> all;
    for (const std::string_view range : special) all.push_back(*read_cidr(range));
    return all;
  }();
  return std::any_of(ranges.begin(), ranges.end(), [&](const Cidr& range) { return range.holds(address); });
}

}  // namespace

std::optional<Address> read_address(std::string_view text) {
  const std::string terminated(text);
  std::uint8_t v4[4];
  if (inet_pton(AF_INET, terminated.c_str(), v4) == 1) return mapped(v4);
  Address v6;
  if (inet_pton(AF_INET6, terminated.c_str(), v6.data()) == 1) return v6;
  return std::nullopt;
}

std::optional<Address> address_of_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return read_address(host.substr(1, host.size() - 2));
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name = feeds::ascii_lower(host);
  if (name == "localhost" || name.ends_with(".localhost")) return read_address("127.0.0.1");
  in_addr v4{};
  if (name.empty() || inet_aton(name.c_str(), &v4) == 0) return std::nullopt;
  std::uint8_t bytes[4];
  std::memcpy(bytes, &v4, sizeof bytes);
  return mapped(bytes);
}

std::optional<Address> address_of(const sockaddr& socket) {
  if (socket.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &socket, sizeof v4);
    std::uint8_t bytes[4];
    std::memcpy(bytes, &v4.sin_addr, sizeof bytes);
    return mapped(bytes);
  }
  if (socket.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &socket, sizeof v6);
    Address address;
    std::memcpy(address.data(), &v6.sin6_addr, address.size());
    return address;
  }
  return std::nullopt;
}

std::string to_string(const Address& address) {
  char text[INET6_ADDRSTRLEN];
  const bool v4 = is_v4(address);
  return inet_ntop(v4 ? AF_INET : AF_INET6, address.data() + (v4 ? 12 : 0), text, sizeof text);
}

bool is_private(const Address& address) {
  if (is_special(address)) return true;
  const auto inner = carried(address);
  return inner && is_special(*inner);
}

bool Cidr::holds(const Address& address) const {
  // Nobody who writes "::/0" means IPv4, though its mapped form begins with noughts.
  return within(address, network, bits) && (bits >= mapped_bits || !is_v4(address));
}

std::optional<Cidr> read_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = read_address(text.substr(0, slash));
  if (!network) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*network, 128};

  const bool v4 = text.find(':') == std::string_view::npos;
  const std::string_view length = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc{} || end != length.data() + length.size()) return std::nullopt;
  if (bits < 0 || bits > (v4 ? 32 : 128)) return std::nullopt;
  return Cidr{*network, v4 ? mapped_bits + bits : bits};
}

AddressPolicy::AddressPolicy(bool allow_private, std::span<const std::string> ranges) : allow_private_(allow_private) {
  for (const std::string& text : ranges) {
    if (const auto range = read_cidr(text)) ranges_.push_back(*range);
  }
}

bool AddressPolicy::allows(const Address& address) const {
  if (allow_private_ || !is_private(address)) return true;
  const auto inner = carried(address);
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Cidr& range) { return range.holds(address) || (inner && range.holds(*inner)); });
}

}  // namespace datelined
