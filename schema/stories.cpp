#include "schema/stories.hpp"

#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace datelined::schema {

namespace {

// A feed that repeats one address or one text a thousand times must not make each new entry look at a thousand.
constexpr int candidates_of_a_kind = 64;

std::string candidates_by(const std::string& signature) {
  return "SELECT e.id, e.story, coalesce(e.signature_url, 0), coalesce(e.signature_text, 0), e.time,"
         "       EXISTS (SELECT 1 FROM entry c WHERE c.story = e.story AND c.feed = ?4)"
         " FROM entry e WHERE e." +
         signature +
         " = ?1 AND e.time BETWEEN ?2 AND ?3"
         " ORDER BY e.time LIMIT " +
         std::to_string(candidates_of_a_kind);
}

// The n-th choice for a story's atom:id, the first one free is taken: the source's own; one made from feed
// and guid, the same in every store; then ones that also tell apart entries which share a guid in one feed.
std::string atom_id(const std::string& own, std::string_view feed_url, std::uint64_t key, int attempt) {
  if (attempt == 0) return feeds::is_uri(own) ? own : atom_id(own, feed_url, key, 1);
  if (attempt == 1) return feeds::uuid_urn(feed_url, own);
  return feeds::uuid_urn(feed_url, own + '\n' + std::to_string(key) + '\n' + std::to_string(attempt));
}

std::optional<std::int64_t> in_thousandths(std::optional<double> probability) {
  if (!probability) return std::nullopt;
  return static_cast<std::int64_t>(*probability * 1000 + 0.5);
}

}  // namespace

Stories::Stories(Database& database, Sequence& sequence, Sameness& sameness)
    : database_(database),
      sequence_(sequence),
      sameness_(sameness),
      last_story_(database, "SELECT coalesce(max(id), 0) FROM story"),
      by_url_(database, candidates_by("signature_url")),
      by_text_(database, candidates_by("signature_text")),
      create_(database,
              "INSERT INTO story (id, atom_id, lead, seq, updated, time, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
              " ON CONFLICT (atom_id) DO NOTHING"),
      state_(database, "SELECT lead, updated, status = 'killed' FROM story WHERE id = ?1"),
      copies_(database,
              "SELECT e.id, f.priority, e.completeness, e.first_seen, e.time, r.seen, e.status"
              " FROM entry e JOIN feed f ON f.id = e.feed JOIN revision r ON r.id = e.latest"
              " WHERE e.story = ?1 ORDER BY e.id"),
      led_(database,
           "SELECT s.lead, s.updated, s.status = 'killed', f.priority, e.completeness, e.first_seen, e.time, e.status,"
           "       (SELECT priority FROM feed WHERE id = ?2)"
           " FROM story s JOIN entry e ON e.id = s.lead JOIN feed f ON f.id = e.feed WHERE s.id = ?1"),
      shared_(database,
              "SELECT story FROM entry e WHERE feed = ?1"
              " AND EXISTS (SELECT 1 FROM entry c WHERE c.story = e.story AND c.feed <> e.feed)"
              " ORDER BY time, story"),
      save_(database, "UPDATE story SET lead = ?2, seq = ?3, updated = ?4, time = ?5, status = ?6 WHERE id = ?1"),
      number_(database, "UPDATE story SET seq = ?2 WHERE id = ?1"),
      tie_(database, "INSERT OR REPLACE INTO tie (entry, other, probability) VALUES (?1, ?2, ?3)"),
      apart_(database, "SELECT 1 FROM apart WHERE story = ?1 AND other = ?2"),
      move_copies_(database, "UPDATE entry SET story = ?1 WHERE story = ?2"),
      move_joined_(database, "UPDATE story SET joined = ?1 WHERE joined = ?2"),
      bury_(database, "UPDATE story SET joined = ?1, status = 'killed', seq = ?3, updated = ?4 WHERE id = ?2"),
      take_apart_over_(database,
                       "INSERT OR IGNORE INTO apart (story, other)"
                       " SELECT ?1, other FROM apart WHERE story = ?2 UNION ALL"
                       " SELECT story, ?1 FROM apart WHERE other = ?2"),
      drop_apart_(database, "DELETE FROM apart WHERE story = ?1 OR other = ?1"),
      move_copy_(database, "UPDATE entry SET story = ?2 WHERE id = ?1"),
      untie_(database, "DELETE FROM tie WHERE entry = ?1 OR other = ?1"),
      keep_apart_(database, "INSERT OR IGNORE INTO apart (story, other) VALUES (?1, ?2), (?2, ?1)") {}

void Stories::begin() {
  last_story_.query().next(last_id_);
}

Stories::Evidence Stories::evidence_of(const Newcomer& newcomer) {
  Evidence evidence;
  const feeds::Signature& signature = newcomer.from.signature;
  const auto collect = [&](Statement& statement, std::uint64_t hash) {
    if (hash == 0) return;
    const std::chrono::seconds window = sameness_.window();
    Rows rows = statement.query(hash, newcomer.time - window, newcomer.time + window, newcomer.feed);
    feeds::Candidate candidate;
    std::int64_t entry = 0;
    while (rows.next(entry, candidate.story, candidate.signature.url, candidate.signature.text, candidate.time,
                     candidate.has_feed)) {
      evidence.candidates.push_back(candidate);
      evidence.entries.push_back(entry);
    }
  };
  collect(by_url_, signature.url);
  collect(by_text_, signature.text);
  return evidence;
}

// An address that suddenly names a text which has nothing of the other's is used again: the text tells. Where one
// of the two is short it may be the part that the other leaves out.
bool Stories::is_recycled(const Newcomer& newcomer, std::int64_t entry) {
  constexpr double enough_to_tell = 200;  // grams
  const auto match = sameness_.compare(newcomer.from.text, newcomer.time, entry);
  return match && match->figures.grams == 0 && match->figures.title == 0 &&
         std::expm1(match->figures.size) >= enough_to_tell;
}

Belonging Stories::find(const Newcomer& newcomer) {
  Belonging belonging;
  const Evidence evidence = evidence_of(newcomer);
  const auto story =
      feeds::choose_story(newcomer.from.signature, newcomer.time, evidence.candidates, sameness_.window());
  if (story) {
    std::size_t i = 0;
    while (evidence.candidates[i].story != *story) ++i;
    const bool same_text =
        newcomer.from.signature.text != 0 && evidence.candidates[i].signature.text == newcomer.from.signature.text;
    if (same_text || !is_recycled(newcomer, evidence.entries[i])) belonging.reason = Reason{evidence.entries[i], {}};
  }
  const std::vector<Resemblance> found = sameness_.find(newcomer.from.text, newcomer.time);
  std::vector<feeds::Tie> ties;
  for (const Resemblance& resemblance : found) ties.push_back(resemblance.tie);
  const feeds::Placement place = feeds::choose_place(ties, belonging.reason ? story : std::nullopt);
  if (!place.story) {
    belonging.story = ++last_id_;
    return belonging;
  }
  belonging.story = *place.story;
  belonging.united = united_by(place, newcomer.from.text, newcomer.time);
  if (!belonging.reason) {
    const auto chosen = std::ranges::find_if(found, [&](const Resemblance& r) { return r.tie.story == *place.story; });
    belonging.reason = Reason{chosen->entry, chosen->tie.best};
  }
  return belonging;
}

void Stories::remember(const Newcomer& newcomer, const Belonging& belonging) {
  sameness_.add(newcomer.id, belonging.story, newcomer.at, newcomer.time, newcomer.from.text);
  if (belonging.reason) tie_.run(newcomer.id, belonging.reason->other, in_thousandths(belonging.reason->probability));
}

std::int64_t Stories::text_changed(std::int64_t story, std::int64_t entry, Time first_seen, Time time,
                                   const feeds::Sketched& text, Time at) {
  sameness_.copies().story_changed(story);  // how long it is may be another as well
  if (!sameness_.change(entry, first_seen, time, at, text)) return story;
  const std::vector<Resemblance> found = sameness_.find(text, time, entry);
  std::vector<feeds::Tie> ties;
  for (const Resemblance& resemblance : found) {
    // With itself an entry agrees, whatever its story's other copies said before.
    if (resemblance.tie.story != story) ties.push_back(resemblance.tie);
  }
  ties.push_back({story, 1, 1});
  const std::vector<std::int64_t> others = united_by(feeds::choose_place(ties, story), text, time, entry);
  if (others.empty()) return story;
  const auto chosen = std::ranges::find_if(found, [&](const Resemblance& r) { return r.tie.story == others.front(); });
  tie_.run(entry, chosen->entry, in_thousandths(chosen->tie.best));
  return unite(story, others, at);
}

std::int64_t Stories::split(std::int64_t story, const std::vector<std::int64_t>& entries, std::string_view feed_url,
                            const std::string& own_id, Time at) {
  const std::int64_t made = ++last_id_;
  for (int attempt = 0;; ++attempt) {
    const auto key = static_cast<std::uint64_t>(entries.front());
    create_.run(made, atom_id(own_id, feed_url, key, attempt), entries.front(), sequence_.next(at), at, at,
                feeds::to_string(feeds::Status::usable));
    if (database_.changes() == 1) break;
  }
  for (const std::int64_t entry : entries) {
    move_copy_.run(entry, made);
    untie_.run(entry);
  }
  keep_apart_.run(story, made);
  copy_changed(made, entries.front(), at);
  copy_changed(story, 0, at);
  return made;
}

bool Stories::are_apart(std::int64_t story, std::int64_t other) {
  return apart_.query(story, other).next();
}

bool Stories::is_killed(std::int64_t story) {
  return state_of(story).killed;
}

std::vector<std::int64_t> Stories::united_by(const feeds::Placement& place, const feeds::Sketched& text, Time time,
                                             std::int64_t but) {
  std::vector<std::int64_t> united = place.united;
  for (const std::int64_t other : place.alike) {
    if (sameness_.are_one(text, time, *place.story, other, but)) united.push_back(other);
  }
  return may_unite(*place.story, united);
}

// Those that no editor has split and nobody has killed.
std::vector<std::int64_t> Stories::may_unite(std::int64_t story, const std::vector<std::int64_t>& others) {
  std::vector<std::int64_t> may;
  if (others.empty() || is_killed(story)) return may;
  for (const std::int64_t other : others) {
    const auto is_apart = [&](std::int64_t one) { return are_apart(one, other); };
    if (!is_killed(other) && !is_apart(story) && std::ranges::none_of(may, is_apart)) may.push_back(other);
  }
  return may;
}

std::int64_t Stories::unite(std::int64_t story, const std::vector<std::int64_t>& others, Time at) {
  std::int64_t stays = story;
  for (const std::int64_t other : others) stays = std::min(stays, other);
  const auto join = [&](std::int64_t other) {
    if (other == stays) return;
    sameness_.copies().story_ends(other);
    move_copies_.run(stays, other);
    move_joined_.run(stays, other);
    bury_.run(stays, other, sequence_.next(at), at);
    take_apart_over_.run(stays, other);
    drop_apart_.run(other);
  };
  join(story);
  for (const std::int64_t other : others) join(other);
  sameness_.copies().story_changed(stays);
  return stays;
}

void Stories::create(std::int64_t story, const Newcomer& newcomer) {
  const std::int64_t seq = sequence_.next(newcomer.at);
  for (int attempt = 0;; ++attempt) {
    create_.run(story, atom_id(newcomer.from.entry.id, newcomer.feed_url, newcomer.from.keys.front(), attempt),
                newcomer.id, seq, newcomer.at, newcomer.time, newcomer.status);
    if (database_.changes() == 1) break;
  }
  sameness_.copies().story_made(story, {newcomer.id, newcomer.from.completeness});
}

void Stories::copy_added(std::int64_t story, const Newcomer& newcomer) {
  const std::int64_t completeness = newcomer.from.completeness;
  sameness_.copies().story_joined(story, {newcomer.id, completeness});
  State state;
  Copy lead;
  Copy own{.as = {.priority = 0, .completeness = completeness, .first_seen = newcomer.at, .entry = newcomer.id},
           .time = newcomer.time,
           .seen = newcomer.at,
           .status = std::string(newcomer.status)};
  led_.query(story, newcomer.feed)
      .next(state.lead, state.updated, state.killed, lead.as.priority, lead.as.completeness, lead.as.first_seen,
            lead.time, lead.status, own.as.priority);
  lead.as.entry = state.lead;
  if (lead_of({lead, own}, state).as.entry == newcomer.id) {
    save(story, own, std::max(newcomer.at, state.updated), newcomer.at);
  } else {
    // Another source below the lead changes nothing that a reader reads.
    number_.run(story, sequence_.next(newcomer.at));
  }
}

void Stories::copy_changed(std::int64_t story, std::int64_t entry, Time at) {
  sameness_.copies().story_changed(story);
  const State state = state_of(story);
  const Copy lead = lead_of(copies_of(story), state);
  const bool stays_killed = state.killed && lead.status == "killed";
  const bool reads_anew = !stays_killed && (lead.as.entry != state.lead || lead.as.entry == entry);
  save(story, lead, reads_anew ? std::max(at, state.updated) : state.updated, at);
}

void Stories::priority_changed(FeedId feed) {
  std::vector<std::int64_t> stories;
  std::int64_t story = 0;
  for (Rows rows = shared_.query(feed); rows.next(story);) stories.push_back(story);
  for (const std::int64_t each : stories) {
    const State state = state_of(each);
    const Copy lead = lead_of(copies_of(each), state);
    if (lead.as.entry != state.lead) save(each, lead, std::max(lead.seen, state.updated), std::nullopt);
  }
}

Stories::State Stories::state_of(std::int64_t story) {
  State state;
  state_.query(story).next(state.lead, state.updated, state.killed);
  return state;
}

std::vector<Stories::Copy> Stories::copies_of(std::int64_t story) {
  std::vector<Copy> copies;
  Copy copy;
  for (Rows rows = copies_.query(story); rows.next(copy.as.entry, copy.as.priority, copy.as.completeness,
                                                   copy.as.first_seen, copy.time, copy.seen, copy.status);) {
    copies.push_back(copy);
  }
  return copies;
}

Stories::Copy Stories::lead_of(std::vector<Copy> copies, const State& state) {
  // What the lead has killed stays killed, be its text gone by now: no other wire's copy takes its place.
  for (Copy& copy : copies) {
    if (copy.as.entry != state.lead) continue;
    if (state.killed && copy.status == "expired") copy.status = "killed";
    if (copy.status == "killed") return copy;
  }
  // What must not be shown leads only where there is nothing else.
  const auto is_hidden = [](const Copy& copy) { return copy.status != "usable" && copy.status != "corrected"; };
  if (!std::ranges::all_of(copies, is_hidden)) std::erase_if(copies, is_hidden);
  std::vector<feeds::Contender> contenders;
  for (const Copy& copy : copies) contenders.push_back(copy.as);
  return copies[feeds::choose_lead(contenders)];
}

void Stories::save(std::int64_t story, const Copy& lead, Time updated, std::optional<Time> at) {
  save_.run(story, lead.as.entry, sequence_.next(at), updated, lead.time, lead.status);
}

}  // namespace datelined::schema
