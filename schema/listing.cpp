#include "schema/listing.hpp"

#include "feeds/json.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <stdexcept>

namespace datelined::schema {

namespace {

// Where a page ended: at a change number, or at a story's place in time.
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

// The words of a search, folded, one a line. Split where people put blanks, also in Chinese and Japanese:
// folding alone would make two words of "U.S.".
std::string fold_words(std::string_view words) {
  constexpr std::string_view ideographic_space = "\u3000";
  std::string spaced(words);
  for (std::size_t at = 0; (at = spaced.find(ideographic_space, at)) != std::string::npos;) {
    spaced.replace(at, ideographic_space.size(), " ");
  }
  std::string folded;
  constexpr std::string_view blanks = " \t\r\n\f\v";
  for (std::size_t begin = 0; (begin = spaced.find_first_not_of(blanks, begin)) != std::string::npos;) {
    const std::size_t end = std::min(spaced.find_first_of(blanks, begin), spaced.size());
    if (const std::string word = feeds::fold(std::string_view(spaced).substr(begin, end - begin)); !word.empty()) {
      folded += word + '\n';
    }
    begin = end;
  }
  return folded;
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

// mentions(words, document): every word of fold_words in the title or the text of an entry.
bool mentions(std::span<const std::string_view> texts) {
  const boost::json::value json = boost::json::parse(texts[1]);
  const feeds::Entry entry = feeds::entry_from_json(json.as_object());
  const std::string text = feeds::fold(
      entry.title + '\n' + (entry.content_html.empty() ? entry.content_text : feeds::plain_text(entry.content_html)));
  for (std::string_view words = texts[0]; !words.empty();) {
    const std::size_t end = words.find('\n');
    if (text.find(words.substr(0, end)) == std::string::npos) return false;
    words.remove_prefix(end + 1);
  }
  return true;
}

std::string sql_of(const Query& query, bool by_change) {
  // Of one feed, its copies are listed, each in its own place; else the stories, each as its lead tells it.
  const bool one_feed = query.feeds.size() == 1;
  std::string sql =
      "SELECT s.id, s.lead, e.id, r.number, s.seq, e.feed, s.atom_id,"
      "       CASE s.status WHEN 'killed' THEN s.status ELSE e.status END, e.signal, r.document, r.checksum,"
      "       e.first_seen, ";
  sql += one_feed ? "r.seen, e.time" : "s.updated, s.time";
  sql += one_feed && !by_change ? " FROM entry e JOIN story s ON s.id = e.story"
         : one_feed             ? " FROM story s CROSS JOIN entry e ON e.story = s.id"
                                : " FROM story s JOIN entry e ON e.id = s.lead";
  sql +=
      " JOIN revision r ON r.id = e.latest JOIN feed f ON f.id = e.feed LEFT JOIN head h ON h.feed = f.id"
      " WHERE true";
  const std::string time = one_feed ? "e.time" : "s.time";
  const std::string story = one_feed ? "e.story" : "s.id";

  if (one_feed) {
    sql += " AND e.feed = (SELECT id FROM feed WHERE name = :feed)";
  } else if (!query.feeds.empty()) {
    sql +=
        " AND EXISTS (SELECT 1 FROM entry c JOIN feed cf ON cf.id = c.feed WHERE c.story = s.id"
        " AND cf.name IN (SELECT value FROM json_each(:feeds)))";
  }
  if (by_change) sql += " AND s.seq > :after";
  // An embargo that is over shows by itself; the released ones have another status.
  sql += " AND (e.status NOT IN ('embargoed', 'expired') OR (e.status = 'embargoed' AND e.embargoed <= :now))";
  if (query.since) sql += " AND " + time + " >= :since";
  if (query.until) sql += " AND " + time + " < :until";
  if (!by_change && !query.before.empty()) sql += " AND (" + time + ", " + story + ") < (:time, :story)";
  if (query.status) {
    sql += " AND CASE s.status WHEN 'killed' THEN s.status ELSE e.status END = :status";
  } else if (!by_change) {
    sql += " AND s.status <> 'killed' AND e.status <> 'killed'";
  }
  if (!query.language.empty()) {
    sql += " AND speaks(:language, coalesce(nullif(e.language, ''), nullif(f.language, ''), h.language))";
  }
  if (!query.category.empty()) {
    sql +=
        " AND (EXISTS (SELECT 1 FROM entry c JOIN feed cf ON cf.id = c.feed WHERE c.story = s.id"
        " AND same_label(cf.category, :category))"
        " OR EXISTS (SELECT 1 FROM json_each(r.document, '$.tags') WHERE same_label(value, :category)))";
  }
  // Last, because it costs the most.
  if (!query.words.empty()) sql += " AND mentions(:words, r.document)";

  sql += by_change ? " ORDER BY s.seq" : " ORDER BY " + time + " DESC, " + story + " DESC";
  if (query.limit) sql += " LIMIT :limit";
  return sql;
}

}  // namespace

void Listing::define_predicates(Database& database) {
  database.define("speaks", 2, speaks);
  database.define("same_label", 2, same_label);
  database.define("mentions", 2, mentions);
}

Listing::Listing(Database& database, const Query& query)
    : by_change_(query.after.has_value()), statement_(database, sql_of(query, by_change_)) {
  Cursor cursor;
  if (!query.before.empty()) cursor = read_cursor(query.before, by_change_);
  if (query.feeds.size() == 1) statement_.set(":feed", query.feeds.front());
  statement_.set(":feeds", boost::json::serialize(boost::json::array(query.feeds.begin(), query.feeds.end())));
  statement_.set(":after", std::max(query.after.value_or(0), cursor.seq));
  statement_.set(":now", query.now);
  statement_.set(":since", query.since);
  statement_.set(":until", query.until);
  statement_.set(":time", cursor.time);
  statement_.set(":story", cursor.story);
  statement_.set(":status", feeds::to_string(query.status.value_or(feeds::Status::usable)));
  statement_.set(":language", query.language);
  statement_.set(":category", query.category);
  statement_.set(":words", fold_words(query.words));
  if (query.limit) statement_.set(":limit", *query.limit + 1);
}

bool Listing::next(Rows& rows, Listed& row) {
  return rows.next(row.story, row.lead, row.entry, row.revision, row.seq, row.feed, row.atom_id, row.status, row.signal,
                   row.document, row.checksum, row.first_seen, row.updated, row.time);
}

std::string Listing::cursor(const Listed& row) const {
  if (by_change_) return std::to_string(row.seq);
  return std::to_string(row.time.time_since_epoch().count()) + '.' + std::to_string(row.story);
}

}  // namespace datelined::schema
