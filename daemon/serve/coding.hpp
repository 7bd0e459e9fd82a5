// The codings a representation is sent in: its bytes made small, whole and at once.
// See: RFC 9110 §8.4.1; RFC 1952 (gzip), RFC 7932 (br), RFC 8878 and RFC 9659 (zstd).
#pragma once

#include <string>
#include <string_view>

namespace datelined {

enum class Coding { identity, gzip, br, zstd };

// As Content-Encoding and entity tags name it; empty for identity.
std::string_view to_string(Coding coding);

// Empty when it would not be worth it, and for identity.
std::string encode(Coding coding, std::string_view bytes);

}  // namespace datelined
