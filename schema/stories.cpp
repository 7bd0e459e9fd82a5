#include "schema/stories.hpp"

#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace datelined::schema {

namespace {

// A feed that repeats one address or one text a thousand times must not make each new entry look at a thousand.
constexpr int candidates_of_a_kind = 64;

std::string candidates_by(const std::string& signature) {
  return "SELECT e.story, coalesce(e.signature_url, 0), coalesce(e.signature_text, 0), e.time,"
         "       EXISTS (SELECT 1 FROM entry c WHERE c.story = e.story AND c.feed = ?4)"
         " FROM entry e WHERE e." +
         signature +
         " = ?1 AND e.time BETWEEN ?2 AND ?3"
         " ORDER BY e.time LIMIT " +
         std::to_string(candidates_of_a_kind);
}

// The n-th choice for a story's atom:id, the first one free is taken: the source's own; one made from feed
// and guid, the same in every store; then ones that also tell apart entries which share a guid in one feed.
std::string atom_id(const Newcomer& newcomer, int attempt) {
  const std::string& own = newcomer.from.entry.id;
  if (attempt == 0) return feeds::is_uri(own) ? own : atom_id(newcomer, 1);
  if (attempt == 1) return feeds::uuid_urn(newcomer.feed_url, own);
  return feeds::uuid_urn(newcomer.feed_url,
                         own + '\n' + std::to_string(newcomer.from.keys.front()) + '\n' + std::to_string(attempt));
}

}  // namespace

Stories::Stories(Database& database, Sequence& sequence)
    : database_(database),
      sequence_(sequence),
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
      shared_(database,
              "SELECT story FROM entry e WHERE feed = ?1"
              " AND EXISTS (SELECT 1 FROM entry c WHERE c.story = e.story AND c.feed <> e.feed)"
              " ORDER BY time, story"),
      save_(database, "UPDATE story SET lead = ?2, seq = ?3, updated = ?4, time = ?5, status = ?6 WHERE id = ?1") {}

void Stories::begin() {
  last_story_.query().next(last_id_);
}

std::optional<std::int64_t> Stories::find(const Newcomer& newcomer) {
  std::vector<feeds::Candidate> candidates;
  const auto collect = [&](Statement& statement, std::uint64_t evidence) {
    if (evidence == 0) return;
    Rows rows = statement.query(evidence, newcomer.time - feeds::story_window, newcomer.time + feeds::story_window,
                                newcomer.feed);
    feeds::Candidate candidate;
    while (rows.next(candidate.story, candidate.signature.url, candidate.signature.text, candidate.time,
                     candidate.has_feed)) {
      candidates.push_back(candidate);
    }
  };
  const feeds::Signature& signature = newcomer.from.signature;
  collect(by_url_, signature.url);
  collect(by_text_, signature.text);
  if (candidates.empty()) return std::nullopt;
  return feeds::choose_story(signature, newcomer.time, candidates);
}

void Stories::create(std::int64_t story, const Newcomer& newcomer) {
  const std::int64_t seq = sequence_.next(newcomer.at);
  for (int attempt = 0;; ++attempt) {
    create_.run(story, atom_id(newcomer, attempt), newcomer.id, seq, newcomer.at, newcomer.time,
                newcomer.status);
    if (database_.changes() == 1) return;
  }
}

void Stories::copy_changed(std::int64_t story, std::int64_t entry, Time at) {
  const State state = state_of(story);
  const Copy lead = lead_of(story, state);
  // Another source below the lead changes nothing that a reader reads.
  const bool reads_anew = lead.entry != state.lead || lead.entry == entry;
  save(story, lead, reads_anew ? std::max(at, state.updated) : state.updated, at);
}

void Stories::priority_changed(FeedId feed) {
  std::vector<std::int64_t> stories;
  std::int64_t story = 0;
  for (Rows rows = shared_.query(feed); rows.next(story);) stories.push_back(story);
  for (const std::int64_t each : stories) {
    const State state = state_of(each);
    const Copy lead = lead_of(each, state);
    if (lead.entry != state.lead) save(each, lead, std::max(lead.seen, state.updated), std::nullopt);
  }
}

Stories::State Stories::state_of(std::int64_t story) {
  State state;
  state_.query(story).next(state.lead, state.updated, state.killed);
  return state;
}

Stories::Copy Stories::lead_of(std::int64_t story, const State& state) {
  std::vector<Copy> copies;
  std::vector<feeds::Contender> contenders;
  Copy copy;
  feeds::Contender contender;
  for (Rows rows = copies_.query(story); rows.next(contender.entry, contender.priority, contender.completeness,
                                                   contender.first_seen, copy.time, copy.seen, copy.status);) {
    copy.entry = contender.entry;
    // What the lead has killed stays killed: no other wire's copy takes its place.
    if (copy.entry == state.lead && copy.status == "killed") return copy;
    copies.push_back(copy);
    contenders.push_back(contender);
  }
  // What must not be shown leads only where there is nothing else.
  const auto is_shown = [](const Copy& one) { return one.status == "usable" || one.status == "corrected"; };
  if (std::ranges::any_of(copies, is_shown)) {
    std::vector<feeds::Contender> shown;
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (is_shown(copies[i])) shown.push_back(contenders[i]);
    }
    const std::int64_t lead = shown[feeds::choose_lead(shown)].entry;
    return *std::ranges::find(copies, lead, &Copy::entry);
  }
  return copies[feeds::choose_lead(contenders)];
}

void Stories::save(std::int64_t story, const Copy& lead, Time updated, std::optional<Time> at) {
  save_.run(story, lead.entry, sequence_.next(at), updated, lead.time, lead.status);
}

}  // namespace datelined::schema
