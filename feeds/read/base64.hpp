// Base64 as documents carry it: white space anywhere, padding or none.
// See: RFC 4648 §4.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds::read {

std::optional<std::string> decode_base64(std::string_view text);

// Whether bytes are text for people: UTF-8 without control characters.
bool is_utf8_text(std::string_view bytes);

}  // namespace datelined::feeds::read
