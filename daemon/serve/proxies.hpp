// Who asks, where a proxy stands between: what it says of its client is taken when it is one of ours.
//
// For logs and limits only: nobody gets in by an address that stands in a header.
// In:  the address a connection came from, Forwarded and X-Forwarded-For as they came.
// Out: the last address of the chain that is not one of our proxies. X-Forwarded-For goes first: what sets it
//      is more common, and passes a client's own Forwarded through.
// See: RFC 7239.
#pragma once

#include "daemon/config/settings.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

class TrustedProxies {
 public:
  explicit TrustedProxies(const std::vector<AddressRange>& ranges);

  bool includes(std::string_view address) const;
  std::string client(std::string_view peer, std::string_view forwarded, std::string_view x_forwarded_for) const;

 private:
  using Address = std::array<std::uint8_t, 16>;  // version 4 as ::ffff:a.b.c.d
  struct Range {
    Address address{};
    unsigned bits = 0;
  };
  static bool read_address(std::string_view text, Address& into);

  std::vector<Range> ranges_;
};

}  // namespace datelined
