// Subscriptions at hubs, and what feeds say of theirs.
//
// Within the store's write transaction.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace datelined::schema {

std::string_view to_string(PushState state);

class Pushes {
 public:
  explicit Pushes(Database& database);

  std::vector<Push> all();

  // Of feeds that are configured.
  std::vector<std::pair<FeedId, Advert>> adverts();

  // Makes or changes the one of this token. When it was last delivered to, and how often, delivered() alone says.
  void keep(const Push& push);
  void drop(const std::string& token);

  // One without hubs is none.
  void keep_advert(FeedId feed, const Advert& advert);

  void delivered(FeedId feed, Time at);

 private:
  Statement all_, adverts_, keep_, drop_, keep_advert_, drop_advert_, delivered_;
};

}  // namespace datelined::schema
