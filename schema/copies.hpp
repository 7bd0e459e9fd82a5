// The copies of stories as a text is compared with them: what each of them is, and which of a story are the longest.
//
// Of what was asked for lately a bounded part stays in memory: texts that resemble one another come together. Within
// the store's write transaction; who changes a copy or a story in it says so here, and what another process changed is
// seen at the transaction's start.
#pragma once

#include "feeds/story.hpp"
#include "schema/lately.hpp"
#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <boost/container/static_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace datelined::schema {

class Copies {
 public:
  struct Copy {
    std::int64_t story = 0;
    Time time;
    std::string sketch;  // its bytes; empty: it has none, or has left the window
  };

  explicit Copies(Database& database);

  void begin();  // at the transaction's start

  // Lives until the copy changes, and through some thousand calls.
  const Copy& find(std::int64_t entry);

  // The same ahead of time: its bytes are on their way out of far memory while another one's are looked at.
  void fetch(std::int64_t entry);

  // One of a story's copies, and how much of it that tells (feeds::completeness).
  struct Length {
    std::int64_t entry = 0, completeness = 0;
  };
  // One more than is asked: what it is asked for and a copy that changes are passed over.
  static constexpr std::size_t longest_kept = feeds::copies_asked + 2;
  using Lengths = boost::container::static_vector<Length, longest_kept>;

  // A story's copies, the longest first: what a short copy has in common with another short one tells little. Lives
  // until the story changes, and through some thousand calls.
  const Lengths& longest(std::int64_t story);

  // A newcomer; those that follow ask for it first.
  void add(std::int64_t entry, Copy copy) { copies_.put(entry, std::move(copy)); }

  void changed(std::int64_t entry) { copies_.forget(entry); }

  // A story is made, with its first copy; has another copy; has some that are longer or shorter than they were; is
  // about to give its copies to another one.
  void story_made(std::int64_t story, Length first);
  void story_joined(std::int64_t story, Length copy);
  void story_changed(std::int64_t story) { longest_.forget(story); }
  void story_ends(std::int64_t story);

  void forget();  // all that is in memory

 private:
  // Of a story's copies those that are the longest, and how many have been looked at.
  struct Longest {
    Lengths copies;
    int seen = 0;
    void see(Length copy);
  };

  Statement copy_, lengths_, all_of_, version_;
  Lately<Copy> copies_;
  Lately<Longest> longest_;
  std::int64_t seen_version_ = 0;
};

}  // namespace datelined::schema
