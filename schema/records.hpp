// The values that go into the store and come out of it. All of them plain; none knows the database.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/identity.hpp"
#include "feeds/problem.hpp"
#include "feeds/sketch.hpp"
#include "feeds/story.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace datelined::schema {

using feeds::Time;
using FeedId = std::int64_t;

// A feed as the configuration asks for it.
struct Subscription {
  std::string name;  // unique
  std::string url;   // without credentials: those never reach the store
  std::string category;
  std::string language;
  int priority = 0;
  bool operator==(const Subscription&) const = default;
};

// Opaque strings, byte for byte as they came (RFC 9110 §8.8); empty: none.
struct Validators {
  std::string etag;
  std::string last_modified;
  bool operator==(const Validators&) const = default;
};

// How long the stored document is good, as the headers of its answer say (daemon/poll/freshness.hpp).
struct Lifetime {
  std::optional<std::chrono::seconds> max_age;  // of Cache-Control; 0: no-cache, no-store. It goes before
  std::optional<Time> expires;                  // by the origin's clock
  bool operator==(const Lifetime&) const = default;
};

// What is remembered of a feed's last document, to be compared with the next one.
struct LastDocument {
  std::string shown;    // fingerprints of its entries (daemon/poll/overlap.hpp)
  std::string digests;  // of its entries (daemon/poll/unchanged.hpp)
  bool operator==(const LastDocument&) const = default;
};

// What the poller has to remember of a feed between visits, and nothing it can ask the store for later.
struct FeedState {
  FeedId id = 0;
  Subscription subscription;
  std::string moved_url;     // where permanent redirects led, once trusted; empty: nowhere
  bool found = false;        // moved_url is a feed that the page at the configured address names
  std::string redirect_url;  // where permanent redirects lead now, not yet trusted
  int redirects_seen = 0;    // good visits in a row that were led there
  Validators validators;
  Lifetime lifetime;
  std::uint64_t body_hash = 0;        // of the last body as it came; 0: none
  std::chrono::seconds freshness{0};  // what the stored document itself asks for (ttl, sy:), past the interval
  std::uint32_t skip_hours = 0;       // of the stored document: bit n is hour n, GMT
  std::uint8_t skip_days = 0;         // of the stored document: bit 0 is Monday, GMT
  std::optional<Time> last_poll;
  std::optional<Time> next_poll;         // nullopt with gone: never; else at once
  bool gone = false;                     // 410: not asked again unless forced
  int errors = 0;                        // failures in a row
  std::string rhythm;                    // when it has brought news (daemon/poll/rhythm.hpp); empty: never
  int entries_shown = 0;                 // of the last document's so many are remembered
  std::optional<Time> last_news;         // when it last brought an entry
  int gaps = 0;                          // documents that shared no entry with the one before
  int hurry = 0;                         // how much sooner than usual to ask since a gap, in eighths of a halving
  bool quiet = false;                    // silent against its own rhythm
  std::string why;                       // what chose next_poll: "interval", "rhythm", "failure" …
  std::string history;                   // how the visits of the last days went (schema/history.hpp)
  std::optional<Time> host_pause;        // until when its host asked for all of its feeds to be left alone
  std::optional<Time> unpushed;          // what next_poll would be, did no hub send what is new; nullopt: none does
  std::string pushed;                    // fingerprints of what a hub has sent since the last document
  bool push_missed = false;              // a poll brought what its hub had not sent: not relied on until it sends again
  std::optional<LastDocument> document;  // nullopt: left in the store, where it was not asked for

  // A hub sends what is new, since then and for as long. Told by who subscribes, not kept here.
  std::optional<Time> pushed_since, pushed_until;
  bool operator==(const FeedState&) const = default;
};

// Where a feed can be had pushed (W3C WebSub §4): what its hubs know it by, and them, first choice first.
struct Advert {
  std::string topic;
  std::vector<std::string> hubs;  // empty: nowhere
  bool operator==(const Advert&) const = default;
};

enum class PushState {
  wanted,   // to be asked for at next_try
  asked,    // the hub has taken the request and has yet to verify it
  live,     // verified; the hub sends until lease_end
  denied,   // the hub has said no
  leaving,  // no longer wanted, and to be ended at the hub
};

// A subscription at a hub. What is secret in it shows nowhere.
struct Push {
  FeedId feed = 0;
  std::string url;  // the feed's configured address: another one is another subscription
  Advert advert;
  std::size_t hub = 0;   // of advert.hubs: which is asked, or has taken it
  std::string callback;  // URL; ends in
  std::string token;     // unguessable; its name here
  std::string secret;
  PushState state = PushState::wanted;
  std::optional<Time> since;      // first verified; nullopt: never
  std::optional<Time> lease_end;  // while live
  std::optional<Time> asked;      // when the hub took the last request; nullopt: it has been verified since
  Time next_try{};                // when there is something to do again
  int failures = 0;               // in a row
  std::string error;              // why, for people; empty: well
  std::optional<Time> last_delivery;
  std::int64_t deliveries = 0, rejected = 0;  // taken in; with a wrong signature or none

  const std::string& hub_url() const { return advert.hubs[hub]; }
};

// An entry with all that the writer needs to place it.
struct SignedEntry {
  feeds::Entry entry;
  std::vector<feeds::Key> keys;  // strongest first, not empty
  std::uint64_t revision_hash = 0;
  feeds::Signature signature;
  feeds::Sketched text;  // for sameness; empty: it has none
  std::int64_t completeness = 0;
  std::string signal;
  feeds::Status status = feeds::Status::usable;
  feeds::Key headline = 0;                // feeds::headline_key; 0: it has none
  feeds::Date embargoed = {};             // not to be shown before
  std::vector<feeds::Key> replaces = {};  // names of what it stands instead of
  bool unchanged = false;                 // to the letter as in the document before: its names alone are here
  bool maybe_older = false;               // out of an archive or from a hub: it may be older than what is stored
};

// An entry that its feed took back without a text: a tombstone.
struct Withdrawal {
  std::vector<feeds::Key> keys;
  feeds::Date when;
};

// How much of a feed is kept; 0: without end.
struct Limits {
  std::chrono::seconds age{0};
  std::int64_t count = 0;
  bool operator==(const Limits&) const = default;
};

// How a visit went.
struct Account {
  int status = 0;
  std::string error;
  std::chrono::milliseconds duration{0};
  std::int64_t bytes = 0;
  int created = 0, revised = 0;
};

// A document that was read: what it says of its feed, and how it stands.
struct Head {
  feeds::Feed feed;
  std::string format, encoding;
  std::vector<feeds::Note> notes;  // faults lived with
  Advert advert;
};

// One visit, judged: everything that one transaction has to keep.
struct PollRecord {
  FeedState state;    // as it is after the visit
  Time at;            // when the answer came; first seen of what is new
  int status = 0;     // HTTP status; 0: no answer, or a file
  std::string error;  // why it failed, for people; empty: it went well
  std::chrono::milliseconds duration{0};
  std::int64_t bytes = 0;            // off the wire
  std::shared_ptr<const Head> head;  // null: not read this time, as on most visits; the old one stays
  std::vector<SignedEntry> entries;  // oldest first; empty when unchanged
  std::uint64_t answer = 0;          // hash of the body that they came in
  std::vector<Withdrawal> withdrawn = {};
  bool pushed = false;                     // no visit: a hub sent it. Of the state only what entries teach is kept
  bool is_doubtful = false;                // it may be taken back: Changes say how the one before went
  std::optional<Account> taken_back = {};  // a doubtful one is: the visit before went like this
};

// One visit that found everything as it was: the times it moves, and how it went.
struct Confirmed {
  FeedId id = 0;
  std::optional<Time> last_poll, next_poll, unpushed, expires;
  std::string why;
  int hurry = 0;
  std::optional<Time> host_pause;
  std::string history;
  int status = 0;
  std::chrono::milliseconds duration{0};
  std::int64_t bytes = 0;
};

// A feed that is not asked before then, for its host asked for all of its feeds to be left alone.
struct Postponed {
  FeedId id = 0;
  Time until;
};

// What a record changed.
struct Changes {
  std::int64_t seq = 0;                   // the last change number of the store, after this record
  int created = 0;                        // entries never seen
  int revised = 0;                        // entries with a new revision
  int flapping = 0;                       // entries that go back and forth, left as they were
  std::optional<Time> next_release = {};  // when the next embargo ends
  bool lost_track = false;                // an unchanged entry was not there: the next document is read as if new
  std::optional<Account> before = {};     // of a doubtful visit; nullopt: there was none
};

// What is remembered of a feed once its visit is stored. A document with entries that go back and forth is looked at
// in full each time, for they are counted.
inline void settle(FeedState& state, const Changes& changes) {
  if (state.document && (changes.flapping > 0 || changes.lost_track)) state.document->digests.clear();
  if (!changes.lost_track) return;
  state.validators = {};
  state.body_hash = 0;
}

// A feed and how it fares: `feeds --json`, the pages, metrics.
struct FeedHealth {
  Subscription subscription;
  std::string moved_url;
  std::string title, home_url;
  std::optional<Time> last_poll, next_poll;
  int last_status = 0;
  std::string last_error;  // empty while well
  int errors = 0;
  bool gone = false;
  std::chrono::milliseconds duration{0};
  std::int64_t bytes = 0;
  int created = 0, revised = 0;  // at the last poll
  std::int64_t entries = 0;      // in all
  std::string format, encoding;
  std::string problems;  // those faults by kind: "bad-date 3, missing-id 1"
  std::string why;       // what chose next_poll
  std::string rhythm;    // see FeedState
  std::string history;   // see FeedState
  std::optional<Time> last_news;
  int gaps = 0;
  bool quiet = false;
  int notes = 0;     // faults lived with in the last document
  int flapping = 0;  // entries in it that go back and forth between texts, and are left alone

  // At a hub, where there is one.
  struct Pushed {
    std::string hub, topic, state;  // state: "wanted", "asked", "live", "denied"
    std::optional<Time> since, lease_end, last_delivery;
    std::int64_t deliveries = 0, rejected = 0;
    std::string error;  // empty while well
  };
  std::optional<Pushed> push;
};

struct Totals {
  std::int64_t feeds = 0, failing = 0, entries = 0, stories = 0, seq = 0;
};

// Which stories, in which order.
struct Query {
  std::vector<std::string> feeds = {};  // any of; with exactly one its copy stands as the item
  bool within_feeds = false;            // whoever asks may read those feeds alone: no copy of another is shown
  std::string category = {};            // configured on a feed that carries the story, or a tag of the copy shown
  std::string language = {};            // RFC 4647 basic range
  std::string words = {};               // a search (schema/search.hpp) in title and text of the copy shown
  std::optional<Time> since = {}, until = {};  // time in [since, until)
  std::optional<std::int64_t> after = {};      // seq > after, in order of seq, killed ones too; else newest first
  std::optional<std::int64_t> through = {};    // with `after`: seq <= through
  std::optional<feeds::Status> status = {};
  std::optional<std::int64_t> limit = {};
  std::optional<Time> now = {};  // what an embargo that ended before is shown; nullopt: only what was released
  std::string before = {};       // what Reader::stories returned for the newer page; opaque
  bool by_rank = false;          // with `words` and without `after`: what fits best first
};

}  // namespace datelined::schema
