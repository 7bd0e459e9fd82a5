// A moment as people ask for it: --since, --until, ?since=, ?until=.
//
// In:  RFC 3339 ("2023-11-24T18:28:36Z"), a day ("2023-11-24": its first second, UTC), or a duration,
//      which means that long before `now` ("24h", "7d").
// Bad: nullopt.
#pragma once

#include "feeds/time.hpp"

#include <optional>
#include <string_view>

namespace datelined {

std::optional<feeds::Time> read_when(std::string_view text, feeds::Time now);

}  // namespace datelined
