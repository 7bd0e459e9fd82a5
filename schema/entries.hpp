// An entry's place in its feed: known or new, changed or not.
//
// Within the store's write transaction.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"
#include "schema/stories.hpp"

#include <span>

namespace datelined::schema {

class Entries {
 public:
  Entries(Database& database, Stories& stories);

  void begin();  // at the transaction's start

  // Takes a visit's entries in; counts in `changes` what was new and what changed.
  void place(const PollRecord& visit, Changes& changes);

 private:
  struct Known {
    std::int64_t id = 0, story = 0, latest = 0;
    feeds::Key found_by = 0;
    std::uint64_t revision_hash = 0;
    std::string status;
    std::optional<Time> published;
    Time first_seen;
  };
  // The texts of one entry in one document, oldest first: a wire that moves it again may leave the earlier standing.
  using Takes = std::vector<const SignedEntry*>;
  static std::vector<Takes> takes_by_entry(const std::vector<SignedEntry>& entries);
  static std::span<const SignedEntry* const> unseen(const Takes& takes, const std::optional<Known>& known);

  std::optional<Known> find(FeedId feed, const Takes& takes);
  std::optional<Known> find(FeedId feed, const std::vector<feeds::Key>& keys);
  Known create(const PollRecord& visit, const SignedEntry& from);
  void revise(Known& known, const SignedEntry& from, Time at);
  void add_keys(FeedId feed, const std::vector<feeds::Key>& keys, std::int64_t entry,
                std::optional<feeds::Key> known = std::nullopt);

  Database& database_;
  Stories& stories_;
  Statement last_entry_, by_key_, add_key_, first_revision_, next_revision_, create_, revise_, count_;
  std::int64_t last_id_ = 0;
};

}  // namespace datelined::schema
