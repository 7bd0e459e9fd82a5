// The store: the one writing connection. Everything of a visit is one transaction.
//
// One thread at a time (the writer's). Readers (schema/reader.hpp) have their own connections and are
// never blocked. A method that throws StoreError has changed nothing.
#pragma once

#include "schema/hub.hpp"
#include "schema/records.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace datelined::schema {

// The house failing: names the database file and what SQLite said.
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A question was given up, because it took longer than it may.
struct TookTooLong : StoreError {
  using StoreError::StoreError;
};

// Another process has the store for polling already.
struct StoreBusy : StoreError {
  using StoreError::StoreError;
};

class Store {
 public:
  // Opens or creates, takes the one writer's place and brings the schema up to date. A file that is no
  // database of ours, or of a newer version, is refused and left byte for byte as it is.
  explicit Store(const std::filesystem::path& file);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  // Makes the feeds of the store those of the configuration, and returns their states in that order.
  // A feed is known by its name, else by its URL; a new URL drops what was remembered of the old one.
  // A feed that is no longer configured is asked no more; its stories stay.
  std::vector<FeedState> sync_feeds(std::vector<Subscription> subscriptions);

  // How far apart in time two copies of one story may be, from now on (feeds/story.hpp).
  void set_story_window(std::chrono::seconds window);

  // The change number that sync_feeds or record reached last.
  std::int64_t last_change() const;

  // Keeps visits, in one transaction; Changes in the order of the records.
  // `confirmed`: visits that left nothing to keep but their times; before `postponed`.
  std::vector<Changes> record(std::span<const PollRecord> records, std::span<const Confirmed> confirmed = {},
                              std::span<const Postponed> postponed = {});

  // When the next embargo ends; nullopt: none is held.
  std::optional<Time> next_release();

  // Shows what was held until now, each under a number. Returns the last change number.
  std::int64_t release(Time now);

  std::filesystem::path file() const;

  // Bytes of memory that telling stories from each other takes now; 0: its index has not been needed yet.
  std::size_t memory_of_sameness() const;

  // Subscriptions at hubs (schema/pushes.hpp), each kept by itself.
  std::vector<Push> pushes();
  std::vector<std::pair<FeedId, Advert>> adverts();
  void keep_push(const Push& push);
  void drop_push(const std::string& token);

  // Takes a few of the changes up into the search index, in a transaction of its own: between records. Whether there
  // were any.
  bool index_search();

  // Feeds that are no longer configured. Their stories are still told.
  std::vector<FeedId> retired();

  // Lets some of a feed's entries expire (schema/retention.hpp). Whether there may be more.
  bool expire(FeedId feed, const Limits& limits, Time now);

  // The hub's subscriptions, and what happened to them: a transaction of its own.
  std::vector<HubSubscription> hub_subscriptions();
  void keep_hub(const HubChanges& changes);

  // Moves the write-ahead log into the database file; between sweeps. A log with little but times of visits stays.
  void checkpoint();

 private:
  std::vector<Changes> keep(std::span<const PollRecord> records, std::span<const Confirmed> confirmed,
                            std::span<const Postponed> postponed);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace datelined::schema
