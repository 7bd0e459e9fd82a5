#include "schema/entries.hpp"

#include "feeds/revision.hpp"
#include "schema/document.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <ranges>
#include <unordered_map>
#include <utility>

namespace datelined::schema {

namespace {

// A date in the future never pins anything to the top.
Time place_in_order(std::optional<Time> published, Time first_seen) {
  return std::min(published.value_or(first_seen), first_seen);
}

std::optional<std::uint64_t> evidence(std::uint64_t hash) {
  return hash == 0 ? std::nullopt : std::optional(hash);
}

// The columns that Known is read from.
constexpr std::string_view known_columns =
    "e.id, e.story, e.latest, e.revision_hash, e.status, e.signal, e.published, e.first_seen, e.killed, e.flaps,"
    " e.completeness";

std::string select_known(std::string_view from) {
  return "SELECT " + std::string(known_columns) + ' ' + std::string(from);
}

// A kill, a correction or an update under a name of its own comes soon behind what it is about.
constexpr std::chrono::days near{4};
// Entries of one headline that are looked at: a feed that repeats one a thousand times must not cost a thousand.
constexpr int namesakes = 8;
// A long text that is the same to the letter is not told again.
constexpr std::int64_t long_text = 200;

// A text may be taken back once, and put back; after that it flaps. Numbers alone change more often.
constexpr std::int64_t most_returns = 2;
constexpr std::int64_t most_counts = 6;

// Of a long chain the latest revisions are looked at.
constexpr int remembered_revisions = 64;

std::string_view status_at(const SignedEntry& from, Time at) {
  if (from.status == feeds::Status::killed) return "killed";
  if (from.embargoed && *from.embargoed > at) return "embargoed";
  return feeds::to_string(from.status);
}

// What a wire tells again, in other words, under another name.
bool is_sequel(std::string_view signal) {
  return signal == "kill" || signal == "correction" || signal == "update" || signal == "refile" || signal == "repeat";
}

std::optional<Time> moment_of(const feeds::Entry& entry) {
  return entry.date_modified ? entry.date_modified : entry.date_published;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

}  // namespace

Entries::Entries(Database& database, Stories& stories)
    : database_(database),
      stories_(stories),
      later_names_(database),
      last_entry_(database, "SELECT coalesce(max(id), 0) FROM entry"),
      by_key_(database,
              select_known("FROM entry_key k JOIN entry e ON e.id = k.entry WHERE k.feed = ?1 AND k.key = ?2")),
      add_key_(database,
               "INSERT INTO entry_key (feed, key, entry) VALUES (?1, ?2, ?3) ON CONFLICT (feed, key) DO NOTHING"),
      first_revision_(database,
                      "INSERT INTO revision (number, seen, document, checksum, hash, answer, changed)"
                      " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)"),
      next_revision_(database,
                     "INSERT INTO revision (previous, number, seen, document, checksum, hash, answer, changed)"
                     " SELECT id, number + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM revision WHERE id = ?1"),
      create_(database,
              "INSERT INTO entry (id, feed, story, latest, revision_hash, published, first_seen, time,"
              "                   signature_url, signature_text, completeness, language, status, signal,"
              "                   headline, embargoed, killed)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"),
      revise_(database,
              "UPDATE entry SET latest = ?2, revision_hash = ?3, published = ?4, time = ?5, signature_url = ?6,"
              "                 signature_text = ?7, completeness = ?8, language = ?9, status = ?10, signal = ?11,"
              "                 headline = coalesce(?12, headline), embargoed = ?13, killed = ?14"
              " WHERE id = ?1"),
      count_(database, "UPDATE feed SET entries = entries + ?2 WHERE id = ?1"),
      by_id_(database, select_known("FROM entry e WHERE e.id = ?1")),
      by_headline_(database,
                   "SELECT id, coalesce(signature_text, 0), published, time, status FROM entry"
                   " WHERE feed = ?1 AND headline = ?2 ORDER BY id DESC LIMIT " +
                       std::to_string(namesakes)),
      has_keys_(database, "SELECT 1 FROM entry_key WHERE feed = ?1 LIMIT 1"),
      give_key_(database, "INSERT OR REPLACE INTO entry_key (feed, key, entry) VALUES (?1, ?2, ?3)"),
      seen_(database, "SELECT seen FROM revision WHERE id = ?1"),
      text_(database, "SELECT document, checksum FROM revision WHERE id = ?1"),
      past_(database,
            "WITH RECURSIVE past(id, previous, hash, changed) AS ("
            " SELECT id, previous, hash, changed FROM revision WHERE id = ?1"
            " UNION ALL SELECT r.id, r.previous, r.hash, r.changed FROM past p JOIN revision r ON r.id = p.previous"
            " LIMIT " +
                std::to_string(remembered_revisions) +
                ") SELECT coalesce(max(hash = ?2), 0), coalesce(max(changed <> 'kill'), 0) FROM past"),
      rehash_(database, "UPDATE entry SET revision_hash = ?2 WHERE id = ?1"),
      flap_(database, "UPDATE entry SET flaps = ?2 WHERE id = ?1"),
      kill_(database, "UPDATE entry SET latest = ?2, status = 'killed', signal = 'kill', killed = ?3 WHERE id = ?1"),
      copy_revision_(database,
                     "INSERT INTO revision (previous, number, seen, document, checksum, hash, answer, changed)"
                     " SELECT id, number + 1, ?2, document, checksum, hash, ?3, 'kill' FROM revision WHERE id = ?1"),
      keep_withdrawn_(database,
                      "INSERT INTO withdrawn (feed, key, at) VALUES (?1, ?2, ?3) ON CONFLICT (feed, key) DO NOTHING"),
      has_withdrawn_(database, "SELECT 1 FROM withdrawn WHERE feed = ?1 LIMIT 1"),
      withdrawn_(database, "SELECT at FROM withdrawn WHERE feed = ?1 AND key = ?2"),
      drop_withdrawn_(database, "DELETE FROM withdrawn WHERE feed = ?1 AND key = ?2"),
      held_(database, "SELECT id, story FROM entry WHERE status = 'embargoed' AND embargoed <= ?1 ORDER BY embargoed"),
      show_(database,
            "UPDATE entry SET status = CASE signal WHEN 'correction' THEN 'corrected' ELSE 'usable' END"
            " WHERE id = ?1"),
      next_release_(database, "SELECT min(embargoed) FROM entry WHERE status = 'embargoed'") {}

void Entries::begin() {
  last_entry_.query().next(last_id_);
}

std::vector<Entries::Takes> Entries::takes_by_entry(const std::vector<SignedEntry>& entries) {
  std::vector<Takes> all;
  std::unordered_map<feeds::Key, std::size_t> places;
  for (const SignedEntry& entry : entries) {
    const auto seen = std::ranges::find_if(entry.keys, [&](feeds::Key key) { return places.contains(key); });
    const std::size_t place = seen == entry.keys.end() ? all.size() : places.at(*seen);
    if (place == all.size()) all.emplace_back();
    all[place].push_back(&entry);
    for (const feeds::Key key : entry.keys) places.emplace(key, place);
  }
  return all;
}

void Entries::place(const PollRecord& visit, Changes& changes) {
  const FeedId feed = visit.state.id;
  for (const Withdrawal& withdrawal : visit.withdrawn) withdraw(visit, withdrawal, changes);
  are_withdrawn_ = has_withdrawn_.query(feed).next();

  std::vector<Takes> all = takes_by_entry(visit.entries);
  const auto is_unchanged = [](const Takes& takes) {
    return std::ranges::all_of(takes, [](const SignedEntry* take) { return take->unchanged; });
  };
  Named::Names unchanged;
  for (const Takes& takes : all) {
    if (is_unchanged(takes)) unchanged.push_back(&takes.front()->keys);
  }
  std::erase_if(all, is_unchanged);
  if (all.empty()) return;

  std::vector<std::optional<Known>> known;
  const bool is_first = !has_keys_.query(feed).next();
  Named taken(*this, feed, std::move(unchanged), is_first);
  for (const Takes& takes : all) {
    known.push_back(is_first ? std::nullopt : find(feed, takes));
    if (known.back()) taken.insert(known.back()->id);
  }
  Ids placed;
  for (std::size_t i = 0; i < all.size(); ++i) {
    // What the document named before has changed meanwhile.
    if (known[i] && !placed.insert(known[i]->id).second) known[i] = find(feed, all[i]);
    place_takes(visit, all[i], std::move(known[i]), taken, changes);
  }
  if (changes.created > 0) count_.run(feed, changes.created);
}

void Entries::place_takes(const PollRecord& visit, const Takes& takes, std::optional<Known> known, Named& taken,
                          Changes& changes) {
  const FeedId feed = visit.state.id;
  if (!known) {
    known = find_renamed(feed, takes, taken, visit.at);
    if (known) taken.insert(known->id);
  }
  const SignedEntry* made_of = nullptr;  // its names went in with it
  for (const SignedEntry* take : unseen(takes, known, visit.at)) {
    if (take->unchanged) {
      changes.lost_track = true;
      continue;
    }
    if (known && known->status != "expired") {
      const feeds::Entry before = text_of(*known);
      if (is_outdated(*known, *take, before)) continue;
      if (is_sequel(take->signal) || known->status == "killed" || !feeds::tells_another(before, take->entry)) {
        if (revise(*known, *take, before, visit, changes)) ++changes.revised;
        continue;
      }
      // The name was given to another text; the one it had may come back.
      known = find_renamed(feed, {take}, taken, visit.at);
      if (!known) {
        known = create(visit, *take);
        made_of = take;
        ++changes.created;
      }
      taken.insert(known->id);
      for (const feeds::Key key : take->keys) give_key_.run(feed, key, known->id);
    } else if (!known || is_later(*known, *take)) {
      const bool had_expired = known.has_value();
      known = create(visit, *take);
      made_of = take;
      taken.insert(known->id);
      ++changes.created;
      if (!had_expired) continue;
      for (const feeds::Key key : take->keys) give_key_.run(feed, key, known->id);
    }
  }
  if (!known) return;
  for (const SignedEntry* take : takes) {
    if (take != made_of) add_keys(feed, take->keys, known->id, known->found_by);
  }
}

bool Entries::Named::contains(std::int64_t entry) {
  for (const std::vector<feeds::Key>* keys : std::exchange(unchanged_, {})) {
    if (const std::optional<Known> known = entries_.find(feed_, *keys)) ids_.insert(known->id);
  }
  return ids_.contains(entry);
}

// What stands behind the take that is stored already; all of them, when none of them is.
std::span<const SignedEntry* const> Entries::unseen(const Takes& takes, const std::optional<Known>& known, Time at) {
  const auto is_stored = [&](const SignedEntry* take) {
    if (take->unchanged) return known.has_value();
    return known && known->revision_hash == take->revision_hash && known->status == status_at(*take, at);
  };
  const auto stored = std::find_if(takes.rbegin(), takes.rend(), is_stored);
  return std::span(takes).last(static_cast<std::size_t>(stored - takes.rbegin()));
}

// Strongest keys first, whichever take has them.
std::optional<Entries::Known> Entries::find(FeedId feed, const Takes& takes) {
  for (const SignedEntry* take : takes) {
    if (std::optional<Known> known = find(feed, take->keys)) return known;
  }
  return std::nullopt;
}

bool Entries::read(Rows rows, Known& known) {
  return rows.next(known.id, known.story, known.latest, known.revision_hash, known.status, known.signal,
                   known.published, known.first_seen, known.killed, known.flaps, known.completeness);
}

std::optional<Entries::Known> Entries::find(FeedId feed, const std::vector<feeds::Key>& keys) {
  Known known;
  for (const feeds::Key key : keys) {
    if (!read(by_key_.query(feed, key), known)) continue;
    known.found_by = key;
    return known;
  }
  return std::nullopt;
}

std::optional<Entries::Known> Entries::load(std::int64_t entry) {
  Known known;
  if (!read(by_id_.query(entry), known)) return std::nullopt;
  return known;
}

// An entry whose names are all new, though it is not: what replaces another or tells it again says so; and a
// publisher that changes its guids and addresses overnight keeps headline, text and date. Not one that the
// document itself names, for that stands beside it.
std::optional<Entries::Known> Entries::find_renamed(FeedId feed, const Takes& takes, Named& taken, Time at) {
  if (taken.are_all()) return std::nullopt;
  for (const SignedEntry* take : takes) {
    if (auto known = find(feed, take->replaces); known && !taken.contains(known->id)) return known;
    if (take->headline == 0) continue;
    const Time time = place_in_order(take->entry.date_published, at);
    std::vector<std::int64_t> near_ones, kills, dated_ones;
    std::int64_t id = 0;
    std::uint64_t text = 0;
    std::optional<Time> published;
    Time its_time;
    std::string status;
    for (Rows rows = by_headline_.query(feed, take->headline); rows.next(id, text, published, its_time, status);) {
      if (taken.contains(id)) continue;
      const bool same_text = text != 0 && text == take->signature.text;
      const bool same_date = published && published == take->entry.date_published;
      const bool undated = !published && !take->entry.date_published;
      const bool is_near = std::chrono::abs(its_time - time) <= near;
      if (same_text && (same_date || (undated && take->completeness >= long_text))) return load(id);
      if (same_date) dated_ones.push_back(id);
      if (is_near && is_sequel(take->signal)) near_ones.push_back(id);
      if (is_near && status == "killed") kills.push_back(id);
    }
    for (const std::int64_t one : dated_ones) {
      std::optional<Known> known = load(one);
      if (known->status == "expired") return known;
      feeds::Entry before = text_of(*known);
      // The equal dates are evidence here already, and must not excuse texts that have nothing in common.
      before.date_published.reset();
      if (take->completeness == 0 || !feeds::tells_another(before, take->entry)) return known;
    }
    if (!near_ones.empty()) return load(near_ones.front());
    for (const std::int64_t kill : kills) {
      // One that came before what it kills.
      if (std::optional<Known> known = load(kill); !past_of(*known, 0).has_been_told) return known;
    }
  }
  return std::nullopt;
}

Entries::Known Entries::create(const PollRecord& visit, const SignedEntry& from) {
  const feeds::Entry& entry = from.entry;
  std::string_view status = status_at(from, visit.at);
  std::optional<Time> killed;
  if (status == "killed") {
    killed = std::min(moment_of(entry).value_or(visit.at), visit.at);
  } else if (const auto before = withdrawn_at(visit.state.id, from.keys)) {
    // The kill came first. A text that says it is younger is another one.
    const std::optional<Time> moment = moment_of(entry);
    if (!moment || *moment <= *before) status = "killed";
    killed = before;
  }
  const Newcomer newcomer{.id = ++last_id_,
                          .feed = visit.state.id,
                          .feed_url = visit.state.subscription.url,
                          .from = from,
                          .status = status,
                          .at = visit.at,
                          .time = place_in_order(entry.date_published, visit.at)};
  // What is withdrawn is nobody's story but its own.
  const bool is_killed = status == "killed";
  Belonging belonging =
      is_killed ? Belonging{.story = stories_.next_id(), .united = {}, .reason = {}} : stories_.find(newcomer);
  const bool joins = belonging.reason.has_value();
  if (!belonging.united.empty()) belonging.story = stories_.unite(belonging.story, belonging.united, visit.at);
  const std::int64_t story = belonging.story;

  const Document document = write_document(entry);
  first_revision_.run(visit.at, document.text, document.checksum, from.revision_hash, visit.answer,
                      from.status == feeds::Status::killed ? "kill" : "");
  const std::int64_t revision = database_.last_id();
  create_.run(newcomer.id, newcomer.feed, story, revision, from.revision_hash, entry.date_published, visit.at,
              newcomer.time, evidence(from.signature.url), evidence(from.signature.text), from.completeness,
              entry.language, status, from.signal, evidence(from.headline), from.embargoed, killed);
  add_keys(newcomer.feed, from.keys, newcomer.id);
  if (!is_killed) stories_.remember(newcomer, belonging);
  if (joins && belonging.united.empty()) {
    stories_.copy_added(story, newcomer);
  } else if (joins) {
    stories_.copy_changed(story, newcomer.id, visit.at);
  } else {
    stories_.create(story, newcomer);
  }
  return {.id = newcomer.id,
          .story = story,
          .latest = revision,
          .found_by = from.keys.front(),
          .revision_hash = from.revision_hash,
          .status = std::string(status),
          .signal = from.signal,
          .published = entry.date_published,
          .first_seen = visit.at,
          .killed = killed,
          .completeness = from.completeness};
}

// What an archive holds or a hub sends late does not undo what came after it: its date tells, or else that its text was
// followed by another. A kill is never too late.
bool Entries::is_outdated(const Known& known, const SignedEntry& from, const feeds::Entry& before) {
  if (!from.maybe_older || from.status == feeds::Status::killed) return false;
  const feeds::Date ours = before.date_modified, theirs = from.entry.date_modified;
  if (ours && theirs && *ours != *theirs) return *theirs < *ours;
  return past_of(known, from.revision_hash).has_been;
}

// What expired is not told again. But some publishers give one name to each day's text, and then its date tells.
bool Entries::is_later(const Known& expired, const SignedEntry& from) {
  const feeds::Date date = from.entry.date_published;
  if (!date || date <= expired.published || from.status == feeds::Status::killed) return false;
  Time seen;
  seen_.query(expired.latest).next(seen);
  return *date > seen && !past_of(expired, from.revision_hash).has_been;
}

bool Entries::revise(Known& known, const SignedEntry& from, const feeds::Entry& before, const PollRecord& visit,
                     Changes& changes) {
  const std::string_view status = status_at(from, visit.at);
  if (status == "killed" || known.status == "killed") return take_killed(known, from, visit);

  std::vector<std::string_view> changed = feeds::differences(before, from.entry);
  // "RPT-" before the same headline.
  if (from.signal == "repeat" && feeds::headline_key(before.title) == from.headline) std::erase(changed, "title");
  const bool same_text = changed.empty();
  if (known.status != status) changed.push_back("status");
  // That it is told once more is no news.
  if (known.signal != from.signal && from.signal != "repeat") changed.push_back("signal");
  if (changed.empty()) {
    rehash_.run(known.id, from.revision_hash);
    known.revision_hash = from.revision_hash;
    return false;
  }
  if (!same_text && known.status == status) {
    const bool returns = past_of(known, from.revision_hash).has_been;
    const bool counts = feeds::differ_in_numbers(before, from.entry);
    if ((returns && known.flaps >= most_returns) || (counts && known.flaps >= most_counts)) {
      ++changes.flapping;
      return false;
    }
    if (returns || counts) flap_.run(known.id, ++known.flaps);
  }
  keep_revision(known, from, visit, status, joined(changed));
  return true;
}

// A kill, or what comes after one. The text that was killed does not come back; a later one does.
bool Entries::take_killed(Known& known, const SignedEntry& from, const PollRecord& visit) {
  const std::optional<Time> moment = moment_of(from.entry);
  if (from.status == feeds::Status::killed) {
    if (known.status == "killed") return false;
    // The notice stays in the document, though its text was told anew since.
    if (known.killed && past_of(known, from.revision_hash).has_been) return false;
    known.killed = std::max(known.killed.value_or(Time{}), std::min(moment.value_or(visit.at), visit.at));
    keep_revision(known, from, visit, "killed", "kill");
    return true;
  }
  const Past past = past_of(known, from.revision_hash);
  const bool is_older = from.entry.date_modified ? *from.entry.date_modified <= *known.killed
                                                 : !past.has_been_told && (!moment || *moment <= *known.killed);
  if (past.has_been) return false;
  if (is_older) {
    // Kept, so that it is known when it comes again.
    if (!past.has_been_told) keep_revision(known, from, visit, "killed", "text");
    return false;
  }
  keep_revision(known, from, visit, status_at(from, visit.at), "status text");
  return true;
}

void Entries::keep_revision(Known& known, const SignedEntry& from, const PollRecord& visit, std::string_view status,
                            std::string_view changed) {
  // The date it first gave stays: a wire that moves it with each update would move the story as well.
  feeds::Entry entry = from.entry;
  // One that gave none was published when it was first seen, for good.
  entry.date_published = known.published;
  // A kill is as weighty as what it kills: else another copy would come to lead, and stay.
  const bool kills = from.status == feeds::Status::killed;
  if (!kills) known.completeness = from.completeness;

  const Document document = write_document(entry);
  next_revision_.run(known.latest, visit.at, document.text, document.checksum, from.revision_hash, visit.answer,
                     changed);
  known.latest = database_.last_id();
  const std::optional<std::uint64_t> headline = kills ? std::nullopt : evidence(from.headline);
  revise_.run(known.id, known.latest, from.revision_hash, entry.date_published,
              place_in_order(entry.date_published, known.first_seen), evidence(from.signature.url),
              evidence(from.signature.text), known.completeness, entry.language, status, from.signal, headline,
              from.embargoed, known.killed);
  known.published = entry.date_published;
  known.revision_hash = from.revision_hash;
  known.status = status;
  known.signal = from.signal;
  if (!kills) {
    known.story = stories_.text_changed(known.story, known.id, known.first_seen,
                                        place_in_order(entry.date_published, known.first_seen), from.text, visit.at);
  }
  stories_.copy_changed(known.story, known.id, visit.at);
}

void Entries::withdraw(const PollRecord& visit, const Withdrawal& withdrawal, Changes& changes) {
  const FeedId feed = visit.state.id;
  const Time when = std::min(withdrawal.when.value_or(visit.at), visit.at);
  std::optional<Known> known = find(feed, withdrawal.keys);
  if (!known) {
    for (const feeds::Key key : withdrawal.keys) keep_withdrawn_.run(feed, key, when);
    return;
  }
  if (known->status == "killed" || known->status == "expired") return;
  // A tombstone that has been obeyed stays in the document; it says nothing of what came after it.
  if (known->killed && (!withdrawal.when || when <= *known->killed)) return;
  if (withdrawal.when) {
    const std::optional<Time> modified = text_of(*known).date_modified;
    if (modified && *modified > when) return;
  }
  copy_revision_.run(known->latest, visit.at, visit.answer);
  kill_.run(known->id, database_.last_id(), when);
  stories_.copy_changed(known->story, known->id, visit.at);
  ++changes.revised;
}

std::optional<Time> Entries::withdrawn_at(FeedId feed, const std::vector<feeds::Key>& keys) {
  std::optional<Time> at;
  if (!are_withdrawn_) return at;
  for (const feeds::Key key : keys) {
    Time when;
    if (!withdrawn_.query(feed, key).next(when)) continue;
    at = std::max(at.value_or(when), when);
    drop_withdrawn_.run(feed, key);
  }
  return at;
}

Entries::Past Entries::past_of(const Known& known, std::uint64_t hash) {
  Past past;
  past_.query(known.latest, hash).next(past.has_been, past.has_been_told);
  return past;
}

// Nothing, where the disk has changed it: then the next text, which is whole, differs from it in everything.
feeds::Entry Entries::text_of(const Known& known) {
  std::string_view document;
  std::uint64_t checksum = 0;
  Rows rows = text_.query(known.latest);
  if (!rows.next(document, checksum)) return {};
  try {
    return read_entry(document, checksum, "entry");
  } catch (const StoreError&) {
    return {};
  }
}

void Entries::release(Time now) {
  std::vector<std::pair<std::int64_t, std::int64_t>> due;
  std::int64_t entry = 0, story = 0;
  for (Rows rows = held_.query(now); rows.next(entry, story);) due.emplace_back(entry, story);
  for (const auto& [one, its_story] : due) {
    show_.run(one);
    stories_.copy_changed(its_story, one, now);
  }
}

std::optional<Time> Entries::next_release() {
  std::optional<Time> at;
  next_release_.query().next(at);
  return at;
}

void Entries::add_keys(FeedId feed, const std::vector<feeds::Key>& keys, std::int64_t entry,
                       std::optional<feeds::Key> known) {
  for (const feeds::Key key : keys) {
    if (key == known) continue;
    add_key_.run(feed, key, entry);
    if (known && database_.changes() == 1) later_names_.add(feed, key, entry);
  }
}

}  // namespace datelined::schema
