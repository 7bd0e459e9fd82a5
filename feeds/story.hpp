// Which entries of several feeds tell the same thing: the third level of sameness. Also the nouns of
// what is published: a story, and the copies it is made of.
//
// Deciders only: they see the entry, the candidates that share evidence with it, and nothing else.
#pragma once

#include "feeds/comparable.hpp"
#include "feeds/entry.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

// The evidence an entry offers for sameness; stored with it. 0: it offers none of this kind.
struct Signature {
  std::uint64_t url = 0;   // canonical address
  std::uint64_t text = 0;  // folded headline without its label, and folded text; needs both
};

Signature sign(const Comparable& entry);

// How far apart two copies of one story may be in time.
inline constexpr std::chrono::days story_window{4};  // where nobody set another

// A copy that shares evidence with a newcomer.
struct Candidate {
  std::int64_t story = 0;
  Signature signature;
  Time time;              // min(published, first seen)
  bool has_feed = false;  // the candidate's story has a copy from the newcomer's feed already
};

// The story to join, or nullopt for one of its own. Joins across feeds only: within a feed, identity
// has decided already that these are two entries. Of several the oldest story (smallest number) wins,
// whatever the order of candidates.
std::optional<std::int64_t> choose_story(const Signature& signature, Time time, std::span<const Candidate> candidates,
                                         std::chrono::seconds window = story_window);

// A story whose text a newcomer's resembles: how probable it is for each of the copies that were asked that
// the two are one (feeds/match.hpp).
struct Tie {
  std::int64_t story = 0;
  double best = 0;  // of the copy that resembles it most
  double mean = 0;  // over that copy and the longest others, `copies_asked` in all
};

// A story is asked, not a copy of it: else templates and round-ups chain what has nothing to do with one another.
inline constexpr std::size_t copies_asked = 4;
inline constexpr double enough_to_join = 0.45;

// Where a newcomer goes, and what it says of other stories.
struct Placement {
  std::optional<std::int64_t> story;  // nullopt: one of its own
  std::vector<std::int64_t> united;   // it proves them to be the same one as that; the oldest of all will stay
  std::vector<std::int64_t> alike;    // they may be: are_one() tells
};

// `known`: the story it belongs to in any case, by its address or because it has been in it.
Placement choose_place(std::span<const Tie> ties, std::optional<std::int64_t> known);

// Whether two stories are one; `likeness`: how probable it is on average that a copy of the one and a copy of the
// other are the same. All copies speak, so that it matters little which of them came first.
inline constexpr double enough_to_unite = 0.55;  // more than for one newcomer: more is at stake
bool are_one(double likeness);

// What the choice of the lead looks at.
struct Contender {
  int priority = 0;               // of its feed
  std::int64_t completeness = 0;  // completeness() of its entry
  Time first_seen;
  std::int64_t entry = 0;  // settles what is left
};

// The best copy: priority, then completeness, then first seen. Index into `copies`, which is not empty.
std::size_t choose_lead(std::span<const Contender> copies);

// How much of a story an entry tells: characters of its text, blanks aside.
std::int64_t completeness(const Comparable& entry);

// The state a copy is published in.
enum class Status { usable, corrected, killed };
std::string_view to_string(Status status);
std::optional<Status> read_status(std::string_view text);

// One copy of a story, as `_datelined.sources` lists it.
struct Source {
  std::string feed;  // its name
  std::string id;    // as the source gave it
  std::string url, title;
  Date date_published;
  Time first_seen;
};

// A feed as the published story names it (atom:source).
struct Origin {
  std::string name;      // unique in the configuration
  std::string url;       // without credentials
  std::string category;  // configured
  Feed feed;             // its own head, as of the last good poll; title and language configured win
};

// A story as it is published: one copy's entry and what is known of the rest.
struct Story {
  std::string id;               // atom:id: never changes, never another story's
  Entry entry;                  // of the copy shown; killed: without content
  Origin origin;                // of the copy shown
  std::vector<Source> sources;  // every copy, the lead first
  std::int64_t seq = 0;         // number of the story's last change
  std::int64_t revision = 1;    // of the copy shown
  Status status = Status::usable;
  std::string signal;
  Time first_seen;  // of the copy shown
  Time updated;     // its last real change, for atom:updated
  Time time;        // its place in the order: min(published, first seen)
};

}  // namespace datelined::feeds
