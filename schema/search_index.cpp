#include "schema/search_index.hpp"

#include "feeds/content.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/search_tokens.hpp"
#include "schema/document.hpp"
#include "schema/open.hpp"
#include "schema/store.hpp"

namespace datelined::schema {

namespace {

// Held no longer than this by the index, so that a visit's record waits for a moment only.
constexpr int stories_a_turn = 64;

}  // namespace

SearchText search_text(const feeds::Entry& entry) {
  std::string body = entry.content_html.empty() ? entry.content_text : feeds::plain_text(entry.content_html);
  if (body.empty()) body = entry.summary;
  return {feeds::search_tokens(entry.title), feeds::search_tokens(body)};
}

SearchIndex::SearchIndex(Database& database)
    : database_(database),
      state_(database, "SELECT seq, form FROM search_state"),
      changed_(database,
               "SELECT s.seq, e.id, e.latest, r.document, r.checksum"
               " FROM (SELECT id, seq FROM story WHERE seq > ?1 ORDER BY seq LIMIT ?2) s"
               " LEFT JOIN entry e ON e.story = s.id AND e.latest NOT IN (SELECT revision FROM searched)"
               " LEFT JOIN revision r ON r.id = e.latest ORDER BY s.seq"),
      add_(database, "INSERT INTO search (rowid, title, body) VALUES (?1, ?2, ?3)"),
      mark_(database, "INSERT INTO searched (revision, entry) VALUES (?1, ?2)"),
      advance_(database, "UPDATE search_state SET seq = ?1") {}

bool SearchIndex::catch_up(int stories) {
  // Outside of a transaction, where it counts for the next one. The record of a visit asks for the disk again.
  database_.run("PRAGMA synchronous = NORMAL");
  struct Again {
    Database& database;
    ~Again() {
      try {
        database.run("PRAGMA synchronous = FULL");
      } catch (const StoreError&) {
        // The connection is beyond repair: so will be what it is used for next.
      }
    }
  } const again{database_};

  Transaction transaction(database_, Transaction::Kind::write);
  std::int64_t done = 0, form = 0;
  state_.query().next(done, form);
  if (form != feeds::search_form()) {
    begin_anew();
    done = 0;
  }
  int taken = 0;
  std::int64_t seq = done;
  std::optional<std::int64_t> entry, revision, checksum;
  std::optional<std::string> document;
  for (Rows rows = changed_.query(done, stories); rows.next(seq, entry, revision, document, checksum);) {
    if (seq != done) ++taken;
    done = seq;
    if (!entry) continue;
    try {
      const std::string what = database_.file() + ": entry " + std::to_string(*entry);
      const SearchText text = search_text(read_entry(*document, static_cast<std::uint64_t>(*checksum), what));
      add_.run(*revision, text.title, text.body);
    } catch (const StoreError&) {
      // A row that cannot be read is told to who reads it; the others are searched all the same.
    }
    mark_.run(*revision, *entry);
  }
  if (taken > 0) advance_.run(done);
  transaction.commit();
  return taken > 0;
}

void SearchIndex::begin_anew() {
  database_.run("INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM searched");
  Statement(database_, "UPDATE search_state SET seq = 0, form = ?1").run(feeds::search_form());
}

void index_for_search(const std::filesystem::path& file, std::chrono::milliseconds most) {
  Database database = open_to_write(file);
  SearchIndex index(database);
  const auto end = std::chrono::steady_clock::now() + most;
  while (index.catch_up(stories_a_turn) && std::chrono::steady_clock::now() < end) {
  }
}

}  // namespace datelined::schema
