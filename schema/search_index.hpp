// The words of what is stored, indexed behind the visits that brought it.
//
// A search sees what is not indexed yet as well (schema/listing.hpp): the index may be late, it is never wrong. It is
// made anew when the form of its words has changed (feeds/text/search_tokens.hpp).
#pragma once

#include "feeds/entry.hpp"
#include "schema/sqlite.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace datelined::schema {

// What of an entry is searched.
struct SearchText {
  std::string title, body;
};

SearchText search_text(const feeds::Entry& entry);

class SearchIndex {
 public:
  explicit SearchIndex(Database& database);

  // Takes up so many changed stories, the oldest change first, in one transaction that need not reach the disk: what
  // a power cut takes of it is taken up again. Whether there were any.
  bool catch_up(int stories);

 private:
  void begin_anew();

  Database& database_;
  Statement state_, changed_, add_, mark_, advance_;
};

// Brings the index of a store up to date, beside whoever polls: for stores that are polled by cron and searched now
// and then. Gives up after `most`. Bad: StoreError, also where the file may not be written.
void index_for_search(const std::filesystem::path& file, std::chrono::milliseconds most);

}  // namespace datelined::schema
