// The copies of stories as a text is compared with them: what each of them is, and which of a story are the longest.
//
// Of what was asked for lately a bounded part stays in memory: texts that resemble one another come together. Within
// the store's write transaction; who changes a copy or a story in it says so here, and what another process changed is
// seen at the transaction's start.
#pragma once

#include "schema/lately.hpp"
#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

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

  // A story's copies, the longest first: what a short copy has in common with another short one tells little. Lives
  // until the next call.
  const std::vector<Length>& longest(std::int64_t story);

  // A newcomer; those that follow ask for it first.
  void add(std::int64_t entry, Copy copy) { copies_.put(entry, std::move(copy)); }

  void changed(std::int64_t entry) { copies_.forget(entry); }

  // A story is made, with its first copy; has another copy; has some that are longer or shorter than they were; is
  // about to give its copies to another one.
  void story_made(std::int64_t story, Length first) { longest_.put(story, {first}); }
  void story_joined(std::int64_t story, Length copy);
  void story_changed(std::int64_t story) { longest_.forget(story); }
  void story_ends(std::int64_t story);

  void forget();  // all that is in memory

 private:
  Statement copy_, longest_of_, all_of_, version_;
  Lately<Copy> copies_;
  Lately<std::vector<Length>> longest_;
  std::int64_t seen_version_ = 0;
};

}  // namespace datelined::schema
