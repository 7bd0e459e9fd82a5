#include "schema/entries.hpp"

#include "schema/document.hpp"

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace datelined::schema {

namespace {

// A date in the future never pins anything to the top.
Time place_in_order(std::optional<Time> published, Time first_seen) {
  return std::min(published.value_or(first_seen), first_seen);
}

std::optional<std::uint64_t> evidence(std::uint64_t hash) {
  return hash == 0 ? std::nullopt : std::optional(hash);
}

}  // namespace

Entries::Entries(Database& database, Stories& stories)
    : database_(database),
      stories_(stories),
      last_entry_(database, "SELECT coalesce(max(id), 0) FROM entry"),
      by_key_(database,
              "SELECT e.id, e.story, e.latest, e.revision_hash, e.status, e.published, e.first_seen"
              " FROM entry_key k JOIN entry e ON e.id = k.entry WHERE k.feed = ?1 AND k.key = ?2"),
      add_key_(database,
               "INSERT INTO entry_key (feed, key, entry) VALUES (?1, ?2, ?3) ON CONFLICT (feed, key) DO NOTHING"),
      first_revision_(database, "INSERT INTO revision (number, seen, document, checksum) VALUES (1, ?1, ?2, ?3)"),
      next_revision_(database,
                     "INSERT INTO revision (previous, number, seen, document, checksum)"
                     " SELECT id, number + 1, ?2, ?3, ?4 FROM revision WHERE id = ?1"),
      create_(database,
              "INSERT INTO entry (id, feed, story, latest, revision_hash, published, first_seen, time,"
              "                   signature_url, signature_text, completeness, language, status, signal)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
      revise_(database,
              "UPDATE entry SET latest = ?2, revision_hash = ?3, published = ?4, time = ?5, signature_url = ?6,"
              "                 signature_text = ?7, completeness = ?8, language = ?9, status = ?10, signal = ?11"
              " WHERE id = ?1"),
      count_(database, "UPDATE feed SET entries = entries + ?2 WHERE id = ?1") {}

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
  for (const Takes& takes : takes_by_entry(visit.entries)) {
    std::optional<Known> known = find(feed, takes);
    for (const SignedEntry* take : unseen(takes, known)) {
      if (known) {
        revise(*known, *take, visit.at);
        ++changes.revised;
      } else {
        known = create(visit, *take);
        ++changes.created;
      }
    }
    for (const SignedEntry* take : takes) add_keys(feed, take->keys, known->id, known->found_by);
  }
  if (changes.created > 0) count_.run(feed, changes.created);
}

// What stands behind the take that is stored already; all of them, when none of them is.
std::span<const SignedEntry* const> Entries::unseen(const Takes& takes, const std::optional<Known>& known) {
  const auto is_stored = [&](const SignedEntry* take) {
    return known && known->revision_hash == take->revision_hash && known->status == feeds::to_string(take->status);
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

std::optional<Entries::Known> Entries::find(FeedId feed, const std::vector<feeds::Key>& keys) {
  Known known;
  for (const feeds::Key key : keys) {
    if (by_key_.query(feed, key).next(known.id, known.story, known.latest, known.revision_hash, known.status,
                                      known.published, known.first_seen)) {
      known.found_by = key;
      return known;
    }
  }
  return std::nullopt;
}

Entries::Known Entries::create(const PollRecord& visit, const SignedEntry& from) {
  const feeds::Entry& entry = from.entry;
  const Newcomer newcomer{.id = ++last_id_,
                          .feed = visit.state.id,
                          .feed_url = visit.state.subscription.url,
                          .from = from,
                          .at = visit.at,
                          .time = place_in_order(entry.date_published, visit.at)};
  const Belonging belonging = stories_.find(newcomer);
  const bool joins = belonging.reason.has_value();
  const std::int64_t story =
      belonging.united.empty() ? belonging.story : stories_.unite(belonging.story, belonging.united, visit.at);

  const Document document = write_document(entry);
  first_revision_.run(visit.at, document.text, document.checksum);
  const std::int64_t revision = database_.last_id();
  create_.run(newcomer.id, newcomer.feed, story, revision, from.revision_hash, entry.date_published, visit.at,
              newcomer.time, evidence(from.signature.url), evidence(from.signature.text), from.completeness,
              entry.language, feeds::to_string(from.status), from.signal);
  add_keys(newcomer.feed, from.keys, newcomer.id);
  stories_.remember(newcomer, belonging);
  if (joins) {
    stories_.copy_changed(story, newcomer.id, visit.at);
  } else {
    stories_.create(story, newcomer);
  }
  return {.id = newcomer.id,
          .story = story,
          .latest = revision,
          .found_by = from.keys.front(),
          .revision_hash = from.revision_hash,
          .status = std::string(feeds::to_string(from.status)),
          .published = entry.date_published,
          .first_seen = visit.at};
}

void Entries::revise(Known& known, const SignedEntry& from, Time at) {
  // The date it first gave stays: a wire that moves it with each update would move the story as well.
  feeds::Entry entry = from.entry;
  // One that gave none was published when it was first seen, for good.
  entry.date_published = known.published;

  const Document document = write_document(entry);
  next_revision_.run(known.latest, at, document.text, document.checksum);
  known.latest = database_.last_id();
  revise_.run(known.id, known.latest, from.revision_hash, entry.date_published,
              place_in_order(entry.date_published, known.first_seen), evidence(from.signature.url),
              evidence(from.signature.text), from.completeness, entry.language, feeds::to_string(from.status),
              from.signal);
  known.published = entry.date_published;
  known.story = stories_.text_changed(known.story, known.id, known.first_seen,
                                      place_in_order(entry.date_published, known.first_seen), from.text, at);
  stories_.copy_changed(known.story, known.id, at);
}

void Entries::add_keys(FeedId feed, const std::vector<feeds::Key>& keys, std::int64_t entry,
                       std::optional<feeds::Key> known) {
  for (const feeds::Key key : keys) {
    if (key != known) add_key_.run(feed, key, entry);
  }
}

}  // namespace datelined::schema
