#include "daemon/config/address.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <charconv>
#include <cstdint>
#include <string>

namespace datelined {
namespace {

namespace ip = boost::asio::ip;

}  // namespace

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size();
}

Reach reach_of(std::string_view listen) {
  if (listen.starts_with("unix:")) return listen.size() > 5 ? Reach::loopback : Reach::nowhere;
  if (listen.starts_with("tls:")) listen.remove_prefix(4);

  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos || !is_port(listen.substr(colon + 1))) return Reach::nowhere;
  std::string_view host = listen.substr(0, colon);
  if (host == "localhost") return Reach::loopback;

  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  boost::system::error_code bad;
  const ip::address address = ip::make_address(std::string(host), bad);
  // A version 6 address and its port cannot be told apart without the brackets.
  if (bad || address.is_v6() != bracketed) return Reach::nowhere;
  return address.is_loopback() ? Reach::loopback : Reach::network;
}

bool is_local_host(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code bad;
  const ip::address address = ip::make_address(std::string(host), bad);
  if (bad) return false;
  if (address.is_loopback() || address.is_unspecified()) return true;
  if (address.is_v6()) {
    const unsigned first = address.to_v6().to_bytes()[0];
    return (first & 0xFEu) == 0xFCu || address.to_v6().is_link_local();  // RFC 4193, RFC 4291 §2.5.6
  }
  const std::uint32_t bits = address.to_v4().to_uint();  // RFC 1918, RFC 3927
  return bits >> 24 == 10 || bits >> 20 == 0xAC1 || bits >> 16 == 0xC0A8 || bits >> 16 == 0xA9FE;
}

bool is_address_range(std::string_view text) {
  if (text.find('%') != text.npos) return false;  // a zone is no part of an address (RFC 4007 §11)
  const std::string range(text);
  boost::system::error_code bad;
  ip::make_address(range, bad);
  if (!bad) return true;
  ip::make_network_v4(range, bad);
  if (!bad) return true;
  ip::make_network_v6(range, bad);
  return !bad;
}

}  // namespace datelined
