// Which story an entry tells, which copy leads it, and the number a change of it takes.
//
// Within the store's write transaction. Who tells the same and who leads is decided in feeds/story.hpp.
#pragma once

#include "schema/records.hpp"
#include "schema/sequence.hpp"
#include "schema/sqlite.hpp"

#include <optional>
#include <string_view>

namespace datelined::schema {

// An entry that has just been seen for the first time.
struct Newcomer {
  std::int64_t id = 0;  // the one it is about to get
  FeedId feed = 0;
  std::string_view feed_url;
  const SignedEntry& from;
  std::string_view status;
  Time at;    // when it was seen
  Time time;  // its place in the order
};

class Stories {
 public:
  Stories(Database& database, Sequence& sequence);

  void begin();  // at the transaction's start

  // The story of others that the newcomer tells as well.
  std::optional<std::int64_t> find(const Newcomer& newcomer);

  // The id of a story to be, for the entry that will lead it; then, that entry being there, the story.
  std::int64_t next_id() { return ++last_id_; }
  void create(std::int64_t story, const Newcomer& newcomer);

  // A copy was added to the story, or has a new revision: the best copy leads, and the change is numbered.
  void copy_changed(std::int64_t story, std::int64_t entry, Time at);

  // A feed's priority changed: its stories may have another lead, and those take a number.
  void priority_changed(FeedId feed);

 private:
  struct State {
    std::int64_t lead = 0;
    Time updated;
    bool killed = false;
  };
  // A copy as it stands, with what the story takes from it when it leads.
  struct Copy {
    std::int64_t entry = 0;
    Time time, seen;
    std::string status;
  };
  State state_of(std::int64_t story);
  Copy lead_of(std::int64_t story, const State& state);
  void save(std::int64_t story, const Copy& lead, Time updated, std::optional<Time> at);

  Database& database_;
  Sequence& sequence_;
  Statement last_story_, by_url_, by_text_, create_, state_, copies_, shared_, save_;
  std::int64_t last_id_ = 0;
};

}  // namespace datelined::schema
