#include "daemon/poll/judge.hpp"

#include "daemon/fetch/coding.hpp"
#include "daemon/poll/advert.hpp"
#include "daemon/poll/discover.hpp"
#include "daemon/poll/freshness.hpp"
#include "daemon/poll/overlap.hpp"
#include "daemon/poll/reading.hpp"
#include "daemon/poll/redirects.hpp"
#include "daemon/poll/rhythm.hpp"
#include "daemon/poll/unchanged.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/hash.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace datelined {
namespace {

using schema::FeedState;
using schema::PollRecord;
using schema::SignedEntry;
using schema::Validators;

// One visit on its way from what was known to what will be.
struct Visiting {
  const Terms& terms;
  feeds::Time now;
  double jitter;
  Judged& judged;
  PollRecord& record;                    // of `judged`
  std::optional<feeds::Time> last_poll;  // the one before
  bool is_cut = false;                   // the document ends in the middle
  bool is_part = true;                   // there may be more to the feed than stands in the document
};

Visiting begin(Judged& judged, const FeedState& before, const Terms& terms, feeds::Time now, double jitter) {
  judged.record.state = before;
  judged.record.state.last_poll = now;
  judged.record.at = now;
  return {terms, now, jitter, judged, judged.record, before.last_poll};
}

void choose_next(Visiting& visit, const Rhythm& rhythm, const Fetched* answer, double jitter) {
  FeedState& state = visit.record.state;
  const Next next = next_poll(visit.terms, state, rhythm, answer, visit.now, jitter);
  state.next_poll = next.at;
  state.why = next.why;
  state.unpushed = next.unpushed;
  state.host_pause = answer != nullptr ? pause_asked(*answer, visit.now) : std::nullopt;
}

// What was found on a page is asked no more when it is gone: the page may name another by now.
bool is_dead(const Fetched* answer) {
  return answer != nullptr && (answer->status == 404 || answer->status == 410 || answer->status == 200);
}

void forget_found(FeedState& state) {
  state.found = false;
  state.moved_url.clear();
  state.validators = {};
  state.body_hash = 0;
}

void fail(Visiting& visit, std::string why, const Fetched* answer) {
  FeedState& state = visit.record.state;
  ++state.errors;
  // What led to no feed is not on its way to being trusted.
  state.redirect_url.clear();
  state.redirects_seen = 0;
  if (state.found && is_dead(answer)) forget_found(state);
  choose_next(visit, Rhythm(visit.now), answer, visit.jitter);
  visit.record.error = std::move(why);
}

void succeed(Visiting& visit, const Fetched& answer) {
  FeedState& state = visit.record.state;
  state.errors = 0;
  state.gone = false;
  Rhythm rhythm = Rhythm::read(state.rhythm, visit.now);
  if (!state.rhythm.empty()) {
    if (rhythm.age(visit.now)) state.rhythm = rhythm.write();
    state.quiet = is_quiet(rhythm, state.last_news.value_or(visit.now), visit.now);
  }
  // All feeds of a list are asked together the first time, and are not to be so again.
  const double spread = visit.last_poll ? 1 : 2.5;
  choose_next(visit, rhythm, &answer, visit.jitter * spread);
}

Validators validators_of(const Fetched& answer) {
  Validators validators{std::string(answer.header("etag")), std::string(answer.header("last-modified"))};
  // As If-None-Match it would ask for anything at all (RFC 9110 §13.1.2).
  if (validators.etag == "*") validators.etag.clear();
  return validators;
}

// What a 304 brings replaces, what it leaves out stays (RFC 9111 §3.2).
void renew(Validators& validators, Validators brought) {
  if (!brought.etag.empty()) validators.etag = std::move(brought.etag);
  if (!brought.last_modified.empty()) validators.last_modified = std::move(brought.last_modified);
}

// How many visits it takes until a gap is forgotten, and how far several add up: a sixteenth of the interval.
constexpr int hurry_a_gap = 8, most_hurry = 32;

// Where what fell out of the document may still be read (RFC 5005 §3 and §4).
std::string older_page(const feeds::Feed& head) {
  for (const feeds::Link& link : head.extension.links) {
    if (feeds::equal_ignoring_case(link.rel, "prev-archive")) return link.href;
  }
  if (!head.next_url.empty()) return head.next_url;
  for (const feeds::Link& link : head.extension.links) {
    if (feeds::equal_ignoring_case(link.rel, "next")) return link.href;
  }
  return "";
}

// Of the body as it came, still in its content coding, and of what the headers make of it.
std::uint64_t hash_of(const Fetched& answer) {
  std::uint64_t hash = feeds::hash64(answer.body);
  for (const char* name : {"content-type", "content-encoding"}) {
    if (const std::string_view value = answer.header(name); !value.empty()) hash = hash * 31 + feeds::hash64(value);
  }
  return hash;
}

// When an entry came: its own date says so to the hour, if it can be true.
feeds::Time came_at(const feeds::Entry& entry, const std::optional<feeds::Time>& last_poll, feeds::Time now) {
  const feeds::Date date = entry.date_published;
  return date && last_poll && *date > *last_poll - std::chrono::hours{1} && *date <= now ? *date : now;
}

void learn_news(FeedState& state, const std::vector<const SignedEntry*>& news,
                const std::optional<feeds::Time>& last_poll, feeds::Time now) {
  if (news.empty()) return;
  Rhythm rhythm = Rhythm::read(state.rhythm, now);
  for (const SignedEntry* entry : news) rhythm.learn(came_at(entry->entry, last_poll, now));
  state.rhythm = rhythm.write();
  state.last_news = now;
}

// What is remembered of the last document, out of the store where the state does not have it. Returns why it cannot be
// read; empty: it is there.
std::string recall_document(FeedState& state, const Terms& terms) {
  if (!state.document && state.entries_shown > 0 && terms.documents) {
    try {
      state.document = terms.documents->of(state.id);
    } catch (const schema::StoreError& error) {
      return error.what();
    }
  }
  if (!state.document) state.document.emplace();
  // Where no body is known, nothing of the next one is taken for unchanged.
  if (state.body_hash == 0) state.document->digests.clear();
  return {};
}

void show(FeedState& state, std::string shown) {
  state.entries_shown = static_cast<int>(count_fingerprints(shown));
  state.document->shown = std::move(shown);
}

// An archive's pages are kept in memory until all are there: together they may be as large as so many documents.
constexpr std::size_t most_older_documents = 2;

// How long a hub may take to hear of an entry and to send it.
constexpr std::chrono::minutes on_its_way{2};

bool may_be_on_its_way(const SignedEntry& entry, feeds::Time now) {
  const feeds::Date date = entry.entry.date_modified ? entry.entry.date_modified : entry.entry.date_published;
  return date && *date > now - on_its_way && *date <= now;
}

// What may have been lost between the document `before` and this one: then the next visits come sooner, and the archive
// is to be read. `is_sent`: a hub has sent all that stands here, and so kept back nothing that stood there in between.
void look_for_gap(Visiting& visit, const std::string& before, const Overlap& overlap, bool is_sent) {
  FeedState& state = visit.record.state;
  const std::vector<SignedEntry>& entries = visit.record.entries;
  // What stood in the last document, though not in the one compared with, is of a gap that is found again.
  const bool is_again = std::ranges::any_of(entries, &SignedEntry::unchanged);
  if (visit.is_part && is_possible_gap(before, entries, overlap) && (is_again || !is_sent)) {
    if (!is_again) ++state.gaps;
    state.hurry = std::min(state.hurry + hurry_a_gap, most_hurry);
    visit.judged.older = older_page(visit.record.head->feed);
    visit.judged.shown = before;
    visit.judged.room = most_older_documents * visit.terms.max_body;
  } else if (state.hurry > 0 && overlap.news.size() <= overlap.shared) {
    --state.hurry;
  }
}

// What the document has in common with the one before.
void learn(Visiting& visit, bool is_delta) {
  FeedState& state = visit.record.state;
  const std::vector<SignedEntry>& entries = visit.record.entries;
  const std::string before = state.document->shown;
  std::string shown = fingerprints(entries);
  if (state.entries_shown == 0) {
    state.rhythm = Rhythm(visit.now).write();
    if (!entries.empty()) state.last_news = moment_of(entries.back().entry, visit.now);
    return show(state, std::move(shown));
  }
  const Overlap overlap = compare(before, entries);
  // What a hub has sent before is no news any more; what it should have sent, and has not, tells of the hub.
  const std::vector<const SignedEntry*> news = unknown_to(state.pushed, overlap.news);
  const auto is_missed = [&](const SignedEntry* entry) { return !may_be_on_its_way(*entry, visit.now); };
  const bool misses_some = std::ranges::any_of(news, is_missed);
  look_for_gap(visit, before, overlap, !state.pushed.empty() && !misses_some);
  const bool was_pushed = state.pushed_since && visit.last_poll && *visit.last_poll >= *state.pushed_since;
  if (was_pushed && misses_some) state.push_missed = true;
  state.pushed.clear();
  learn_news(state, news, visit.last_poll, visit.now);
  // A document without entries is a newsroom's empty desk, and no reason to take the next one for a gap.
  if (is_delta) {
    show(state, merged(before, shown));
  } else if (!entries.empty()) {
    show(state, std::move(shown));
  }
}

std::vector<schema::Withdrawal> withdrawals_of(const feeds::Feed& head) {
  std::vector<schema::Withdrawal> withdrawn;
  for (const feeds::DeletedEntry& deleted : head.extension.deleted_entries) {
    if (std::vector<feeds::Key> keys = feeds::keys_of_id(deleted.ref); !keys.empty()) {
      withdrawn.push_back({std::move(keys), deleted.when});
    }
  }
  return withdrawn;
}

// The document, unless it is the one of last time. Returns why it is no feed; empty when it is one.
std::string read_document(Visiting& visit, const Fetched& answer) {
  FeedState& state = visit.record.state;
  const bool is_delta = answer.status == 226;
  if (answer.body.empty()) return "the answer is empty";
  const std::uint64_t hash = hash_of(answer);
  if (hash == state.body_hash) {
    if (state.hurry > 0) --state.hurry;
    return {};
  }

  std::string buffer;
  const auto bytes = undo_coding(answer.body, answer.header("content-encoding"), visit.terms.max_body, buffer);
  if (bytes.has_error()) return bytes.error().what;
  if (bytes->empty()) return "the answer is empty";
  if (std::string why = recall_document(state, visit.terms); !why.empty()) return why;
  Unchanged unchanged(state.document->digests);
  feeds::Result<Read> came = read_entries(*bytes, answer, visit.terms, unchanged);
  if (came.has_error()) {
    if (!starts_a_page(*bytes)) return came.error().what;
    // A feed that turns into a page is a mistake or a portal; what the page names would be somebody else's.
    if (state.body_hash == 0 && !state.found) visit.judged.leads_to = feed_of_page(*bytes, answer.url);
    return "the answer is an HTML page, not a feed";
  }
  feeds::Parsed& parsed = came->parsed;
  visit.is_cut = parsed.is_cut;
  visit.is_part = !is_delta && !parsed.is_complete;
  const Pace pace = pace_of(parsed.feed);
  state.freshness = pace.freshness;
  state.skip_hours = pace.skip_hours;
  state.skip_days = pace.skip_days;
  if (!is_delta) state.body_hash = hash;
  visit.record.answer = hash;
  visit.record.withdrawn = withdrawals_of(parsed.feed);
  schema::Advert advert = advert_of(answer, parsed.feed);
  visit.record.head = std::make_shared<schema::Head>(schema::Head{.feed = std::move(parsed.feed),
                                                                  .format = std::move(parsed.format),
                                                                  .encoding = std::move(parsed.encoding),
                                                                  .notes = std::move(parsed.notes),
                                                                  .advert = std::move(advert)});
  visit.record.entries = sign_all(std::move(*came), visit.terms, unchanged, visit.now);
  state.document->digests = unchanged.write(is_delta);
  learn(visit, is_delta);
  return {};
}

void judge_status(Visiting& visit, const Fetched& answer) {
  std::string why = "HTTP " + std::to_string(answer.status);
  if (answer.status != 410) return fail(visit, std::move(why), &answer);
  // What a page named is not the feed that the operator asked for: the page is asked again.
  const bool was_found = visit.record.state.found;
  if (was_found) return fail(visit, std::move(why), &answer);
  visit.record.state.gone = true;
  fail(visit, why + ": the feed is gone for good", &answer);
}

// Whether a 226 is the difference that was asked for, "feed", and to what is known (RFC 3229 §10.5.2 and §10.5.1).
std::string why_no_difference(const Fetched& answer, const Validators& known) {
  const std::string im = feeds::ascii_lower(answer.header("im"));
  if (!im.empty() && im.find("feed") == std::string::npos) return "HTTP 226: a difference that was not asked for";
  const std::string_view base = answer.header("delta-base");
  if (!base.empty() && base != known.etag) return "HTTP 226: a difference to another document";
  return {};
}

void judge_answer(Visiting& visit, const Fetched& fetched) {
  FeedState& state = visit.record.state;
  visit.record.status = fetched.status;
  visit.record.duration = fetched.duration;
  visit.record.bytes = fetched.bytes;

  // Only what was asked for relative to something known can be a difference (RFC 3229 §10.4.1).
  const bool is_delta = fetched.status == 226 && state.validators != Validators{};

  if (fetched.status == 304) {
    if (state.validators == Validators{}) {
      return fail(visit, "HTTP 304, though nothing was known to compare with", &fetched);
    }
    renew(state.validators, validators_of(fetched));
    renew(state.lifetime, fetched);
    if (state.hurry > 0) --state.hurry;
  } else if (fetched.status == 200 || fetched.status == 203 || is_delta) {
    std::string why = is_delta ? why_no_difference(fetched, state.validators) : "";
    if (why.empty()) why = read_document(visit, fetched);
    // Who has failed is asked for no difference; who sends one all the same, and none that can be read, for everything.
    if (is_delta && !why.empty() && state.errors > 0) state.validators = {};
    if (!why.empty()) return fail(visit, std::move(why), &fetched);
    // With those of a cut document the rest of it would never be sent. Who never ends one is known by its hash the next
    // time.
    if (!visit.is_cut) state.validators = validators_of(fetched);
    state.lifetime = lifetime_of(fetched);
  } else {
    return judge_status(visit, fetched);
  }
  remember_redirects(state, fetched.hops);
  succeed(visit, fetched);
}

}  // namespace

Judged judge(const FeedState& before, const Terms& terms, const feeds::Result<Fetched>& answer, feeds::Time now,
             double jitter) {
  Judged judged;
  Visiting visit = begin(judged, before, terms, now, jitter);
  if (answer.has_error()) {
    fail(visit, answer.error().what, nullptr);
  } else {
    judge_answer(visit, *answer);
  }
  return judged;
}

FeedState found_at(FeedState before, std::string url) {
  before.moved_url = std::move(url);
  before.found = true;
  return before;
}

void add_older(Judged& judged, const Terms& terms, const feeds::Result<Fetched>& page) {
  judged.older.clear();
  if (page.has_error() || page->status != 200) return;
  std::string buffer;
  const auto bytes = undo_coding(page->body, page->header("content-encoding"), terms.max_body, buffer);
  if (bytes.has_error() || bytes->size() > judged.room) return;
  judged.room -= bytes->size();
  feeds::Result<Read> came = read_entries(*bytes, *page, terms, Unchanged(""));
  if (came.has_error()) return;
  PollRecord& record = judged.record;
  record.bytes += page->bytes;
  record.duration += page->duration;

  std::string before_it = older_page(came->parsed.feed);
  std::vector<SignedEntry> entries = sign_maybe_older(std::move(*came), terms, record.at);
  const bool meets_known = compare(judged.shown, entries).shared > 0;
  record.entries.insert(record.entries.begin(), std::make_move_iterator(entries.begin()),
                        std::make_move_iterator(entries.end()));
  if (meets_known) {
    --record.state.gaps;  // nothing was lost
  } else {
    judged.older = std::move(before_it);
  }
}

void find_gap_again(PollRecord& record, const FeedState& before, std::string shown) {
  FeedState& state = record.state;
  if (state.hurry >= most_hurry) return;
  state.validators = before.validators;
  state.body_hash = before.body_hash;
  show(state, std::move(shown));
}

PollRecord judge_push(const FeedState& before, const Terms& terms, const Fetched& sent, feeds::Time now) {
  PollRecord record;
  record.pushed = true;
  record.state = before;
  record.at = now;
  record.bytes = static_cast<std::int64_t>(sent.body.size());
  FeedState& state = record.state;
  if (const std::uint64_t hash = hash_of(sent); hash != state.body_hash) {
    std::string buffer;
    const auto bytes = undo_coding(sent.body, sent.header("content-encoding"), terms.max_body, buffer);
    if (bytes.has_error()) return record.error = bytes.error().what, record;
    feeds::Result<Read> came = read_entries(*bytes, sent, terms, Unchanged(""));
    if (came.has_error()) return record.error = came.error().what, record;
    record.answer = hash;
    record.withdrawn = withdrawals_of(came->parsed.feed);
    record.entries = sign_maybe_older(std::move(*came), terms, now);
    if (std::string why = recall_document(state, terms); !why.empty()) return record.error = std::move(why), record;
    state.document->digests.clear();  // what is stored is no longer what the last document held
    const std::string known = state.document->shown + state.pushed;
    learn_news(state, compare(known, record.entries).news, before.last_poll, now);
    state.pushed = merged(state.pushed, fingerprints(record.entries));
  }
  state.push_missed = false;
  state.quiet = false;
  return record;
}

PollRecord judge_file(const FeedState& before, const Terms& terms, const feeds::Result<std::string>& bytes,
                      feeds::Time now, double jitter) {
  Judged judged;
  Visiting visit = begin(judged, before, terms, now, jitter);
  Fetched file;
  file.url = before.subscription.url;
  std::string why = bytes.has_error() ? bytes.error().what : "";
  if (bytes.has_value()) {
    file.body = *bytes;
    why = read_document(visit, file);
  }
  if (!why.empty()) {
    fail(visit, std::move(why), nullptr);
  } else {
    visit.record.bytes = static_cast<std::int64_t>(bytes->size());
    succeed(visit, Fetched{});
  }
  return std::move(judged.record);
}

}  // namespace datelined
