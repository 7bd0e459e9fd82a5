// The feeds: as the configuration wants them, and what each visit leaves for the next.
//
// Within the store's write transaction.
#pragma once

#include "schema/pushes.hpp"
#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace datelined::schema {

class Subscriptions {
 public:
  Subscriptions(Database& database, Pushes& pushes);

  struct Synced {
    std::vector<FeedState> states;       // in the order of the subscriptions
    std::vector<FeedId> new_priorities;  // of these a priority changed
    bool changed = false;                // something that outputs say of a feed they know
    bool created = false;                // a feed that was not known
  };
  Synced sync(std::vector<Subscription> subscriptions);

  // Those that were synced once and are no longer.
  std::vector<FeedId> retired();

  // Whether the feed still lives at this address.
  bool lives_at(FeedId feed, const std::string& url);

  // How the last visit went; nullopt: there was none.
  std::optional<Account> account_of(FeedId feed);

  // Keeps how a visit went, what it leaves for the next, and the feed's head when there is a new one.
  void keep(const PollRecord& visit, const Changes& changes);

  // Moves the times of a feed that was visited before. Of one that has moved meanwhile nothing is kept.
  void confirm(const Confirmed& visit);

  // Unless it waits longer anyway.
  void postpone(const Postponed& feed);

 private:
  bool take_unchanged(std::vector<Subscription>& subscriptions, std::vector<FeedState>& states);
  void take_others(std::span<Subscription> subscriptions, std::size_t taken, Synced& synced);

  Statement all_, visits_, last_visits_, create_, update_, retire_, retired_, forget_visit_, forget_last_visit_,
      lives_at_, account_of_, keep_visit_, keep_last_visit_, confirm_, postpone_, keep_head_, keep_flapping_,
      keep_pushed_, keep_document_, forget_document_;
  Pushes& pushes_;
  Database& database_;
};

}  // namespace datelined::schema
