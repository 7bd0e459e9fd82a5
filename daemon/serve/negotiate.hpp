// What a request's header asks of a representation: which coding, and whether it has it already.
// See: RFC 9110 §12.5.3 (Accept-Encoding), §13 (conditional requests).
#pragma once

#include "feeds/time.hpp"

#include <optional>
#include <string_view>

namespace datelined {

// Whether gzip is welcome: named or by "*", with a weight above 0 and no less than identity's.
bool accepts_gzip(std::string_view accept_encoding);

struct Conditions {
  std::string_view if_none_match, if_modified_since;  // empty: not sent
};

// 304 or not. If-None-Match decides alone where it is sent (§13.2.2); a date nobody can read is none.
bool is_unchanged(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified);

}  // namespace datelined
