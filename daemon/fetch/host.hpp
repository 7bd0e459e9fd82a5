// Whose server it is: the name under which many servers are one organisation's.
//
// See: https://publicsuffix.org/ (by libpsl, with the list that it was built with).
#pragma once

#include <string>
#include <string_view>

namespace datelined {

// "wires.example.co.uk" -> "example.co.uk". An address, and a name that is a public suffix, is itself.
std::string registrable_domain(std::string_view host);

// An address in the text of a URL's host: its forms that mean the same machine are one.
bool is_private_address(std::string_view host);

}  // namespace datelined
