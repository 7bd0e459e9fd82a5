// Which stories an entry's text resembles: the sketches of the window, found by an index in memory.
//
// Within the store's write transaction. The index is made from the store when it is first needed, and is the
// same function of what the store holds whether it grew with it or was made anew: a restart changes nothing.
// Who tells the same is decided in feeds/match.hpp and feeds/story.hpp.
#pragma once

#include "feeds/commonness.hpp"
#include "feeds/match.hpp"
#include "feeds/sketch_index.hpp"
#include "feeds/story.hpp"
#include "schema/copies.hpp"
#include "schema/records.hpp"
#include "schema/sameness_blocks.hpp"
#include "schema/sqlite.hpp"

#include <optional>
#include <vector>

namespace datelined::schema {

// A story that a text resembles, by which of its copies most.
struct Resemblance {
  feeds::Tie tie;
  std::int64_t entry = 0;
};

class Sameness {
 public:
  explicit Sameness(Database& database);

  // What was added since the transaction's start is not in the store: read it again when it is next needed.
  void rolled_back() {
    memory_.reset();
    copies_.forget();
    blocks_.roll_back();
  }

  // At the transaction's end: what was added is in the store with its commit.
  void end() { blocks_.flush(); }

  // How far apart in time two copies of one story may be.
  void set_window(std::chrono::seconds window) { window_ = window; }
  std::chrono::seconds window() const { return window_; }

  void begin() { copies_.begin(); }  // at the transaction's start

  // Then: what left the window leaves the store and the index, a bounded part of it.
  void purge(Time now);

  // By which stories the text is told already, as far as it can be seen; without the entry `but` itself. One of which
  // no copy resembles it enough to join may be missing: it changes nothing.
  std::vector<Resemblance> find(const feeds::Sketched& text, Time time, std::int64_t but = 0);

  // Whether two stories are one (feeds::are_one). The text is one more copy of `story`, without the entry `but`; the
  // longest copies of each story are asked.
  bool are_one(const feeds::Sketched& text, Time time, std::int64_t story, std::int64_t other, std::int64_t but = 0);

  // nullopt: one of the two has no text, or is no longer in the window.
  std::optional<feeds::Match> compare(const feeds::Sketched& text, Time time, std::int64_t entry);

  void add(std::int64_t entry, std::int64_t story, Time seen, Time time, const feeds::Sketched& text);

  // Whether the text is another than it was; what is older than the window is left alone.
  bool change(std::int64_t entry, Time seen, Time time, Time now, const feeds::Sketched& text);

  // Who moves copies between stories says so.
  Copies& copies() { return copies_; }

  std::size_t bytes() const { return memory_ ? memory_->index.bytes() + sizeof *memory_ : 0; }

  // As it is now in the store; the index is not needed for it.
  feeds::Commonness read_commonness();

 private:
  struct Memory {
    feeds::SketchIndex index;
    feeds::Commonness commonness;
    feeds::Comparison comparison{commonness};
  };
  // What a copy says of a text: how probable it is that the two are one story.
  struct Answer {
    std::int64_t entry = 0, story = 0;
    feeds::Comparison::Likely likely;
    bool is_known = false;  // its sketch is there
  };
  // What was asked for one text: a copy is compared once, and a second time where it has to be exact.
  struct Asked {
    feeds::Comparison& text;
    Time time;
    std::vector<Answer> answers;
  };
  // A copy as it can be compared with others, as long as it is not forgotten.
  struct Kept {
    feeds::Sketch sketch;
    Time time;
  };
  std::vector<Kept> kept_of(std::int64_t story, std::int64_t but);
  Memory& memory();
  Answer ask(Asked& asked, std::int64_t entry, double least);
  Resemblance ask_story(Asked& asked, const Answer& nearest, std::int64_t but);

  FingerprintBlocks blocks_;
  Copies copies_;
  Statement oldest_, first_, forget_, sketches_, add_, before_, change_, last_;
  std::optional<Memory> memory_;
  std::chrono::seconds window_ = feeds::story_window;
};

}  // namespace datelined::schema
