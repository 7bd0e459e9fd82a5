#include "schema/telling.hpp"

#include "schema/document.hpp"
#include "schema/sqlite.hpp"

namespace datelined::schema {

namespace {

constexpr std::size_t most_revisions = 20;  // of a copy; a wire that counts minutes in its text has thousands
constexpr int most_copies = 100;

}  // namespace

std::optional<Telling> read_telling(Database& database, const std::string& atom_id) {
  const Transaction moment(database, Transaction::Kind::read);
  Telling telling;
  std::int64_t story = 0, lead = 0;
  std::string status;
  Statement find(database,
                 "SELECT s.id, s.atom_id, s.lead, s.seq, s.updated, s.status"
                 " FROM story named JOIN story s ON s.id = coalesce(named.joined, named.id) WHERE named.atom_id = ?1");
  if (!find.query(atom_id).next(story, telling.id, lead, telling.seq, telling.updated, status)) return std::nullopt;
  if (status == "embargoed" || status == "expired") return std::nullopt;
  telling.status = feeds::read_status(status).value_or(feeds::Status::usable);

  Statement copies(database,
                   "SELECT e.id, f.name, coalesce(h.title, ''), e.status,"
                   "       coalesce(nullif(e.language, ''), nullif(f.language, ''), h.language, ''), e.first_seen,"
                   "       coalesce(e.signature_url, 0), coalesce(e.signature_text, 0), e.latest"
                   " FROM entry e JOIN feed f ON f.id = e.feed LEFT JOIN head h ON h.feed = f.id"
                   " WHERE e.story = ?1 AND e.status NOT IN ('embargoed', 'expired') ORDER BY e.id <> ?2, "
                   "e.first_seen, e.id LIMIT ?3");
  Statement revision(database,
                     "SELECT previous, number, seen, document, checksum, changed = 'kill' FROM revision WHERE id = ?1");
  Copy copy;
  std::int64_t latest = 0;
  for (Rows rows = copies.query(story, lead, most_copies);
       rows.next(copy.id, copy.feed, copy.feed_title, status, copy.language, copy.first_seen, copy.url_signature,
                 copy.text_signature, latest);) {
    copy.status = feeds::read_status(status).value_or(feeds::Status::usable);
    copy.leads = copy.id == lead;
    copy.revisions.clear();
    for (std::optional<std::int64_t> id = latest; id && copy.revisions.size() < most_revisions;) {
      Revision is;
      std::string_view document;
      std::uint64_t checksum = 0;
      bool kills = false;
      const std::int64_t number = *id;
      Rows one = revision.query(number);
      if (!one.next(id, is.number, is.seen, document, checksum, kills)) break;
      // What was withdrawn once is not told again as history.
      if (kills && !copy.revisions.empty()) break;
      is.entry = read_entry(document, checksum, database.file() + ": revision " + std::to_string(number));
      copy.revisions.push_back(std::move(is));
    }
    telling.copies.push_back(copy);
  }
  return telling;
}

std::vector<Activity> read_activity(Database& database, feeds::Time now, int days) {
  constexpr std::int64_t day = 86'400;
  const std::int64_t end = (now.time_since_epoch().count() / day + 1) * day;
  // What was old when the feed was first met says nothing of how fast it is followed.
  Statement count(
      database,
      "SELECT f.name, (e.time - ?1) / 86400, count(*),"
      "       sum(CASE WHEN e.first_seen - e.published BETWEEN 0 AND 86400 THEN e.first_seen - e.published END),"
      "       sum(e.first_seen - e.published BETWEEN 0 AND 86400)"
      " FROM feed f JOIN entry e ON e.feed = f.id"
      " WHERE f.active AND e.time >= ?1 AND e.time < ?2 GROUP BY 1, 2 ORDER BY 1, 2");
  std::vector<Activity> all;
  std::string feed;
  std::int64_t place = 0, entries = 0;
  std::optional<std::int64_t> latency, timed;
  std::int64_t seconds = 0, dated = 0;
  const auto finish = [&] {
    if (!all.empty() && dated > 0) all.back().latency = seconds / dated;
    seconds = dated = 0;
  };
  for (Rows rows = count.query(end - days * day, end); rows.next(feed, place, entries, latency, timed);) {
    if (all.empty() || all.back().feed != feed) {
      finish();
      all.push_back({feed, std::vector<std::int64_t>(static_cast<std::size_t>(days)), std::nullopt});
    }
    all.back().entries[static_cast<std::size_t>(place)] = entries;
    seconds += latency.value_or(0);
    dated += timed.value_or(0);
  }
  finish();
  return all;
}

namespace {

std::vector<std::string> read_column(Database& database, const char* sql) {
  std::vector<std::string> all;
  std::string value;
  Statement statement(database, sql);
  for (Rows rows = statement.query(); rows.next(value);) all.push_back(value);
  return all;
}

}  // namespace

Choices read_choices(Database& database) {
  return {read_column(database, "SELECT name FROM feed WHERE active ORDER BY name"),
          read_column(database, "SELECT DISTINCT category FROM feed WHERE active AND category <> '' ORDER BY 1")};
}

}  // namespace datelined::schema
