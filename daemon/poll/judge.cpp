#include "daemon/poll/judge.hpp"

#include "daemon/fetch/coding.hpp"
#include "daemon/poll/discover.hpp"
#include "daemon/poll/redirects.hpp"
#include "feeds/identity.hpp"
#include "feeds/parse.hpp"
#include "feeds/revision.hpp"
#include "feeds/signal.hpp"
#include "feeds/story.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/charset.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
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
  PollRecord record;
  std::string leads_to;
};

Visiting begin(const FeedState& before, const Terms& terms, feeds::Time now, double jitter) {
  Visiting visit{terms, now, jitter, {}, {}};
  visit.record.state = before;
  visit.record.state.last_poll = now;
  visit.record.at = now;
  return visit;
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

PollRecord fail(Visiting visit, std::string why, const Fetched* answer) {
  FeedState& state = visit.record.state;
  ++state.errors;
  // What led to no feed is not on its way to being trusted.
  state.redirect_url.clear();
  state.redirects_seen = 0;
  if (state.found && is_dead(answer)) forget_found(state);
  state.next_poll = after_failure(visit.terms, state.errors, answer, visit.now, visit.jitter);
  visit.record.error = std::move(why);
  return std::move(visit.record);
}

PollRecord succeed(Visiting visit, const Fetched& answer) {
  FeedState& state = visit.record.state;
  state.errors = 0;
  state.gone = false;
  const Pace pace{state.freshness, state.skip_hours, state.skip_days};
  state.next_poll = after_success(visit.terms, pace, answer, visit.now, visit.jitter);
  return std::move(visit.record);
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

bool starts_a_page(std::string_view bytes) {
  std::string head(bytes.substr(0, 1024));
  std::transform(head.begin(), head.end(), head.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return head.find("<!doctype html") != std::string::npos || head.find("<html") != std::string::npos;
}

// The revision of an entry that is younger stands later. What has no date came just now.
feeds::Time moment_of(const feeds::Entry& entry, feeds::Time now) {
  const feeds::Date date = entry.date_modified ? entry.date_modified : entry.date_published;
  return std::min(date.value_or(now), now);
}

SignedEntry sign_entry(feeds::Entry entry, std::vector<feeds::Key> keys) {
  SignedEntry signed_entry;
  signed_entry.keys = std::move(keys);
  // Over the headline with its label: an update or a correction that changes nothing else is one all the same.
  signed_entry.revision_hash = feeds::revision_hash(entry);
  signed_entry.signature = feeds::sign(entry);
  signed_entry.completeness = feeds::completeness(entry);
  // The title stays as the wire wrote it: the label is taken off for comparing alone.
  signed_entry.signal = feeds::read_headline(entry.title).signal;
  if (signed_entry.signal == "correction") signed_entry.status = feeds::Status::corrected;
  signed_entry.entry = std::move(entry);
  return signed_entry;
}

// Oldest first. Documents stand newest first, so that where dates do not tell, the last one is the oldest.
std::vector<SignedEntry> sign_all(std::vector<feeds::Entry> entries, feeds::Time now) {
  auto keys = feeds::identify(entries);
  std::vector<SignedEntry> all;
  all.reserve(entries.size());
  for (std::size_t i = entries.size(); i-- > 0;) all.push_back(sign_entry(std::move(entries[i]), std::move(keys[i])));
  std::stable_sort(all.begin(), all.end(), [now](const SignedEntry& a, const SignedEntry& b) {
    return moment_of(a.entry, now) < moment_of(b.entry, now);
  });
  return all;
}

// Whether an XML declaration names an encoding. Wide encodings show theirs by their bytes.
bool declares_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1024);
  const std::size_t begin = head.find("<?xml");
  if (begin == head.npos) return false;
  return head.substr(begin, std::min(head.find('>', begin), head.size()) - begin).find("encoding") != head.npos;
}

// The Content-Type, unless the document knows better: many a server puts its default charset on every file,
// and whoever wrote the declaration wrote the text. So it counts first, where the bytes are what it says.
std::string telling_type(std::string_view bytes, std::string_view content_type) {
  const bool has_charset = feeds::ascii_lower(content_type).find("charset") != std::string::npos;
  if (!has_charset || !declares_encoding(bytes)) return std::string(content_type);
  const std::vector<feeds::Note> notes = feeds::decode(bytes, "").notes;
  const bool decodes = std::none_of(notes.begin(), notes.end(), [](const feeds::Note& note) {
    return note.code == "bad-encoding" || note.code == "unknown-encoding";
  });
  return decodes ? "" : std::string(content_type);
}

// Of the body as it came, still in its content coding, and of what the headers make of it.
std::uint64_t hash_of(const Fetched& answer) {
  std::uint64_t hash = feeds::hash64(answer.body);
  for (const char* name : {"content-type", "content-encoding"}) {
    if (const std::string_view value = answer.header(name); !value.empty()) hash = hash * 31 + feeds::hash64(value);
  }
  return hash;
}

// The document, unless it is the one of last time. Returns why it is no feed; empty when it is one.
std::string read_document(Visiting& visit, const Fetched& answer) {
  FeedState& state = visit.record.state;
  if (answer.body.empty()) return "the answer is empty";
  const std::uint64_t hash = hash_of(answer);
  if (hash == state.body_hash) return {};

  std::string buffer;
  const auto bytes = undo_coding(answer.body, answer.header("content-encoding"), visit.terms.max_body, buffer);
  if (bytes.has_error()) return bytes.error().what;
  if (bytes->empty()) return "the answer is empty";
  feeds::Result<feeds::Parsed> parsed =
      feeds::parse({*bytes, answer.url, telling_type(*bytes, answer.header("content-type"))});
  if (parsed.has_error()) {
    if (!starts_a_page(*bytes)) return parsed.error().what;
    // A feed that turns into a page is a mistake or a portal; what the page names would be somebody else's.
    if (state.body_hash == 0 && !state.found) visit.leads_to = feed_of_page(*bytes, answer.url);
    return "the answer is an HTML page, not a feed";
  }
  const Pace pace = pace_of(parsed->feed);
  state.freshness = pace.freshness;
  state.skip_hours = pace.skip_hours;
  state.skip_days = pace.skip_days;
  state.body_hash = hash;
  visit.record.head = std::move(parsed->feed);
  visit.record.format = std::move(parsed->format);
  visit.record.encoding = std::move(parsed->encoding);
  visit.record.notes = std::move(parsed->notes);
  visit.record.entries = sign_all(std::move(parsed->entries), visit.now);
  return {};
}

PollRecord judge_status(Visiting visit, const Fetched& answer) {
  std::string why = "HTTP " + std::to_string(answer.status);
  if (answer.status != 410) return fail(std::move(visit), std::move(why), &answer);
  // What a page named is not the feed that the operator asked for: the page is asked again.
  const bool was_found = visit.record.state.found;
  PollRecord record = fail(std::move(visit), why + ": the feed is gone for good", &answer);
  if (was_found) return record;
  record.state.gone = true;
  record.state.next_poll.reset();
  return record;
}

Judged judge_answer(Visiting visit, const Fetched& fetched) {
  FeedState& state = visit.record.state;
  visit.record.status = fetched.status;
  visit.record.duration = fetched.duration;
  visit.record.bytes = fetched.bytes;

  if (fetched.status == 304) {
    if (state.validators == Validators{}) {
      return {fail(std::move(visit), "HTTP 304, though nothing was known to compare with", &fetched), ""};
    }
    renew(state.validators, validators_of(fetched));
  } else if (fetched.status == 200 || fetched.status == 203) {
    std::string why = read_document(visit, fetched);
    if (!why.empty()) {
      std::string leads_to = std::move(visit.leads_to);
      return {fail(std::move(visit), std::move(why), &fetched), std::move(leads_to)};
    }
    state.validators = validators_of(fetched);
  } else {
    return {judge_status(std::move(visit), fetched), ""};
  }
  remember_redirects(state, fetched.hops);
  return {succeed(std::move(visit), fetched), ""};
}

}  // namespace

Judged judge(const FeedState& before, const Terms& terms, const feeds::Result<Fetched>& answer, feeds::Time now,
             double jitter) {
  Visiting visit = begin(before, terms, now, jitter);
  if (answer.has_error()) return {fail(std::move(visit), answer.error().what, nullptr), ""};
  return judge_answer(std::move(visit), *answer);
}

FeedState found_at(FeedState before, std::string url) {
  before.moved_url = std::move(url);
  before.found = true;
  return before;
}

PollRecord judge_file(const FeedState& before, const Terms& terms, const feeds::Result<std::string>& bytes,
                      feeds::Time now, double jitter) {
  Visiting visit = begin(before, terms, now, jitter);
  if (bytes.has_error()) return fail(std::move(visit), bytes.error().what, nullptr);
  Fetched file;
  file.body = *bytes;
  file.url = before.subscription.url;
  std::string why = read_document(visit, file);
  if (!why.empty()) return fail(std::move(visit), std::move(why), nullptr);
  visit.record.bytes = static_cast<std::int64_t>(bytes->size());
  return succeed(std::move(visit), Fetched{});
}

}  // namespace datelined
