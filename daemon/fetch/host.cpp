#include "daemon/fetch/host.hpp"

#include "daemon/fetch/address.hpp"

#include <libpsl.h>

namespace datelined {
namespace {

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Host read_host(std::string_view text) {
  if (const auto address = read_address(without_brackets(text))) return {to_string(*address), is_private(*address)};
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::string name(text);
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return {domain != nullptr ? domain : name};
}

}  // namespace datelined
