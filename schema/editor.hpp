// What an editor asks of the stories, and overrules: why two entries are one story or two, split, join.
//
// Beside the daemon, which may run: each call is a transaction of its own, seen by the next of the others. Throws
// StoreError, and std::invalid_argument with what to tell the person who asked.
#pragma once

#include "feeds/match.hpp"
#include "feeds/story.hpp"
#include "schema/records.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace datelined::schema {

// An entry as a person knows it.
struct Named {
  std::int64_t entry = 0, story = 0;
  std::string feed, feed_url, story_id;  // story_id: the atom:id
  Time time;                             // its place in the order
  feeds::Entry text;
};

// What the store knows of two entries.
struct Why {
  bool one_story = false;
  bool split_by_editor = false;
  bool joined_by_editor = false;
  bool same_address = false;
  bool same_text = false;
  std::optional<double> joined_with;  // the probability by which one of them joined for the other's sake
  feeds::Match match;                 // of the texts as they are now
};

class Editor {
 public:
  enum class May { ask, change };
  Editor(const std::filesystem::path& file, May may);
  ~Editor();

  // By its id, its URL, or the id of a story, which is its lead. Throws std::invalid_argument: there is none.
  Named find(const std::string& name);

  // Two of them. A story keeps the id of an entry that was split from it: such a name stands for the entry where the
  // two are one otherwise, or, if that is asked for, are in one story.
  enum class Two { entries, stories };
  std::pair<Named, Named> find_two(const std::string& one, const std::string& other, Two of);

  Why why(const Named& one, const Named& other);

  // These copies leave their story, which is one for all of them, for one of their own. Returns its id. No copy
  // that comes later makes the two one again.
  std::string split(std::span<const Named> copies, Time at);

  // The two entries' stories are one from now on. Returns its id.
  std::string join(const Named& one, const Named& other, Time at);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace datelined::schema
