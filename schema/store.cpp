#include "schema/store.hpp"

#include "schema/entries.hpp"
#include "schema/lock.hpp"
#include "schema/migrate.hpp"
#include "schema/pushes.hpp"
#include "schema/retention.hpp"
#include "schema/sameness.hpp"
#include "schema/search_index.hpp"
#include "schema/sequence.hpp"
#include "schema/sqlite.hpp"
#include "schema/stories.hpp"
#include "schema/subscriptions.hpp"

#include <algorithm>
#include <vector>

namespace datelined::schema {

namespace {

std::filesystem::path ours_or_new(const std::filesystem::path& file) {
  refuse_stranger(file);
  return file;
}

Database open_for_writing(const std::filesystem::path& file) {
  Database database(file, Access::write);
  // A newer version may stand in the log alone, when its daemon was killed: look again with the log, and
  // leave that log where it is when we turn away.
  database.checkpoint_on_close(false);
  require_ours(database);
  if (database.read_only()) throw StoreError(database.file() + ": the file may not be written to");
  database.checkpoint_on_close(true);

  database.run("PRAGMA journal_mode = WAL");
  // A change number, once seen, survives a power cut: the log reaches the disk with each commit.
  database.run("PRAGMA synchronous = FULL");
  // What is named is there: an entry's rows go in together, and no row that others name is ever deleted. To look all
  // of them up again would be a tenth of storing an entry.
  database.run("PRAGMA foreign_keys = OFF");
  // Inserts by hash touch all of an index: 40 MiB keep those of two million entries at hand, and a first sweep of
  // thousands of feeds small.
  database.run("PRAGMA cache_size = -40960");
  // Checkpoints come between sweeps; these bounds, in pages and bytes, only hold a runaway log.
  database.run("PRAGMA wal_autocheckpoint = 16384");
  database.run("PRAGMA journal_size_limit = 67108864");
  return database;
}

// What a start reads through in a millisecond.
constexpr std::uintmax_t small_log = std::uintmax_t{1} << 20;

bool has_small_log(const Database& database) {
  std::error_code none;
  const std::uintmax_t bytes = std::filesystem::file_size(database.file() + "-wal", none);
  return none || bytes < small_log;
}

// Rows that lie together, one after another; of one feed the visits in their order.
std::vector<const Confirmed*> by_feed(std::span<const Confirmed> visits) {
  std::vector<const Confirmed*> all;
  all.reserve(visits.size());
  for (const Confirmed& visit : visits) all.push_back(&visit);
  std::ranges::stable_sort(all, {}, &Confirmed::id);
  return all;
}

}  // namespace

struct Store::Parts {
  explicit Parts(const std::filesystem::path& file) : lock(ours_or_new(file)), database(open_for_writing(file)) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() { database.checkpoint_on_close(is_worth_a_checkpoint()); }

  // Moving the log into the file takes three waits for the disk. Times of visits alone stay in it until there are many.
  bool is_worth_a_checkpoint() const { return has_more_than_times || !has_small_log(database); }

  WriterLock lock;
  Database database;
  bool has_more_than_times = migrate(database);  // the log, since the last checkpoint
  Sequence sequence{database};
  Sameness sameness{database};
  Stories stories{database, sequence, sameness};
  Entries entries{database, stories};
  Retention retention{database, stories};
  Pushes pushes{database};
  Subscriptions subscriptions{database, pushes};
  SearchIndex search{database};
  HubSubscriptions hub{database};
};

Store::Store(const std::filesystem::path& file) : parts_(std::make_unique<Parts>(file)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

std::vector<FeedState> Store::sync_feeds(std::vector<Subscription> subscriptions) {
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->sequence.begin();
  Subscriptions::Synced synced = parts_->subscriptions.sync(std::move(subscriptions));
  for (const FeedId feed : synced.new_priorities) parts_->stories.priority_changed(feed);
  // Names, categories and languages show in every output: what was rendered before is of an older number.
  if (synced.changed) parts_->sequence.next(std::nullopt);
  parts_->sequence.end();
  transaction.commit();
  if (synced.changed || synced.created) parts_->has_more_than_times = true;
  return std::move(synced.states);
}

std::vector<Changes> Store::record(std::span<const PollRecord> records, std::span<const Confirmed> confirmed,
                                   std::span<const Postponed> postponed) {
  try {
    return keep(records, confirmed, postponed);
  } catch (...) {
    parts_->sameness.rolled_back();
    throw;
  }
}

std::vector<Changes> Store::keep(std::span<const PollRecord> records, std::span<const Confirmed> confirmed,
                                 std::span<const Postponed> postponed) {
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->sequence.begin();
  parts_->stories.begin();
  parts_->entries.begin();
  parts_->sameness.begin();
  if (!records.empty()) parts_->sameness.purge(records.front().at);
  for (const Confirmed* visit : by_feed(confirmed)) parts_->subscriptions.confirm(*visit);
  for (const Postponed& feed : postponed) parts_->subscriptions.postpone(feed);
  std::vector<Changes> all;
  for (const PollRecord& visit : records) {
    Changes changes;
    // The configuration may have moved the feed while the visit was under way: then it is nobody's.
    if (parts_->subscriptions.lives_at(visit.state.id, visit.state.subscription.url)) {
      parts_->has_more_than_times = true;
      if (visit.is_doubtful) changes.before = parts_->subscriptions.account_of(visit.state.id);
      parts_->entries.place(visit, changes);
      if (changes.created + changes.revised > 0) parts_->retention.unsettle(visit.state.id);
      parts_->subscriptions.keep(visit, changes);
    }
    changes.seq = parts_->sequence.last();
    all.push_back(changes);
  }
  if (!all.empty()) all.back().next_release = parts_->entries.next_release();
  parts_->sameness.end();
  parts_->sequence.end();
  transaction.commit();
  return all;
}

void Store::set_story_window(std::chrono::seconds window) {
  parts_->sameness.set_window(window);
}

std::filesystem::path Store::file() const {
  return parts_->database.file();
}

std::int64_t Store::last_change() const {
  return parts_->sequence.last();
}

std::size_t Store::memory_of_sameness() const {
  return parts_->sameness.bytes();
}

std::vector<Push> Store::pushes() {
  return parts_->pushes.all();
}

std::vector<std::pair<FeedId, Advert>> Store::adverts() {
  return parts_->pushes.adverts();
}

void Store::keep_push(const Push& push) {
  parts_->has_more_than_times = true;
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->pushes.keep(push);
  transaction.commit();
}

void Store::drop_push(const std::string& token) {
  parts_->has_more_than_times = true;
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->pushes.drop(token);
  transaction.commit();
}

bool Store::index_search() {
  constexpr int stories_a_turn = 64;  // some 10 ms, for a record may wait for it
  const bool any = parts_->search.catch_up(stories_a_turn);
  if (any) parts_->has_more_than_times = true;
  return any;
}

std::optional<Time> Store::next_release() {
  return parts_->entries.next_release();
}

std::vector<FeedId> Store::retired() {
  return parts_->subscriptions.retired();
}

bool Store::expire(FeedId feed, const Limits& limits, Time now) {
  constexpr int a_transaction = 500;  // the writer's others wait for it
  if (limits.age.count() <= 0 && limits.count <= 0) return false;
  if (parts_->retention.is_settled(feed, limits, now)) return false;
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->sequence.begin();
  const int expired = parts_->retention.expire(feed, limits, now, a_transaction);
  if (expired > 0) parts_->has_more_than_times = true;
  parts_->sequence.end();
  transaction.commit();
  if (expired == a_transaction) return true;
  parts_->retention.settle(feed, limits);
  return false;
}

std::int64_t Store::release(Time now) {
  parts_->has_more_than_times = true;
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->sequence.begin();
  parts_->entries.release(now);
  parts_->retention.unsettle_all();
  parts_->sequence.end();
  transaction.commit();
  return parts_->sequence.last();
}

std::vector<HubSubscription> Store::hub_subscriptions() {
  return parts_->hub.all();
}

void Store::keep_hub(const HubChanges& changes) {
  parts_->has_more_than_times = true;
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->hub.write(changes);
  transaction.commit();
}

void Store::checkpoint() {
  if (parts_->is_worth_a_checkpoint()) {
    parts_->database.run("PRAGMA wal_checkpoint(PASSIVE)");
    parts_->has_more_than_times = false;
  }
  // Pages are at hand in the system's cache; a daemon between sweeps need not hold them twice, nor the copies that the
  // last one asked for.
  parts_->database.run("PRAGMA shrink_memory");
  parts_->sameness.copies().forget();
}

}  // namespace datelined::schema
