// A story with everything that is stored of it: every copy, every revision, and what they were joined by.
#pragma once

#include "feeds/story.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace datelined::schema {

struct Revision {
  std::int64_t number = 1;
  feeds::Time seen;
  feeds::Entry entry;
};

struct Copy {
  std::string feed, feed_title;
  std::int64_t id = 0;
  feeds::Status status = feeds::Status::usable;
  std::string language;  // the entry's, else its feed's
  feeds::Time first_seen;
  bool leads = false;
  std::uint64_t url_signature = 0, text_signature = 0;  // feeds/story.hpp; 0: none
  std::vector<Revision> revisions;                      // the latest first, a bounded number of them
};

struct Telling {
  std::string id;  // atom:id
  std::int64_t seq = 0;
  feeds::Time updated;
  feeds::Status status = feeds::Status::usable;
  std::vector<Copy> copies;  // the lead first
};

// How much a feed brought lately: the days behind one another, the last one today.
struct Activity {
  std::string feed;
  std::vector<std::int64_t> entries;    // a day each
  std::optional<std::int64_t> latency;  // seconds from the date an entry gives to when it was seen, on average
};

// What there is to filter by.
struct Choices {
  std::vector<std::string> feeds, categories;  // configured
};

class Database;

// The name of a story that was joined to another leads to that. nullopt: no story has this id. Throws StoreError for a
// row whose checksum does not hold.
std::optional<Telling> read_telling(Database& database, const std::string& atom_id);

// Of the feeds that brought anything in the last days, by name.
std::vector<Activity> read_activity(Database& database, feeds::Time now, int days);

Choices read_choices(Database& database);

}  // namespace datelined::schema
