// Base64, with padding or without, read into bytes; nullopt when it is none. See: RFC 4648 §4.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datelined {

std::optional<std::string> decode_base64(std::string_view text);

}  // namespace datelined
