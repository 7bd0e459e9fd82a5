// Which story an entry tells, which copy leads it, and the number a change of it takes.
//
// Within the store's write transaction. Who tells the same and who leads is decided in feeds/story.hpp.
#pragma once

#include "schema/records.hpp"
#include "schema/sameness.hpp"
#include "schema/sequence.hpp"
#include "schema/sqlite.hpp"

#include <optional>
#include <string_view>
#include <vector>

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

// Why an entry is where it is: the one it resembles most, and how probable that is; nullopt: by its address, or
// by headline and text to the letter.
struct Reason {
  std::int64_t other = 0;
  std::optional<double> probability;
};

// Where an entry belongs.
struct Belonging {
  std::int64_t story = 0;            // an old one, when there is a reason; else one to be made
  std::vector<std::int64_t> united;  // stories that turn out to be the same one
  std::optional<Reason> reason;
};

class Stories {
 public:
  Stories(Database& database, Sequence& sequence, Sameness& sameness);

  void begin();  // at the transaction's start

  // The story of others that the newcomer tells as well, or the id of one to be made.
  Belonging find(const Newcomer& newcomer);

  // For one of its own that is not looked for.
  std::int64_t next_id() { return ++last_id_; }

  // The newcomer is there: what its text tells is kept, for those that come.
  void remember(const Newcomer& newcomer, const Belonging& belonging);

  // An entry has another text, which may prove its story and others one. Returns the story it is in then.
  std::int64_t text_changed(std::int64_t story, std::int64_t entry, Time first_seen, Time time,
                            const feeds::Sketched& text, Time at);

  // Makes several stories one, the oldest of them, which is returned. The copies move there; what is left of the
  // others is a tombstone that names it. Each change is numbered but that of the one that stays.
  std::int64_t unite(std::int64_t story, const std::vector<std::int64_t>& others, Time at);

  // Takes copies out of a story, for good, into one of their own, which is returned. `own_id` and `feed_url` are the
  // first one's, for the new story's id.
  std::int64_t split(std::int64_t story, const std::vector<std::int64_t>& entries, std::string_view feed_url,
                     const std::string& own_id, Time at);

  // Whether an editor has split the two.
  bool are_apart(std::int64_t story, std::int64_t other);

  // The story, its first copy being there.
  void create(std::int64_t story, const Newcomer& newcomer);

  // A copy was added to the story that the best of the others leads: the better of the two leads from now on, and the
  // change is numbered.
  void copy_added(std::int64_t story, const Newcomer& newcomer);

  // A copy has a new revision, or several have come: the best copy leads, and the change is numbered.
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
    feeds::Contender as;  // in the choice of the lead
    Time time, seen;
    std::string status;
  };
  struct Evidence {
    std::vector<feeds::Candidate> candidates;
    std::vector<std::int64_t> entries;  // whose they are
  };
  Evidence evidence_of(const Newcomer& newcomer);
  bool is_recycled(const Newcomer& newcomer, std::int64_t entry);
  // The stories that a text with this place shows to be one with that of the place, by itself or with their copies.
  std::vector<std::int64_t> united_by(const feeds::Placement& place, const feeds::Sketched& text, Time time,
                                      std::int64_t but = 0);
  std::vector<std::int64_t> may_unite(std::int64_t story, const std::vector<std::int64_t>& others);
  bool is_killed(std::int64_t story);
  State state_of(std::int64_t story);
  std::vector<Copy> copies_of(std::int64_t story);
  static Copy lead_of(std::vector<Copy> copies, const State& state);
  void save(std::int64_t story, const Copy& lead, Time updated, std::optional<Time> at);

  Database& database_;
  Sequence& sequence_;
  Sameness& sameness_;
  Statement last_story_, by_url_, by_text_, create_, state_, copies_, led_, shared_, save_, number_;
  Statement tie_, apart_, move_copies_, move_joined_, bury_, take_apart_over_, drop_apart_, move_copy_, untie_,
      keep_apart_;
  std::int64_t last_id_ = 0;
};

}  // namespace datelined::schema
