#include "daemon/poll/judge.hpp"

#include "daemon/poll/redirects.hpp"
#include "feeds/identity.hpp"
#include "feeds/parse.hpp"
#include "feeds/revision.hpp"
#include "feeds/story.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/wire_status.hpp"

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
  const Rhythm& rhythm;
  feeds::Time now;
  double jitter;
  PollRecord record;
};

Visiting begin(const FeedState& before, const Rhythm& rhythm, feeds::Time now, double jitter) {
  Visiting visit{rhythm, now, jitter, {}};
  visit.record.state = before;
  visit.record.state.last_poll = now;
  visit.record.at = now;
  return visit;
}

PollRecord fail(Visiting visit, std::string why, const Fetched* answer) {
  FeedState& state = visit.record.state;
  ++state.errors;
  // What led to no feed is not on its way to being trusted.
  state.redirect_url.clear();
  state.redirects_seen = 0;
  state.next_poll = after_failure(visit.rhythm, state.errors, answer, visit.now, visit.jitter);
  visit.record.error = std::move(why);
  return std::move(visit.record);
}

PollRecord succeed(Visiting visit, const Fetched& answer) {
  FeedState& state = visit.record.state;
  state.errors = 0;
  state.gone = false;
  const Pace pace{state.freshness, state.skip_hours, state.skip_days};
  state.next_poll = after_success(visit.rhythm, pace, answer, visit.now, visit.jitter);
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

SignedEntry sign_entry(feeds::Entry entry, std::vector<feeds::Key> keys, feeds::Time now) {
  SignedEntry signed_entry;
  feeds::WireStatus wire = feeds::read_wire_status(entry, now);
  feeds::remove_private_notes(entry);
  signed_entry.keys = std::move(keys);
  // Over the headline with its label: an update or a correction that changes nothing else is one all the same.
  signed_entry.revision_hash = feeds::revision_hash(entry);
  signed_entry.signature = feeds::sign(entry);
  signed_entry.completeness = feeds::completeness(entry);
  signed_entry.headline = feeds::headline_key(entry.title);
  signed_entry.signal = std::move(wire.signal);
  signed_entry.status = wire.status;
  signed_entry.embargoed = wire.embargoed;
  if (!signed_entry.signal.empty()) entry.title = std::move(wire.headline);
  if (const auto& said = entry.extension.wire) {
    for (const std::string& id : said->replaces) {
      for (const feeds::Key key : feeds::keys_of_id(id)) signed_entry.replaces.push_back(key);
    }
  }
  signed_entry.entry = std::move(entry);
  return signed_entry;
}

// Oldest first. Documents stand newest first, so that where dates do not tell, the last one is the oldest.
std::vector<SignedEntry> sign_all(std::vector<feeds::Entry> entries, feeds::Time now) {
  auto keys = feeds::identify(entries);
  std::vector<SignedEntry> all;
  all.reserve(entries.size());
  for (std::size_t i = entries.size(); i-- > 0;) all.push_back(sign_entry(std::move(entries[i]), std::move(keys[i]), now));
  std::stable_sort(all.begin(), all.end(), [now](const SignedEntry& a, const SignedEntry& b) {
    return moment_of(a.entry, now) < moment_of(b.entry, now);
  });
  return all;
}

// The document, unless it is the one of last time. Returns why it is no feed; empty when it is one.
std::string read_document(Visiting& visit, const feeds::Document& document) {
  FeedState& state = visit.record.state;
  if (document.bytes.empty()) return "the answer is empty";
  const std::uint64_t hash = feeds::hash64(document.bytes);
  if (hash == state.body_hash) return {};

  feeds::Result<feeds::Parsed> parsed = feeds::parse(document);
  if (parsed.has_error()) {
    return starts_a_page(document.bytes) ? "the answer is an HTML page, not a feed" : parsed.error().what;
  }
  const Pace pace = pace_of(parsed->feed);
  state.freshness = pace.freshness;
  state.skip_hours = pace.skip_hours;
  state.skip_days = pace.skip_days;
  state.body_hash = hash;
  for (const feeds::DeletedEntry& deleted : parsed->feed.extension.deleted_entries) {
    if (std::vector<feeds::Key> keys = feeds::keys_of_id(deleted.ref); !keys.empty()) {
      visit.record.withdrawn.push_back({std::move(keys), deleted.when});
    }
  }
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
  PollRecord record = fail(std::move(visit), why + ": the feed is gone for good", &answer);
  record.state.gone = true;
  record.state.next_poll.reset();
  return record;
}

}  // namespace

PollRecord judge(const FeedState& before, const Rhythm& rhythm, const feeds::Result<Fetched>& answer, feeds::Time now,
                 double jitter) {
  Visiting visit = begin(before, rhythm, now, jitter);
  if (answer.has_error()) return fail(std::move(visit), answer.error().what, nullptr);

  const Fetched& fetched = *answer;
  FeedState& state = visit.record.state;
  visit.record.status = fetched.status;
  visit.record.duration = fetched.duration;
  visit.record.bytes = fetched.bytes;

  if (fetched.status == 304) {
    if (before.validators == Validators{}) {
      return fail(std::move(visit), "HTTP 304, though nothing was known to compare with", &fetched);
    }
    renew(state.validators, validators_of(fetched));
  } else if (fetched.status == 200 || fetched.status == 203) {
    std::string why = read_document(visit, {fetched.body, fetched.url, std::string(fetched.header("content-type"))});
    if (!why.empty()) return fail(std::move(visit), std::move(why), &fetched);
    state.validators = validators_of(fetched);
  } else {
    return judge_status(std::move(visit), fetched);
  }
  remember_redirects(state, fetched.hops);
  return succeed(std::move(visit), fetched);
}

PollRecord judge_file(const FeedState& before, const Rhythm& rhythm, const feeds::Result<std::string>& bytes,
                      feeds::Time now, double jitter) {
  Visiting visit = begin(before, rhythm, now, jitter);
  if (bytes.has_error()) return fail(std::move(visit), bytes.error().what, nullptr);
  std::string why = read_document(visit, {.bytes = *bytes, .url = before.subscription.url});
  if (!why.empty()) return fail(std::move(visit), std::move(why), nullptr);
  visit.record.bytes = static_cast<std::int64_t>(bytes->size());
  return succeed(std::move(visit), Fetched{});
}

}  // namespace datelined
