#include "schema/listing.hpp"

#include "feeds/json.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/search_tokens.hpp"
#include "schema/search.hpp"
#include "schema/search_index.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <stdexcept>

namespace datelined::schema {

namespace {

// Where a page ended: at a change number, at a place in the ranking, or at a story's place in time.
struct Cursor {
  std::int64_t seq = 0;
  std::int64_t time = 0, story = 0;
};

std::string_view take_number(std::string_view text, std::int64_t& into) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (problem != std::errc()) throw std::invalid_argument("before: not a page of this list");
  return text.substr(static_cast<std::size_t>(end - text.data()));
}

Cursor read_cursor(std::string_view text, bool by_change) {
  Cursor cursor;
  std::string_view rest = take_number(text, by_change ? cursor.seq : cursor.time);
  if (!by_change && rest.starts_with('.')) rest = take_number(rest.substr(1), cursor.story);
  if (!rest.empty()) throw std::invalid_argument("before: not a page of this list");
  return cursor;
}

// speaks(range, tag)
bool speaks(std::span<const std::string_view> texts) {
  return feeds::language_matches(texts[0], texts[1]);
}

// same_label(one, other): as people write the names of categories.
bool same_label(std::span<const std::string_view> texts) {
  if (texts[0] == texts[1]) return true;
  const std::string folded = feeds::fold(texts[0]);
  return !folded.empty() && folded == feeds::fold(texts[1]);
}

// mentions(words, document): a search, in an entry that is not indexed yet.
bool mentions(std::span<const std::string_view> texts) {
  const feeds::Result<Search> search = Search::read(texts[0]);
  if (!search) return false;
  const boost::json::value json = boost::json::parse(texts[1]);
  const SearchText text = search_text(feeds::entry_from_json(json.as_object()));
  return search->finds(text.title, text.body);
}

// What a search finds: in the index, and among what changed since that was last brought up to date.
std::string hits_of(const Query& query) {
  const std::string is_readable = "(SELECT form FROM search_state) = :form";
  return "WITH hit(entry, revision, score) AS MATERIALIZED ("
         " SELECT d.entry, d.revision, " +
         std::string(query.by_rank ? "bm25(search, 5.0, 1.0)" : "0") +
         " FROM search JOIN searched d ON d.revision = search.rowid WHERE search MATCH :match AND " + is_readable +
         " UNION ALL"
         // The newest fit best, as long as nobody has weighed them.
         " SELECT p.id, p.latest, -1000 FROM story q JOIN entry p ON p.story = q.id JOIN revision t ON t.id = p.latest"
         " WHERE q.seq > CASE WHEN " +
         is_readable +
         " THEN (SELECT seq FROM search_state) ELSE 0 END"
         " AND NOT (" +
         is_readable + " AND p.latest IN (SELECT revision FROM searched)) AND mentions(:words, t.document)) ";
}

// Where a story's copies are: those of one that was joined to another moved there, and who knew it has to hear of that.
constexpr std::string_view its_copies = "coalesce(s.joined, s.id)";

// An embargo that is over shows by itself; the released ones have another status.
std::string is_held(const std::string& entry) {
  return "(" + entry + ".status = 'embargoed' AND NOT coalesce(" + entry + ".embargoed <= :now, false))";
}

// That its state changed says that it was public before it was held.
std::string was_told(const std::string& entry) {
  return "EXISTS (WITH RECURSIVE past(previous, changed) AS ("
         " SELECT t.previous, t.changed FROM revision t WHERE t.id = " +
         entry +
         ".latest"
         " UNION ALL SELECT t.previous, t.changed FROM past JOIN revision t ON t.id = past.previous LIMIT 64)"
         " SELECT 1 FROM past WHERE ' ' || changed || ' ' LIKE '% status %')";
}

// Of what was withdrawn and has expired the tombstone is left; who asks what changed hears that a text is held now.
std::string may_show(const std::string& entry, bool by_change) {
  return "CASE WHEN " + is_held(entry) + " THEN " + (by_change ? was_told(entry) : "false") + " WHEN " + entry +
         ".status = 'expired' THEN s.status = 'killed' ELSE true END";
}

// The state it is published in; as Entries::release leaves it, where an embargo is over that nobody has released yet.
std::string told_status() {
  return "CASE WHEN s.status = 'killed' OR " + is_held("e") +
         " THEN 'killed' WHEN e.status <> 'embargoed' THEN e.status"
         " WHEN e.signal = 'correction' THEN 'corrected' ELSE 'usable' END";
}

// Taken back, or held after it was told.
std::string is_gone(const std::string& entry) {
  return "(" + entry + ".status = 'killed' OR " + is_held(entry) + ")";
}

// The copy that tells a story: its lead; to who may read some feeds alone the lead where it is one of theirs, else
// the first of theirs, and what was taken back only where there is no other.
std::string shown_copy(const Query& query, bool by_change) {
  if (!query.within_feeds) return "s.lead";
  const std::string theirs =
      " FROM entry c JOIN feed cf ON cf.id = c.feed WHERE cf.name IN (SELECT value FROM json_each(:feeds)) AND " +
      may_show("c", by_change);
  const std::string any = " AND c.story = " + std::string(its_copies), is_usable = " AND NOT " + is_gone("c");
  return "coalesce((SELECT c.id" + theirs + " AND c.id = s.lead" + is_usable + "), (SELECT min(c.id)" + theirs + any +
         is_usable + "), (SELECT min(c.id)" + theirs + any + "))";
}

// Of a story that one feed tells twice one copy, the lead or the first: to a reader two of one id are one.
std::string tells_for_its_feed(bool by_change) {
  return "NOT EXISTS (SELECT 1 FROM entry c WHERE c.story = e.story AND c.feed = e.feed AND " +
         may_show("c", by_change) + " AND (" + is_gone("c") + ", c.id <> s.lead, c.id) < (" + is_gone("e") +
         ", e.id <> s.lead, e.id))";
}

// Who followed a text by its words hears that it was withdrawn, though the kill has other words.
std::string changed_hits() {
  return "(SELECT DISTINCT k.id AS entry, 0 AS score FROM hit h CROSS JOIN entry k ON k.id = h.entry"
         " WHERE h.revision = k.latest OR k.status IN ('killed', 'expired'))";
}

// Where the rows come from: of one feed its copies, each in its own place; else the stories, each as its lead tells it.
std::string sources_of(const Query& query, bool by_change) {
  const bool one_feed = query.feeds.size() == 1;
  std::string sql;
  if (!query.words.empty()) {
    sql = by_change ? " FROM " + changed_hits() +
                          " hit CROSS JOIN entry e ON e.id = hit.entry"
                          " JOIN story s ON (s.id = e.story OR s.joined = e.story)"
                    : " FROM hit CROSS JOIN entry e ON e.id = hit.entry AND e.latest = hit.revision"
                      " JOIN story s ON s.id = e.story";
    if (!one_feed) sql += " AND e.id = " + shown_copy(query, by_change);
  } else if (one_feed) {
    sql = by_change ? " FROM story s CROSS JOIN entry e ON e.story = " + std::string(its_copies)
                    : " FROM entry e JOIN story s ON s.id = e.story";
  } else {
    sql = " FROM story s JOIN entry e ON e.id = " + shown_copy(query, by_change);
  }
  return sql + " JOIN revision r ON r.id = e.latest JOIN feed f ON f.id = e.feed LEFT JOIN head h ON h.feed = f.id";
}

std::string conditions_of(const Query& query, bool by_change) {
  const bool one_feed = query.feeds.size() == 1;
  const std::string time = one_feed ? "e.time" : "s.time";
  const std::string story = one_feed ? "e.story" : "s.id";
  std::string sql = " WHERE true";
  if (one_feed) {
    sql += " AND e.feed = (SELECT id FROM feed WHERE name = :feed)";
  } else if (!query.feeds.empty() && !query.within_feeds) {
    sql +=
        " AND EXISTS (SELECT 1 FROM entry c JOIN feed cf ON cf.id = c.feed WHERE c.story = " + std::string(its_copies) +
        " AND cf.name IN (SELECT value FROM json_each(:feeds)))";
  }
  if (by_change) sql += " AND s.seq > :after";
  if (query.through) sql += " AND s.seq <= :through";
  sql += " AND " + may_show("e", by_change);
  if (one_feed) sql += " AND " + tells_for_its_feed(by_change);
  if (query.since) sql += " AND " + time + " >= :since";
  if (query.until) sql += " AND " + time + " < :until";
  if (!by_change && !query.by_rank && !query.before.empty())
    sql += " AND (" + time + ", " + story + ") < (:time, :story)";
  if (query.status) {
    sql += " AND " + told_status() + " = :status";
  } else if (!by_change) {
    sql += " AND s.status <> 'killed' AND e.status <> 'killed'";
  }
  if (!query.language.empty()) {
    sql += " AND speaks(:language, coalesce(nullif(e.language, ''), nullif(f.language, ''), h.language))";
  }
  if (!query.category.empty()) {
    const std::string theirs = query.within_feeds ? " AND cf.name IN (SELECT value FROM json_each(:feeds))" : "";
    sql += " AND (EXISTS (SELECT 1 FROM entry c JOIN feed cf ON cf.id = c.feed WHERE c.story = " +
           std::string(its_copies) + theirs +
           " AND same_label(cf.category, :category))"
           " OR EXISTS (SELECT 1 FROM json_each(r.document, '$.tags') WHERE same_label(value, :category))"
           // A kill need not have the tags of what it kills.
           " OR (e.status = 'killed' AND EXISTS (SELECT 1 FROM revision p, json_each(p.document, '$.tags')"
           " WHERE p.id = r.previous AND same_label(value, :category))))";
  }
  return sql;
}

std::string sql_of(const Query& query, bool by_change, Listing::Order asked) {
  const bool one_feed = query.feeds.size() == 1;
  const std::string time = one_feed ? "e.time" : "s.time";
  const std::string story = one_feed ? "e.story" : "s.id";
  const std::string columns =
      "SELECT s.id, s.lead, e.id, r.number, s.seq, e.feed, s.atom_id,"
      "       " +
      told_status() + ", " + is_held("e") + ", e.signal, r.document, r.checksum, e.first_seen, " +
      std::string(one_feed ? "r.seen, e.time" : "s.updated, s.time");
  const std::string order = asked == Listing::Order::last_change_first ? " ORDER BY s.seq DESC"
                            : by_change                                ? " ORDER BY s.seq"
                            : query.by_rank ? " ORDER BY hit.score, " + time + " DESC, " + story + " DESC"
                                            : " ORDER BY " + time + " DESC, " + story + " DESC";
  std::string limit = query.limit ? " LIMIT :limit" : "";
  if (query.by_rank) limit += query.limit ? " OFFSET :offset" : "";
  const std::string chosen = sources_of(query, by_change) + conditions_of(query, by_change);
  if (query.words.empty()) return columns + chosen + order + limit;
  // Sorted without their documents: a word that everybody uses is found a hundred thousand times.
  return hits_of(query) + columns + " FROM (SELECT s.id AS story, e.id AS entry, hit.score" + chosen + order + limit +
         ") hit JOIN story s ON s.id = hit.story JOIN entry e ON e.id = hit.entry JOIN revision r ON r.id = e.latest" +
         order;
}

}  // namespace

void Listing::define_predicates(Database& database) {
  database.define("speaks", 2, speaks);
  database.define("same_label", 2, same_label);
  database.define("mentions", 2, mentions);
}

Listing::Listing(Database& database, const Query& query, Order order)
    : by_change_(query.after.has_value()),
      by_rank_(query.by_rank),
      end_(query.limit.value_or(0)),
      statement_(database, sql_of(query, by_change_, order)) {
  Cursor cursor;
  if (!query.before.empty()) cursor = read_cursor(query.before, by_change_ || by_rank_);
  if (query.feeds.size() == 1) statement_.set(":feed", query.feeds.front());
  statement_.set(":feeds", boost::json::serialize(boost::json::array(query.feeds.begin(), query.feeds.end())));
  statement_.set(":after", std::max(query.after.value_or(0), cursor.seq));
  statement_.set(":now", query.now);
  statement_.set(":through", query.through);
  statement_.set(":since", query.since);
  statement_.set(":until", query.until);
  statement_.set(":time", cursor.time);
  statement_.set(":story", cursor.story);
  statement_.set(":status", feeds::to_string(query.status.value_or(feeds::Status::usable)));
  statement_.set(":language", query.language);
  statement_.set(":category", query.category);
  if (by_rank_) {
    statement_.set(":offset", cursor.seq);
    end_ += cursor.seq;
  }
  if (!query.words.empty()) {
    const feeds::Result<Search> search = Search::read(query.words);
    statement_.set(":match", search ? search->expression() : "\"\"");
    statement_.set(":words", query.words);
    statement_.set(":form", feeds::search_form());
  }
  if (query.limit) statement_.set(":limit", *query.limit + 1);
}

bool Listing::next(Rows& rows, Listed& row) {
  return rows.next(row.story, row.lead, row.entry, row.revision, row.seq, row.feed, row.atom_id, row.status,
                   row.is_held, row.signal, row.document, row.checksum, row.first_seen, row.updated, row.time);
}

void Listing::first_change(std::int64_t& seq) {
  Listed row;
  Rows rows = this->rows();
  if (next(rows, row)) seq = row.seq;
}

std::string Listing::cursor(const Listed& row) const {
  if (by_change_) return std::to_string(row.seq);
  if (by_rank_) return std::to_string(end_);
  return std::to_string(row.time.time_since_epoch().count()) + '.' + std::to_string(row.story);
}

}  // namespace datelined::schema
