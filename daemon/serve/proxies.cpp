#include "daemon/serve/proxies.hpp"

#include "feeds/text/characters.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace datelined {
namespace {

// "1.2.3.4:5678", "[2001:db8::1]:5678", with quotes or without: the address alone.
std::string_view without_port(std::string_view node) {
  node = feeds::trimmed(node);
  if (node.size() >= 2 && node.front() == '"' && node.back() == '"') node = node.substr(1, node.size() - 2);
  if (node.starts_with('[')) return node.substr(1, std::min(node.find(']'), node.size()) - 1);
  const auto colon = node.find(':');
  return colon != std::string_view::npos && node.find(':', colon + 1) == std::string_view::npos ? node.substr(0, colon)
                                                                                                : node;
}

// The node of one element of Forwarded: its "for" parameter.
std::string_view for_parameter(std::string_view element) {
  while (!element.empty()) {
    const auto end = std::min(element.find(';'), element.size());
    const std::string_view pair = feeds::trimmed(element.substr(0, end));
    element.remove_prefix(std::min(end + 1, element.size()));
    if (feeds::equal_ignoring_case(pair.substr(0, 4), "for=")) return pair.substr(4);
  }
  return {};
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<AddressRange>& ranges) {
  for (const AddressRange& range : ranges) {
    const std::string_view text = range.text;
    const auto slash = std::min(text.find('/'), text.size());
    Range read;
    if (!read_address(text.substr(0, slash), read.address)) continue;  // the configuration was checked
    const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    unsigned bits = is_v4 ? 32 : 128;
    if (slash < text.size()) std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
    read.bits = std::min(128u, bits + (is_v4 ? 96 : 0));
    ranges_.push_back(read);
  }
}

bool TrustedProxies::read_address(std::string_view text, Address& into) {
  const std::string copy(text);
  in_addr v4{};
  if (::inet_pton(AF_INET, copy.c_str(), &v4) == 1) {
    into = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    std::memcpy(into.data() + 12, &v4, 4);
    return true;
  }
  return ::inet_pton(AF_INET6, copy.c_str(), into.data()) == 1;
}

bool TrustedProxies::includes(std::string_view text) const {
  Address address{};
  if (ranges_.empty() || !read_address(text, address)) return false;
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    const std::size_t whole = range.bits / 8;
    if (std::memcmp(range.address.data(), address.data(), whole) != 0) return false;
    if (range.bits % 8 == 0) return true;
    const unsigned shift = 8 - range.bits % 8;
    return range.address[whole] >> shift == address[whole] >> shift;
  });
}

std::string TrustedProxies::client(std::string_view peer, std::string_view forwarded,
                                   std::string_view x_forwarded_for) const {
  std::string client(peer);
  const bool by_x = !x_forwarded_for.empty();
  std::string_view chain = by_x ? x_forwarded_for : forwarded;
  // From the end, where the nearest proxy wrote; the first that is no proxy of ours is who asks.
  while (!chain.empty() && includes(client)) {
    const auto comma = chain.rfind(',');
    const std::string_view element = comma == std::string_view::npos ? chain : chain.substr(comma + 1);
    chain = comma == std::string_view::npos ? std::string_view() : chain.substr(0, comma);
    const std::string_view node = without_port(by_x ? element : for_parameter(element));
    Address read;
    if (!read_address(node, read)) break;  // "unknown", "_hidden", or a lie
    client = node;
  }
  return client;
}

}  // namespace datelined
