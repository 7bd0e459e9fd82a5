// An entry's place in its feed: known or new, changed or not.
//
// Within the store's write transaction.
#pragma once

#include "schema/later_names.hpp"
#include "schema/records.hpp"
#include "schema/sqlite.hpp"
#include "schema/stories.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace datelined::schema {

class Entries {
 public:
  Entries(Database& database, Stories& stories);

  void begin();  // at the transaction's start

  // Takes a visit's entries in; counts in `changes` what was new and what changed.
  void place(const PollRecord& visit, Changes& changes);

  // Shows what was held until now.
  void release(Time now);
  std::optional<Time> next_release();  // nullopt: nothing is held

 private:
  struct Known {
    std::int64_t id = 0, story = 0, latest = 0;
    feeds::Key found_by = 0;
    std::uint64_t revision_hash = 0;
    std::string status, signal;
    std::optional<Time> published;
    Time first_seen;
    std::optional<Time> killed;  // the last time it was withdrawn
    std::int64_t flaps = 0;
    std::int64_t completeness = 0;
  };
  // What an entry's earlier texts say of one that comes.
  struct Past {
    bool has_been = false;       // it is one of them
    bool has_been_told = false;  // there was a text, and not a kill alone
  };
  // The texts of one entry in one document, oldest first: a wire that moves it again may leave the earlier standing.
  using Takes = std::vector<const SignedEntry*>;
  using Ids = std::unordered_set<std::int64_t>;
  // Which stored entries a document names. Those of unchanged ones are looked up when it is asked for, which is
  // seldom.
  class Named {
   public:
    using Names = std::vector<const std::vector<feeds::Key>*>;
    // `is_first`: the feed had no entries before this document.
    Named(Entries& entries, FeedId feed, Names unchanged, bool is_first)
        : entries_(entries), feed_(feed), unchanged_(std::move(unchanged)), is_first_(is_first) {}
    void insert(std::int64_t entry) { ids_.insert(entry); }
    bool contains(std::int64_t entry);
    bool are_all() const { return is_first_; }  // of the feed's

   private:
    Entries& entries_;
    FeedId feed_;
    Names unchanged_;
    bool is_first_;
    Ids ids_;
  };
  static std::vector<Takes> takes_by_entry(const std::vector<SignedEntry>& entries);
  static std::span<const SignedEntry* const> unseen(const Takes& takes, const std::optional<Known>& known, Time at);

  static bool read(Rows rows, Known& known);
  std::optional<Known> find(FeedId feed, const Takes& takes);
  std::optional<Known> find(FeedId feed, const std::vector<feeds::Key>& keys);
  std::optional<Known> find_renamed(FeedId feed, const Takes& takes, Named& taken, Time at);
  std::optional<Known> load(std::int64_t entry);
  void place_takes(const PollRecord& visit, const Takes& takes, std::optional<Known> known, Named& taken,
                   Changes& changes);
  Known create(const PollRecord& visit, const SignedEntry& from);
  bool is_outdated(const Known& known, const SignedEntry& from, const feeds::Entry& before);
  bool is_later(const Known& expired, const SignedEntry& from);
  // Whether it became a revision.
  bool revise(Known& known, const SignedEntry& from, const feeds::Entry& before, const PollRecord& visit,
              Changes& changes);
  bool take_killed(Known& known, const SignedEntry& from, const PollRecord& visit);
  void keep_revision(Known& known, const SignedEntry& from, const PollRecord& visit, std::string_view status,
                     std::string_view changed);
  void withdraw(const PollRecord& visit, const Withdrawal& withdrawal, Changes& changes);
  std::optional<Time> withdrawn_at(FeedId feed, const std::vector<feeds::Key>& keys);
  Past past_of(const Known& known, std::uint64_t hash);
  feeds::Entry text_of(const Known& known);
  void add_keys(FeedId feed, const std::vector<feeds::Key>& keys, std::int64_t entry,
                std::optional<feeds::Key> known = std::nullopt);

  Database& database_;
  Stories& stories_;
  LaterNames later_names_;
  Statement last_entry_, by_key_, add_key_, first_revision_, next_revision_, create_, revise_, count_;
  Statement by_id_, by_headline_, has_keys_, give_key_, seen_, text_, past_, rehash_, flap_, kill_, copy_revision_;
  Statement keep_withdrawn_, has_withdrawn_, withdrawn_, drop_withdrawn_, held_, show_, next_release_;
  std::int64_t last_id_ = 0;
  bool are_withdrawn_ = false;  // texts of the visit's feed that it has not told yet
};

}  // namespace datelined::schema
