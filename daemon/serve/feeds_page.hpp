// The page of all feeds: how each fares, what is broken or quiet first.
#pragma once

#include "schema/records.hpp"
#include "schema/telling.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

enum class FeedOrder { health, name, polled, entries, news, failures, answer, latency, push };
std::optional<FeedOrder> read_feed_order(std::string_view name);

constexpr int shown_days = 14;

struct FeedsPage {
  std::string site_title, root;
  FeedOrder order = FeedOrder::health;
  feeds::Time now;
  std::vector<schema::FeedHealth> feeds;
  std::vector<schema::Activity> activity;  // of shown_days, by name
};

std::string write_feeds_page(FeedsPage page);

}  // namespace datelined
