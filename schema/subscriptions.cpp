#include "schema/subscriptions.hpp"

#include "schema/document.hpp"

#include <map>
#include <set>
#include <string>

namespace datelined::schema {

namespace {

struct Row {
  FeedId id = 0;
  Subscription subscription;
  bool active = false;
};

bool equal(const Subscription& a, const Subscription& b) {
  return a.name == b.name && a.url == b.url && a.category == b.category && a.language == b.language &&
         a.priority == b.priority;
}

// Which row is a subscription's: the one of its name, else one of its URL that no other subscription names.
class Rowset {
 public:
  Rowset(std::vector<Row> rows, std::span<const Subscription> subscriptions) : rows_(std::move(rows)) {
    std::set<std::string_view> wanted;
    for (const Subscription& subscription : subscriptions) wanted.insert(subscription.name);
    for (Row& row : rows_) {
      by_name_.emplace(row.subscription.name, &row);
      if (!wanted.contains(row.subscription.name)) by_url_.emplace(row.subscription.url, &row);
    }
  }

  Row* take(const Subscription& subscription) {
    Row* row = nullptr;
    if (const auto named = by_name_.find(subscription.name); named != by_name_.end()) {
      row = named->second;
    } else if (auto renamed = by_url_.extract(subscription.url); !renamed.empty()) {
      row = renamed.mapped();
    }
    if (row != nullptr) taken_.insert(row);
    return row;
  }

  std::vector<const Row*> left() const {
    std::vector<const Row*> left;
    for (const Row& row : rows_) {
      if (!taken_.contains(&row)) left.push_back(&row);
    }
    return left;
  }

 private:
  std::vector<Row> rows_;
  std::map<std::string, Row*, std::less<>> by_name_;
  std::multimap<std::string, Row*, std::less<>> by_url_;
  std::set<const Row*> taken_;
};

}  // namespace

Subscriptions::Subscriptions(Database& database)
    : all_(database, "SELECT id, name, url, category, language, priority, active FROM feed ORDER BY active DESC, id"),
      create_(database,
              "INSERT INTO feed (name, url, category, language, priority, active) VALUES (?1, ?2, ?3, ?4, ?5, 1)"),
      update_(database,
              "UPDATE feed SET name = ?2, url = ?3, category = ?4, language = ?5, priority = ?6, active = 1"
              " WHERE id = ?1"),
      retire_(database, "UPDATE feed SET active = 0 WHERE id = ?1"),
      forget_visit_(database, "DELETE FROM visit WHERE feed = ?1"),
      state_(database,
             "SELECT f.name, f.url, f.category, f.language, f.priority,"
             "       v.moved_url, v.redirect_url, v.redirects_seen, v.etag, v.last_modified, v.body_hash,"
             "       v.freshness, v.skip_hours, v.skip_days, v.last_poll, v.next_poll, v.gone, v.errors"
             " FROM feed f LEFT JOIN visit v ON v.feed = f.id WHERE f.id = ?1"),
      lives_at_(database, "SELECT 1 FROM feed WHERE id = ?1 AND url = ?2"),
      keep_visit_(database,
                  "INSERT OR REPLACE INTO visit (feed, moved_url, redirect_url, redirects_seen, etag, last_modified,"
                  " body_hash, freshness, skip_hours, skip_days, last_poll, next_poll, gone, errors, status, error,"
                  " duration, bytes, created, revised)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,"
                  " ?20)"),
      keep_head_(database,
                 "INSERT OR REPLACE INTO head (feed, title, home_page_url, language, format, encoding, notes,"
                 " document, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      database_(database) {}

Subscriptions::Synced Subscriptions::sync(std::span<const Subscription> subscriptions) {
  std::vector<Row> stored;
  {
    Row row;
    Subscription& is = row.subscription;
    for (Rows rows = all_.query();
         rows.next(row.id, is.name, is.url, is.category, is.language, is.priority, row.active);) {
      stored.push_back(row);
    }
  }
  Rowset rowset(std::move(stored), subscriptions);

  Synced synced;
  for (const Subscription& wanted : subscriptions) {
    const Row* row = rowset.take(wanted);
    if (row == nullptr) {
      create_.run(wanted.name, wanted.url, wanted.category, wanted.language, wanted.priority);
      synced.feeds.push_back(database_.last_id());
      continue;
    }
    synced.feeds.push_back(row->id);
    const Subscription& known = row->subscription;
    if (row->active && equal(known, wanted)) continue;
    update_.run(row->id, wanted.name, wanted.url, wanted.category, wanted.language, wanted.priority);
    if (known.url != wanted.url) forget_visit_.run(row->id);
    if (known.priority != wanted.priority) synced.new_priorities.push_back(row->id);
    synced.changed = true;
  }
  for (const Row* row : rowset.left()) {
    if (!row->active) continue;
    retire_.run(row->id);
    synced.changed = true;
  }
  return synced;
}

FeedState Subscriptions::state_of(FeedId feed) {
  FeedState state;
  state.id = feed;
  Subscription& is = state.subscription;
  state_.query(feed).next(is.name, is.url, is.category, is.language, is.priority, state.moved_url, state.redirect_url,
                          state.redirects_seen, state.validators.etag, state.validators.last_modified, state.body_hash,
                          state.freshness, state.skip_hours, state.skip_days, state.last_poll, state.next_poll,
                          state.gone, state.errors);
  return state;
}

bool Subscriptions::lives_at(FeedId feed, const std::string& url) {
  return lives_at_.query(feed, url).next();
}

void Subscriptions::keep(const PollRecord& visit, const Changes& changes) {
  const FeedState& state = visit.state;
  keep_visit_.run(state.id, state.moved_url, state.redirect_url, state.redirects_seen, state.validators.etag,
                  state.validators.last_modified, state.body_hash, state.freshness, state.skip_hours, state.skip_days,
                  state.last_poll, state.next_poll, state.gone, state.errors, visit.status, visit.error, visit.duration,
                  visit.bytes, changes.created, changes.revised);
  if (!visit.head) return;
  const Document document = write_document(*visit.head);
  keep_head_.run(state.id, visit.head->title, visit.head->home_page_url, visit.head->language, visit.format,
                 visit.encoding, visit.notes.size(), document.text, document.checksum);
}

}  // namespace datelined::schema
