// The [[feed]] tables of a configuration, read and held against each other.
#pragma once

#include "daemon/config/load.hpp"
#include "daemon/config/plain.hpp"
#include "daemon/config/section.hpp"
#include "daemon/config/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace datelined {

// Of entries, as `count` may say for all feeds or for one.
constexpr std::int64_t most_kept = 1'000'000'000;

// In their order. An empty table stands for the next row of `plain`; where what those say is wrong, or there are not as
// many empty tables as rows, a ConfigError says no more than that: without `plain` the faults have their places.
std::vector<FeedSettings> read_feeds(Section& top, Faults& faults, const std::filesystem::path& folder,
                                     std::span<const PlainFeeds::Row> plain, Secrets secrets);

}  // namespace datelined
