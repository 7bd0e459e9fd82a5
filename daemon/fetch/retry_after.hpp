// What an answer says of waiting: seconds and dates. Pure.
//
// Bad: nullopt for nonsense and for nothing said; what is past counting is long, not negative.
// See: RFC 9110 §10.2.3 (Retry-After) and §5.6.7 (dates), RFC 9111 §1.2.2 (delta-seconds).
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "feeds/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace datelined {

// Longer than anybody means, and small enough to be added to any time.
inline constexpr std::chrono::seconds longest_delta = std::chrono::days{3650};

std::optional<std::chrono::seconds> read_delta_seconds(std::string_view text);

// Of the forms that feeds have for theirs too, but in ASCII and with a time of day, as all that RFC 9110 knows: "2099"
// is a number gone astray, and no wait of decades.
std::optional<feeds::Time> read_header_date(std::string_view text);

// Of a 429 or 503: how long it asks to be left alone, as seconds or a date; at most 30 days.
std::optional<std::chrono::seconds> retry_after(const Fetched& answer, feeds::Time now);

}  // namespace datelined
