#include "daemon/fetch/host.hpp"

#include "daemon/fetch/address.hpp"

#include <libpsl.h>

namespace datelined {
namespace {

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

std::string registrable_domain(std::string_view host) {
  if (const auto address = read_address(without_brackets(host))) return to_string(*address);
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name(host);
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain != nullptr ? domain : name;
}

bool is_private_address(std::string_view host) {
  const auto address = read_address(without_brackets(host));
  return address && is_private(*address);
}

}  // namespace datelined
