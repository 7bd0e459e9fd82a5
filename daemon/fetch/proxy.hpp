// Which proxy a request goes through: read from the environment once, as curl reads it.
//
// Decided here and not in libcurl, because behind a proxy it is the proxy that is connected to, and the
// rule for private addresses must know which of the two it looks at.
// See: curl(1), "environment": http_proxy, https_proxy, all_proxy, no_proxy.
#pragma once

#include "daemon/fetch/target.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

// Whether libcurl takes it for one. It repeats what it does not take in its message, with the password.
bool is_proxy(const std::string& url);

// Whether it takes addresses alone, so that libcurl resolves the name here: SOCKS version 4, and 5 without the h.
bool wants_addresses(const std::string& proxy);

class Proxies {
 public:
  using Environment = std::function<const char*(const char* name)>;
  explicit Proxies(const Environment& environment);  // of the process: std::getenv

  // Empty: none.
  const std::string& proxy_for(const Target& target) const;

 private:
  bool is_direct(std::string_view host) const;

  std::string http_, https_;
  std::vector<std::string> direct_;  // what no_proxy lists
};

}  // namespace datelined
