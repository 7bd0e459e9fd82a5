#include "schema/subscriptions.hpp"

#include "schema/document.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace datelined::schema {

namespace {

// The faults by kind, the most frequent first.
std::string counts_of(const std::vector<feeds::Note>& notes) {
  std::map<std::string_view, int> counts;
  for (const feeds::Note& note : notes) ++counts[note.code];
  std::vector<std::pair<std::string_view, int>> kinds(counts.begin(), counts.end());
  std::ranges::stable_sort(kinds, std::greater{}, &std::pair<std::string_view, int>::second);
  std::string text;
  for (const auto& [code, count] : kinds) {
    text += (text.empty() ? "" : ", ") + std::string(code) + " " + std::to_string(count);
  }
  return text;
}

struct Row {
  FeedId id = 0;
  bool active = false;
  Subscription subscription;
  bool taken = false;  // by a subscription
};

std::vector<Row> read_rows(Statement& statement) {
  std::vector<Row> rows;
  Rows all = statement.query();
  for (FeedId id = 0; all.next(id);) {
    Row& row = rows.emplace_back();
    row.id = id;
    Subscription& is = row.subscription;
    all.read_after(1, row.active, is.name, is.url, is.category, is.language, is.priority);
  }
  // SQLite would sort by copying all of every row.
  std::ranges::stable_partition(rows, &Row::active);
  return rows;
}

// Of the rows, which are in the order of feeds, those of these states: read(row, state).
template <class Read>
void each_state(Statement& statement, std::span<FeedState* const> by_id, Read read) {
  auto place = by_id.begin();
  Rows rows = statement.query();
  for (FeedId id = 0; rows.next(id);) {
    while (place != by_id.end() && (*place)->id < id) ++place;
    if (place == by_id.end()) break;
    if ((*place)->id == id) read(rows, **place);
  }
}

// What visits have left for these feeds. Two walks, for a join would look each row of the other up.
void read_visits(Statement& visits, Statement& last_visits, std::span<FeedState> states) {
  std::vector<FeedState*> by_id;
  by_id.reserve(states.size());
  for (FeedState& state : states) by_id.push_back(&state);
  std::ranges::sort(by_id, {}, &FeedState::id);
  each_state(visits, by_id, [](Rows& row, FeedState& state) {
    row.read_after(1, state.moved_url, state.found, state.redirect_url, state.redirects_seen, state.validators.etag,
                   state.validators.last_modified, state.body_hash, state.freshness, state.skip_hours, state.skip_days,
                   state.gone, state.errors, state.last_news, state.gaps, state.quiet, state.push_missed, state.rhythm,
                   state.pushed, state.entries_shown, state.lifetime.max_age);
  });
  each_state(last_visits, by_id, [](Rows& row, FeedState& state) {
    Blob history;
    row.read_after(1, state.last_poll, state.next_poll, state.why, state.hurry, state.unpushed, state.host_pause,
                   state.lifetime.expires, history);
    state.history = history.bytes;
  });
}

// Which row is a subscription's: the one of its name, else one of its URL that no other subscription names.
class Rowset {
 public:
  // The first `taken` rows are those of other subscriptions than these.
  Rowset(std::vector<Row> rows, std::size_t taken, std::span<const Subscription> subscriptions)
      : rows_(std::move(rows)) {
    std::unordered_set<std::string_view> wanted;
    for (const Subscription& subscription : subscriptions) wanted.insert(subscription.name);
    for (Row& row : std::span(rows_).first(taken)) row.taken = true;
    for (Row& row : std::span(rows_).subspan(taken)) {
      by_name_.emplace(row.subscription.name, &row);
      if (!wanted.contains(row.subscription.name)) by_url_.emplace(row.subscription.url, &row);
    }
  }

  const Row* take(const Subscription& subscription) {
    Row* row = nullptr;
    if (const auto named = by_name_.find(subscription.name); named != by_name_.end()) {
      row = named->second;
    } else if (const auto renamed = by_url_.find(subscription.url); renamed != by_url_.end()) {
      row = renamed->second;
      by_url_.erase(renamed);
    }
    if (row != nullptr) row->taken = true;
    return row;
  }

  const std::vector<Row>& all() const { return rows_; }

 private:
  std::vector<Row> rows_;
  std::unordered_map<std::string_view, Row*> by_name_;
  std::unordered_map<std::string_view, Row*> by_url_;  // of several the first: active before retired
};

}  // namespace

Subscriptions::Subscriptions(Database& database, Pushes& pushes)
    : all_(database, "SELECT id, active, name, url, category, language, priority FROM feed ORDER BY id"),
      visits_(database,
              "SELECT feed, moved_url, found, redirect_url, redirects_seen, etag, last_modified, body_hash, freshness,"
              "       skip_hours, skip_days, gone, errors, last_news, gaps, quiet, push_missed, rhythm, pushed,"
              "       entries_shown, max_age"
              " FROM visit ORDER BY feed"),
      last_visits_(database,
                   "SELECT feed, last_poll, next_poll, why, hurry, unpushed, host_pause, expires, history"
                   " FROM last_visit ORDER BY feed"),
      create_(database,
              "INSERT INTO feed (name, url, category, language, priority, active) VALUES (?1, ?2, ?3, ?4, ?5, 1)"),
      update_(database,
              "UPDATE feed SET name = ?2, url = ?3, category = ?4, language = ?5, priority = ?6, active = 1"
              " WHERE id = ?1"),
      retire_(database, "UPDATE feed SET active = 0 WHERE id = ?1"),
      retired_(database, "SELECT id FROM feed WHERE NOT active"),
      forget_visit_(database, "DELETE FROM visit WHERE feed = ?1"),
      forget_last_visit_(database, "DELETE FROM last_visit WHERE feed = ?1"),
      lives_at_(database, "SELECT 1 FROM feed WHERE id = ?1 AND url = ?2"),
      account_of_(database, "SELECT status, error, duration, bytes, created, revised FROM last_visit WHERE feed = ?1"),
      keep_visit_(database,
                  "INSERT OR REPLACE INTO visit (feed, moved_url, found, redirect_url, redirects_seen, etag,"
                  " last_modified, body_hash, freshness, skip_hours, skip_days, gone, errors, last_news, gaps, quiet,"
                  " push_missed, rhythm, pushed, entries_shown, max_age)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
                  " ?21)"),
      keep_last_visit_(database,
                       "INSERT OR REPLACE INTO last_visit (feed, last_poll, next_poll, why, hurry, unpushed,"
                       " host_pause, status, error, duration, bytes, created, revised, history, expires)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
      confirm_(database,
               "UPDATE last_visit SET last_poll = ?2, next_poll = ?3, why = ?4, hurry = ?5, unpushed = ?6,"
               " host_pause = ?7, status = ?8, error = '', duration = ?9, bytes = ?10, created = 0, revised = 0,"
               " history = ?11, expires = ?12 WHERE feed = ?1"),
      postpone_(database,
                "INSERT INTO last_visit (feed, next_poll, why, hurry, status, error, duration, bytes, created, revised,"
                " history) VALUES (?1, ?2, 'host', 0, 0, '', 0, 0, 0, 0, x'')"
                " ON CONFLICT (feed) DO UPDATE SET next_poll = ?2, why = 'host' WHERE next_poll < ?2"),
      keep_head_(database,
                 "INSERT OR REPLACE INTO head (feed, title, home_page_url, language, format, encoding, notes,"
                 " document, checksum, problems) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      keep_flapping_(database, "INSERT OR REPLACE INTO flapping (feed, entries) VALUES (?1, ?2)"),
      keep_pushed_(database,
                   "UPDATE visit SET rhythm = ?2, last_news = ?3, quiet = ?4, pushed = ?5, push_missed = ?6"
                   " WHERE feed = ?1"),
      keep_document_(database, "INSERT OR REPLACE INTO last_document (feed, shown, digests) VALUES (?1, ?2, ?3)"),
      forget_document_(database, "DELETE FROM last_document WHERE feed = ?1"),
      pushes_(pushes),
      database_(database) {}

Subscriptions::Synced Subscriptions::sync(std::vector<Subscription> subscriptions) {
  Synced synced;
  synced.states.reserve(subscriptions.size());
  if (!take_unchanged(subscriptions, synced.states)) {
    const std::size_t taken = synced.states.size();
    take_others(std::span(subscriptions).subspan(taken), taken, synced);
  }
  read_visits(visits_, last_visits_, synced.states);
  return synced;
}

// Feeds that are configured as they are stored, in the order in which they were added. Most starts know no others: then
// no row is copied. Out: whether these are all.
bool Subscriptions::take_unchanged(std::vector<Subscription>& subscriptions, std::vector<FeedState>& states) {
  FeedId id = 0;
  Rows all = all_.query();
  for (Subscription& wanted : subscriptions) {
    if (!all.next(id)) return false;
    bool active = false;
    std::string_view name, url, category, language;
    int priority = 0;
    all.read_after(1, active, name, url, category, language, priority);
    if (!active || name != wanted.name || url != wanted.url || category != wanted.category ||
        language != wanted.language || priority != wanted.priority) {
      return false;
    }
    FeedState& state = states.emplace_back();
    state.id = id;
    state.subscription = std::move(wanted);
  }
  return !all.next(id);
}

// All behind those.
void Subscriptions::take_others(std::span<Subscription> subscriptions, std::size_t taken, Synced& synced) {
  Rowset rowset(read_rows(all_), taken, subscriptions);
  for (Subscription& wanted : subscriptions) {
    FeedState& state = synced.states.emplace_back();
    const Row* const row = rowset.take(wanted);
    if (row == nullptr) {
      create_.run(wanted.name, wanted.url, wanted.category, wanted.language, wanted.priority);
      state.id = database_.last_id();
      synced.created = true;
      state.subscription = std::move(wanted);
      continue;
    }
    const Subscription& known = row->subscription;
    state.id = row->id;
    if (known.url != wanted.url) {
      forget_visit_.run(state.id);
      forget_last_visit_.run(state.id);
      forget_document_.run(state.id);
      pushes_.keep_advert(state.id, {});
    }
    if (!row->active || known != wanted) {
      update_.run(state.id, wanted.name, wanted.url, wanted.category, wanted.language, wanted.priority);
      if (known.priority != wanted.priority) synced.new_priorities.push_back(state.id);
      synced.changed = true;
    }
    state.subscription = std::move(wanted);
  }
  for (const Row& row : rowset.all()) {
    if (row.taken || !row.active) continue;
    retire_.run(row.id);
    synced.changed = true;
  }
}

std::vector<FeedId> Subscriptions::retired() {
  std::vector<FeedId> feeds;
  FeedId feed = 0;
  for (Rows rows = retired_.query(); rows.next(feed);) feeds.push_back(feed);
  return feeds;
}

bool Subscriptions::lives_at(FeedId feed, const std::string& url) {
  return lives_at_.query(feed, url).next();
}

std::optional<Account> Subscriptions::account_of(FeedId feed) {
  Account is;
  Rows rows = account_of_.query(feed);
  if (!rows.next(is.status, is.error, is.duration, is.bytes, is.created, is.revised)) return std::nullopt;
  return is;
}

void Subscriptions::keep(const PollRecord& visit, const Changes& changes) {
  FeedState state = visit.state;
  settle(state, changes);
  if (state.document) keep_document_.run(state.id, state.document->shown, state.document->digests);
  if (visit.pushed) {
    keep_pushed_.run(state.id, state.rhythm, state.last_news, state.quiet, state.pushed, state.push_missed);
    pushes_.delivered(state.id, visit.at);
    return;
  }
  keep_visit_.run(state.id, state.moved_url, state.found, state.redirect_url, state.redirects_seen,
                  state.validators.etag, state.validators.last_modified, state.body_hash, state.freshness,
                  state.skip_hours, state.skip_days, state.gone, state.errors, state.last_news, state.gaps, state.quiet,
                  state.push_missed, state.rhythm, state.pushed, state.entries_shown, state.lifetime.max_age);
  const Account went = visit.taken_back.value_or(
      Account{visit.status, visit.error, visit.duration, visit.bytes, changes.created, changes.revised});
  keep_last_visit_.run(state.id, state.last_poll, state.next_poll, state.why, state.hurry, state.unpushed,
                       state.host_pause, went.status, went.error, went.duration, went.bytes, went.created, went.revised,
                       Blob{state.history}, state.lifetime.expires);
  if (!visit.head) return;
  const Head& head = *visit.head;
  pushes_.keep_advert(state.id, head.advert);
  keep_flapping_.run(state.id, changes.flapping);
  const Document document = write_document(head.feed);
  keep_head_.run(state.id, head.feed.title, head.feed.home_page_url, head.feed.language, head.format, head.encoding,
                 head.notes.size(), document.text, document.checksum, counts_of(head.notes));
}

void Subscriptions::confirm(const Confirmed& visit) {
  confirm_.run(visit.id, visit.last_poll, visit.next_poll, visit.why, visit.hurry, visit.unpushed, visit.host_pause,
               visit.status, visit.duration, visit.bytes, Blob{visit.history}, visit.expires);
}

void Subscriptions::postpone(const Postponed& feed) {
  postpone_.run(feed.id, feed.until);
}

}  // namespace datelined::schema
