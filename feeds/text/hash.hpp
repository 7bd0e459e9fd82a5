// Hashes: fast ones that compare, and the two whose values are published.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace datelined::feeds {

// XXH3, 64 bits. For equality among values of one store; no defence against who wants a collision
// in their own feed. Never 0 for a non-empty text, so that 0 can mean "none".
std::uint64_t hash64(std::string_view bytes);

std::string sha256_hex(std::string_view bytes);
std::string hex(std::string_view bytes);  // two small digits a byte

// urn:uuid: of version 5 (RFC 9562 §5.5) from a feed's address and an entry's guid: the same in every store.
std::string uuid_urn(std::string_view feed_url, std::string_view guid);

}  // namespace datelined::feeds
