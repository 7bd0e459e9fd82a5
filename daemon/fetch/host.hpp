// Whose server it is: the name under which many servers are one organisation's.
//
// See: https://publicsuffix.org/ (by libpsl, with the list that it was built with).
#pragma once

#include <string>
#include <string_view>

namespace datelined {

struct Host {
  std::string domain;       // "example.co.uk" of "wires.example.co.uk"; an address, and a public suffix, is itself
  bool is_private = false;  // an address of one's own (fetch/address.hpp)
};

// Of the text in a URL. The forms of an address that mean the same machine are one.
Host read_host(std::string_view text);

}  // namespace datelined
