// A store in a folder of its own, and words to speak of it: what feeds say, and what a reader then sees.
#pragma once

#include "feeds/text/hash.hpp"
#include "schema/reader.hpp"
#include "schema/sqlite.hpp"
#include "schema/store.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace datelined::schema {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "datelined-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Minutes after a morning in 2024.
inline Time minute(int n) {
  return Time(std::chrono::seconds(1'710'000'000) + std::chrono::minutes(n));
}

struct Piece {
  std::string guid = {}, url = {}, title = {}, text = {};
  feeds::Date published = {};
  std::string language = {};
  std::vector<std::string> tags = {};
  feeds::Status status = feeds::Status::usable;
  feeds::Date modified = {};
  feeds::Date embargoed = {};
  std::string signal = {};
};

// The piece as the judge hands it over; keys as in feeds/identity.hpp, hashes of the plain words.
inline SignedEntry sign(const Piece& piece) {
  SignedEntry entry;
  entry.entry.guid = piece.guid;
  entry.entry.id = piece.guid.empty() ? piece.url : piece.guid;
  entry.entry.url = piece.url;
  entry.entry.title = piece.title;
  entry.entry.content_text = piece.text;
  entry.entry.date_published = piece.published;
  entry.entry.language = piece.language;
  entry.entry.tags = piece.tags;
  if (!piece.guid.empty()) entry.keys.push_back(feeds::keys_of_id(piece.guid).front());
  if (!piece.url.empty()) entry.keys.push_back(feeds::hash64("url " + piece.url));
  entry.revision_hash = feeds::hash64(piece.title + '\n' + piece.text);
  entry.signature.url = feeds::hash64(piece.url);
  if (!piece.text.empty()) entry.signature.text = feeds::hash64(piece.title + '\n' + piece.text);
  entry.completeness = static_cast<std::int64_t>(piece.text.size());
  entry.status = piece.status;
  entry.entry.date_modified = piece.modified;
  entry.embargoed = piece.embargoed;
  entry.signal = piece.signal;
  entry.headline = feeds::headline_key(piece.title);
  return entry;
}

inline Subscription feed(std::string name, int priority = 0) {
  return {.name = name,
          .url = "https://" + name + ".example/feed.xml",
          .category = "",
          .language = "",
          .priority = priority};
}

inline PollRecord visit(const FeedState& state, const std::vector<Piece>& pieces, Time at) {
  PollRecord record;
  record.state = state;
  record.state.last_poll = at;
  record.at = at;
  record.status = 200;
  for (const Piece& piece : pieces) record.entries.push_back(sign(piece));
  return record;
}

class Newsroom {
 public:
  explicit Newsroom(const std::vector<Subscription>& subscriptions) : file(folder / "wires.db"), store(file) {
    sync(subscriptions);
  }
  Newsroom(const Newsroom&) = delete;
  Newsroom& operator=(const Newsroom&) = delete;

  // The store does not have SQLite look: whatever a test did, no row names one that is not there.
  ~Newsroom() {
    try {
      CHECK(Database(file, Access::read).number("SELECT count(*) FROM pragma_foreign_key_check") == 0);
    } catch (const StoreError&) {
      // A file that the test has damaged.
    }
  }

  void sync(const std::vector<Subscription>& subscriptions) { states = store->sync_feeds(subscriptions); }

  FeedState& state(std::string_view name) {
    const auto found =
        std::ranges::find_if(states, [&](const FeedState& state) { return state.subscription.name == name; });
    REQUIRE(found != states.end());
    return *found;
  }

  Changes poll(std::string_view name, const std::vector<Piece>& pieces, Time at = minute(0)) {
    return store->record(std::vector{visit(state(name), pieces, at)}).front();
  }

  std::vector<feeds::Story> stories(const Query& query = {}) {
    std::vector<feeds::Story> all;
    Reader(file).stories(query, [&](const feeds::Story& story) { all.push_back(story); });
    return all;
  }

  feeds::Story story(const Query& query = {}) {
    const std::vector<feeds::Story> all = stories(query);
    REQUIRE(all.size() == 1);
    return all.front();
  }

  std::vector<std::string> titles(const Query& query = {}) {
    std::vector<std::string> titles;
    for (const feeds::Story& story : stories(query)) titles.push_back(story.entry.title);
    return titles;
  }

  void restart() {
    store.reset();
    store.emplace(file);
  }

  Folder folder;
  std::filesystem::path file;
  std::optional<Store> store;
  std::vector<FeedState> states;
};

using Titles = std::vector<std::string>;

inline std::vector<std::string> carriers(const feeds::Story& story) {
  std::vector<std::string> names;
  for (const feeds::Source& source : story.sources) names.push_back(source.feed);
  return names;
}

}  // namespace datelined::schema
