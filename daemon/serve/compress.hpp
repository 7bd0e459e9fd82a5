// Bytes made small for the wire, whole and at once.
// See: RFC 1952 (gzip).
#pragma once

#include <string>
#include <string_view>

namespace datelined {

// Empty when it would not be worth it.
std::string gzip(std::string_view bytes);

}  // namespace datelined
