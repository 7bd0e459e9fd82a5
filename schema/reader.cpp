#include "schema/reader.hpp"

#include "schema/document.hpp"
#include "schema/listing.hpp"
#include "schema/open.hpp"
#include "schema/sqlite.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <map>

namespace datelined::schema {

namespace {

// A withdrawn story is told of, not told.
void withdraw(feeds::Entry& entry) {
  feeds::Entry left;
  left.id = std::move(entry.id);
  left.url = std::move(entry.url);
  left.title = std::move(entry.title);
  left.language = std::move(entry.language);
  left.date_published = entry.date_published;
  left.date_modified = entry.date_modified;
  entry = std::move(left);
}

feeds::Source source_of(std::string feed, const feeds::Entry& entry, Time first_seen) {
  return {.feed = std::move(feed),
          .id = entry.id,
          .url = entry.url,
          .title = entry.title,
          .date_published = entry.date_published,
          .first_seen = first_seen};
}

}  // namespace

namespace {

// For as long as it lives: what is asked outside takes what it takes.
class Limit {
 public:
  Limit(Database& database, std::chrono::milliseconds most) : database_(database) { database_.limit_time(most); }
  Limit(const Limit&) = delete;
  Limit& operator=(const Limit&) = delete;
  ~Limit() { database_.limit_time(std::chrono::milliseconds(0)); }

 private:
  Database& database_;
};

}  // namespace

struct Reader::Parts {
  explicit Parts(const std::filesystem::path& file)
      : database(open_to_read(file)),
        copies(database,
               "SELECT e.id, f.name, e.first_seen, r.document, r.checksum"
               " FROM entry e JOIN feed f ON f.id = e.feed JOIN revision r ON r.id = e.latest"
               " WHERE e.story = ?1 AND (e.status IN ('usable', 'corrected') OR (e.id = ?2 AND e.status <> 'expired'))"
               " ORDER BY e.id <> ?2, e.first_seen, e.id"),
        origin(database,
               "SELECT f.name, f.url, f.category, f.language, h.document, h.checksum"
               " FROM feed f LEFT JOIN head h ON h.feed = f.id WHERE f.id = ?1") {
    Listing::define_predicates(database);
  }

  using Origins = std::map<FeedId, feeds::Origin>;
  const feeds::Origin& origin_of(FeedId feed, Origins& known);
  feeds::Entry entry_of(std::string_view document, std::uint64_t checksum, std::int64_t id, const std::string& feed);
  feeds::Story story_of(const Listed& row, Origins& origins);

  Database database;
  Statement copies, origin;
  std::chrono::milliseconds most{0};
};

const feeds::Origin& Reader::Parts::origin_of(FeedId feed, Origins& known) {
  const auto [place, unknown] = known.try_emplace(feed);
  feeds::Origin& is = place->second;
  if (!unknown) return is;
  std::string language;
  std::optional<std::string> document;
  std::uint64_t checksum = 0;
  origin.query(feed).next(is.name, is.url, is.category, language, document, checksum);
  if (document) is.feed = read_head(*document, checksum, database.file() + ": head of feed " + is.name);
  if (!language.empty()) is.feed.language = language;
  return is;
}

feeds::Entry Reader::Parts::entry_of(std::string_view document, std::uint64_t checksum, std::int64_t id,
                                     const std::string& feed) {
  return read_entry(document, checksum, database.file() + ": entry " + std::to_string(id) + " of feed " + feed);
}

feeds::Story Reader::Parts::story_of(const Listed& row, Origins& origins) {
  feeds::Story story;
  story.id = row.atom_id;
  story.origin = origin_of(row.feed, origins);
  story.seq = row.seq;
  story.revision = row.revision;
  story.status = feeds::read_status(row.status).value_or(feeds::Status::usable);
  story.signal = row.signal;
  story.first_seen = row.first_seen;
  story.updated = row.updated;
  story.time = row.time;
  if (row.is_held) return story;  // nothing of its text
  story.entry = entry_of(row.document, row.checksum, row.entry, story.origin.name);

  std::int64_t id = 0;
  std::string feed;
  Time first_seen;
  std::string_view document;
  std::uint64_t checksum = 0;
  for (Rows rows = copies.query(row.story, row.lead); rows.next(id, feed, first_seen, document, checksum);) {
    const bool shown = id == row.entry;
    story.sources.push_back(source_of(feed, shown ? story.entry : entry_of(document, checksum, id, feed), first_seen));
  }
  if (story.status == feeds::Status::killed) withdraw(story.entry);
  return story;
}

Reader::Reader(const std::filesystem::path& file) : parts_(std::make_unique<Parts>(file)) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

void Reader::limit(std::chrono::milliseconds most) {
  parts_->most = most;
}

std::string Reader::stories(const Query& query, const std::function<void(const feeds::Story&)>& take) {
  const Limit limit(parts_->database, parts_->most);
  const Transaction moment(parts_->database, Transaction::Kind::read);
  Listing listing(parts_->database, query);
  Parts::Origins origins;
  Listed row;
  std::string next;
  std::int64_t taken = 0;
  for (Rows rows = listing.rows(); Listing::next(rows, row); ++taken) {
    if (query.limit && taken == *query.limit) return next;
    feeds::Story story = parts_->story_of(row, origins);
    if (query.within_feeds) {
      std::erase_if(story.sources, [&](const feeds::Source& source) {
        return std::find(query.feeds.begin(), query.feeds.end(), source.feed) == query.feeds.end();
      });
    }
    take(story);
    if (query.limit && taken + 1 == *query.limit) next = listing.cursor(row);
  }
  return "";
}

std::optional<Telling> Reader::telling(const std::string& atom_id) {
  return read_telling(parts_->database, atom_id);
}

std::vector<Activity> Reader::activity(Time now, int days) {
  return read_activity(parts_->database, now, days);
}

Choices Reader::choices() {
  return read_choices(parts_->database);
}

namespace {

// By the feed's name. Of the hubs the one that was asked.
std::map<std::string, FeedHealth::Pushed> read_pushes(Database& database) {
  Statement all(database,
                "SELECT f.name, p.topic, p.hubs, p.hub, p.state, p.since, p.lease_end, p.last_delivery, p.deliveries,"
                "       p.rejected, p.error"
                " FROM push p JOIN feed f ON f.id = p.feed WHERE f.active AND p.state <> 'leaving'");
  std::map<std::string, FeedHealth::Pushed> pushes;
  std::string name, hubs;
  std::size_t hub = 0;
  FeedHealth::Pushed is;
  for (Rows rows = all.query(); rows.next(name, is.topic, hubs, hub, is.state, is.since, is.lease_end, is.last_delivery,
                                          is.deliveries, is.rejected, is.error);) {
    std::size_t begin = 0;
    for (; hub > 0; --hub) begin = hubs.find('\n', begin) + 1;
    is.hub = hubs.substr(begin, hubs.find('\n', begin) - begin);
    pushes[name] = is;
  }
  return pushes;
}

}  // namespace

std::vector<FeedHealth> Reader::feeds() {
  Statement all(parts_->database,
                "SELECT f.name, f.url, f.category, f.language, f.priority, f.entries,"
                "       v.moved_url, l.last_poll, l.next_poll, l.status, l.error, v.errors, v.gone, l.duration,"
                "       l.bytes, l.created, l.revised, h.title, h.home_page_url, h.format, h.encoding, h.notes,"
                "       h.problems, l.why, v.rhythm, v.last_news, v.gaps, v.quiet, l.history, coalesce(p.entries, 0)"
                " FROM feed f LEFT JOIN visit v ON v.feed = f.id LEFT JOIN last_visit l ON l.feed = f.id"
                " LEFT JOIN head h ON h.feed = f.id LEFT JOIN flapping p ON p.feed = f.id"
                " WHERE f.active ORDER BY f.name");
  auto pushes = read_pushes(parts_->database);
  std::vector<FeedHealth> feeds;
  FeedHealth is;
  Subscription& wants = is.subscription;
  Blob history;
  for (Rows rows = all.query();
       rows.next(wants.name, wants.url, wants.category, wants.language, wants.priority, is.entries, is.moved_url,
                 is.last_poll, is.next_poll, is.last_status, is.last_error, is.errors, is.gone, is.duration, is.bytes,
                 is.created, is.revised, is.title, is.home_url, is.format, is.encoding, is.notes, is.problems, is.why,
                 is.rhythm, is.last_news, is.gaps, is.quiet, history, is.flapping);) {
    is.history = history.bytes;
    const auto push = pushes.find(wants.name);
    is.push = push == pushes.end() ? std::nullopt : std::optional(std::move(push->second));
    feeds.push_back(is);
  }
  return feeds;
}

std::int64_t Reader::last_change() {
  return parts_->database.number("SELECT seq FROM last_change");
}

std::int64_t Reader::last_change(const Query& query) {
  Query last = query;
  last.after = query.after.value_or(0);
  last.limit = 1;
  last.by_rank = false;
  last.before.clear();
  std::int64_t seq = 0;
  Listing(parts_->database, last, Listing::Order::last_change_first).first_change(seq);
  return seq;
}

std::optional<Time> Reader::last_update() {
  std::optional<Time> at;
  Statement(parts_->database, "SELECT at FROM last_change").query().next(at);
  return at;
}

Totals Reader::totals() {
  Statement count(parts_->database,
                  "SELECT (SELECT count(*) FROM feed WHERE active),"
                  "       (SELECT count(*) FROM feed f JOIN visit v ON v.feed = f.id WHERE f.active AND v.errors > 0),"
                  "       (SELECT coalesce(sum(entries), 0) FROM feed), (SELECT count(*) FROM story),"
                  "       (SELECT seq FROM last_change)");
  Totals totals;
  count.query().next(totals.feeds, totals.failing, totals.entries, totals.stories, totals.seq);
  return totals;
}

}  // namespace datelined::schema
