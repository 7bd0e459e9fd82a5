#include "schema/subscriptions.hpp"
#include "schema/history.hpp"
#include "schema/last_documents.hpp"
#include "schema/sqlite.hpp"

#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/subscriptions");

namespace {

// A visit that leaves something in every field that the next one needs.
PollRecord rich_visit(const FeedState& before) {
  PollRecord record = visit(before, {{.guid = "1", .title = "Rain"}}, minute(1));
  FeedState& state = record.state;
  state.moved_url = "https://new.example/feed.xml";
  state.redirect_url = "https://newer.example/feed.xml";
  state.redirects_seen = 2;
  state.validators = {.etag = "W/\"ä\x01\"", .last_modified = "Thu, 01 Jan 1970 00:00:00 GMT"};
  state.lifetime = {.max_age = std::chrono::hours(2), .expires = minute(121)};
  state.body_hash = 0xfedcba9876543210;
  state.freshness = std::chrono::minutes(90);
  state.skip_hours = 0x00ffffff;
  state.skip_days = 0x7f;
  state.next_poll = minute(16);
  state.errors = 3;
  note_visit(state.history, minute(1), true, std::chrono::milliseconds(120));
  record.status = 503;
  record.error = "503 Service Unavailable";
  record.duration = std::chrono::milliseconds(120);
  record.bytes = 4096;
  auto head = std::make_shared<Head>();
  head->feed.title = "The Agency";
  head->feed.home_page_url = "https://agency.example/";
  head->feed.language = "en";
  head->feed.extension.id = "tag:agency,2024:feed";
  head->format = "rss-2.0";
  head->encoding = "windows-1252";
  head->notes.resize(2);
  record.head = head;
  return record;
}

}  // namespace

TEST_CASE("what a visit leaves comes back at the next start, byte for byte") {
  Newsroom room({feed("agency")});
  const FeedState fresh = room.state("agency");
  CHECK(fresh.last_poll == std::nullopt);
  CHECK(fresh.next_poll == std::nullopt);
  const PollRecord left = rich_visit(fresh);
  room.store->record(std::vector{left});
  room.restart();
  room.sync({feed("agency")});

  const FeedState& state = room.state("agency");
  CHECK(state.id == fresh.id);
  CHECK(state.moved_url == left.state.moved_url);
  CHECK(state.redirect_url == left.state.redirect_url);
  CHECK(state.redirects_seen == 2);
  CHECK(state.validators == left.state.validators);
  CHECK(state.lifetime == left.state.lifetime);
  CHECK(state.body_hash == left.state.body_hash);
  CHECK(state.freshness == left.state.freshness);
  CHECK(state.skip_hours == left.state.skip_hours);
  CHECK(state.skip_days == left.state.skip_days);
  CHECK(state.last_poll == minute(1));
  CHECK(state.next_poll == minute(16));
  CHECK(state.errors == 3);
  CHECK(state.history == left.state.history);
  CHECK_FALSE(state.gone);
}

TEST_CASE("a feed's health says how its last visit went") {
  Newsroom room({feed("paper"), feed("agency")});
  room.store->record(std::vector{rich_visit(room.state("agency"))});
  const std::vector<FeedHealth> feeds = Reader(room.file).feeds();
  REQUIRE(feeds.size() == 2);
  const FeedHealth& agency = feeds[0];
  CHECK(agency.subscription.name == "agency");
  CHECK(agency.subscription.url == "https://agency.example/feed.xml");
  CHECK(agency.title == "The Agency");
  CHECK(agency.home_url == "https://agency.example/");
  CHECK(agency.last_poll == minute(1));
  CHECK(agency.next_poll == minute(16));
  CHECK(agency.last_status == 503);
  CHECK(agency.last_error == "503 Service Unavailable");
  CHECK(agency.errors == 3);
  CHECK(agency.history == rich_visit(room.state("agency")).state.history);
  CHECK(agency.duration == std::chrono::milliseconds(120));
  CHECK(agency.bytes == 4096);
  CHECK(agency.created == 1);
  CHECK(agency.entries == 1);
  CHECK(agency.format == "rss-2.0");
  CHECK(agency.encoding == "windows-1252");
  CHECK(agency.notes == 2);
  CHECK(feeds[1].subscription.name == "paper");
  CHECK(feeds[1].last_poll == std::nullopt);
  CHECK(feeds[1].entries == 0);

  const Totals totals = Reader(room.file).totals();
  CHECK(totals.feeds == 2);
  CHECK(totals.failing == 1);
  CHECK(totals.entries == 1);
  CHECK(totals.stories == 1);
}

TEST_CASE("a story names its feed as the document does, with the configured language") {
  Newsroom room({feed("agency")});
  room.store->record(std::vector{rich_visit(room.state("agency"))});
  CHECK(room.story().origin.feed.title == "The Agency");
  CHECK(room.story().origin.feed.extension.id == "tag:agency,2024:feed");
  CHECK(room.story().origin.feed.language == "en");
  Subscription agency = feed("agency");
  agency.language = "en-GB";
  agency.category = "World";
  room.sync({agency});
  CHECK(room.story().origin.feed.language == "en-GB");
  CHECK(room.story().origin.category == "World");

  // A later visit that did not read the document leaves the head as it was.
  room.poll("agency", {}, minute(2));
  CHECK(room.story().origin.feed.title == "The Agency");
}

TEST_CASE("a new URL drops what was remembered of the old one, and only that") {
  Newsroom room({feed("agency")});
  room.store->record(std::vector{rich_visit(room.state("agency"))});
  const FeedState before = room.state("agency");
  Subscription moved = feed("agency");
  moved.url = "https://agency.example/new.xml";
  room.sync({moved});

  const FeedState& after = room.state("agency");
  CHECK(after.id == before.id);
  CHECK(after.validators == Validators{});
  CHECK(after.lifetime == Lifetime{});
  CHECK(after.body_hash == 0);
  CHECK(after.moved_url == "");
  CHECK(after.next_poll == std::nullopt);
  CHECK(room.poll("agency", {{.guid = "1", .title = "Rain"}}).created == 0);
  CHECK(room.story().origin.url == "https://agency.example/new.xml");
}

TEST_CASE("a visit that found everything as it was moves its times and nothing else") {
  Newsroom room({feed("agency"), feed("other")});
  PollRecord record = visit(room.state("agency"), {}, minute(0));
  record.state.validators.etag = "\"1\"";
  record.error = "HTTP 500";
  room.store->record(std::vector{record});
  std::vector<Confirmed> times(2);
  times[0].id = room.state("agency").id;
  times[0].last_poll = minute(5);
  times[0].next_poll = minute(9);
  times[0].why = "rhythm";
  times[0].hurry = 3;
  times[0].expires = minute(120);
  times[0].status = 304;
  times[1].id = room.state("other").id;
  times[1].last_poll = minute(5);
  CHECK(room.store->record({}, times).empty());

  room.sync({feed("agency"), feed("other")});
  const FeedState& after = room.state("agency");
  CHECK(after.last_poll == minute(5));
  CHECK(after.next_poll == minute(9));
  CHECK(after.why == "rhythm");
  CHECK(after.hurry == 3);
  CHECK(after.lifetime.expires == minute(120));
  CHECK(after.validators.etag == "\"1\"");
  CHECK(Reader(room.file).feeds().front().last_error.empty());
  CHECK_FALSE(room.state("other").last_poll.has_value());
}

TEST_CASE("a feed that is to wait for its host is asked then, and no sooner than it would have been") {
  Newsroom room({feed("soon"), feed("late"), feed("gone"), feed("new")});
  std::vector<PollRecord> records;
  for (const char* name : {"soon", "late", "gone"}) records.push_back(visit(room.state(name), {}, minute(0)));
  records[0].state.next_poll = minute(5);
  records[1].state.next_poll = minute(90);
  records[2].state.next_poll.reset();
  for (PollRecord& record : records) record.state.why = "interval";
  room.store->record(records);
  std::vector<Postponed> all;
  for (const char* name : {"soon", "late", "gone", "new"}) all.push_back({room.state(name).id, minute(60)});
  room.store->record({}, {}, all);

  room.sync({feed("soon"), feed("late"), feed("gone"), feed("new")});
  CHECK(room.state("soon").next_poll == minute(60));
  CHECK(room.state("soon").why == "host");
  CHECK(room.state("soon").last_poll == minute(0));
  CHECK(room.state("late").next_poll == minute(90));
  CHECK(room.state("late").why == "interval");
  CHECK_FALSE(room.state("gone").next_poll.has_value());
  CHECK(room.state("new").next_poll == minute(60));
  CHECK_FALSE(room.state("new").last_poll.has_value());
}

// As version 10 had it: all of a visit in one row.
void take_back_to_version_10(const std::filesystem::path& file) {
  Database database(file, Access::write);
  database.run(
      "CREATE TABLE old (feed INTEGER PRIMARY KEY REFERENCES feed, moved_url, redirect_url, redirects_seen, etag,"
      " last_modified, body_hash, freshness, skip_hours, skip_days, last_poll, next_poll, gone, errors, status, error,"
      " duration, bytes, created, revised, found, rhythm, shown, last_news, gaps, hurry, quiet, why, host_pause,"
      " unpushed, pushed, push_missed, history, digests);"
      "INSERT INTO old SELECT feed, moved_url, redirect_url, redirects_seen, etag, last_modified, body_hash, freshness,"
      " skip_hours, skip_days, last_poll, next_poll, gone, errors, status, error, duration, bytes, created, revised,"
      " found, rhythm, shown, last_news, gaps, hurry, quiet, why, host_pause, unpushed, pushed, push_missed, history,"
      " digests FROM visit JOIN last_visit USING (feed) JOIN last_document USING (feed);"
      "DROP TABLE visit; DROP TABLE last_visit; DROP TABLE last_document; ALTER TABLE old RENAME TO visit; PRAGMA "
      "user_version = 10");
}

TEST_CASE("what an older version kept of a visit is known after the upgrade") {
  Newsroom room({feed("agency")});
  PollRecord left = rich_visit(room.state("agency"));
  left.state.rhythm = "1 2 3";
  left.state.entries_shown = 2;
  left.state.document = {"abcdefgh", "0123456789abcdef"};
  left.state.pushed = "ghi";
  left.state.push_missed = left.state.found = left.state.quiet = true;
  left.state.why = "failure";
  left.state.hurry = 4;
  left.state.gaps = 5;
  left.state.unpushed = minute(20);
  left.state.host_pause = minute(30);
  left.state.last_news = minute(-2);
  room.store->record(std::vector{left});
  const FeedHealth health = Reader(room.file).feeds().front();
  room.store.reset();
  take_back_to_version_10(room.file);
  room.restart();
  room.sync({feed("agency")});

  CHECK(LastDocuments(room.file).of(left.state.id) == left.state.document);
  left.state.lifetime = {};     // it was not kept
  left.state.document.reset();  // it stays in the store until it is asked for
  CHECK(room.state("agency") == left.state);
  const FeedHealth after = Reader(room.file).feeds().front();
  CHECK(after.last_status == health.last_status);
  CHECK(after.last_error == health.last_error);
  CHECK(after.duration == health.duration);
  CHECK(after.bytes == health.bytes);
  CHECK(after.created == 1);
}

TEST_CASE("a visit of an address that the feed has left meanwhile is dropped") {
  Newsroom room({feed("agency")});
  const PollRecord late = rich_visit(room.state("agency"));
  Subscription moved = feed("agency");
  moved.url = "https://agency.example/new.xml";
  room.sync({moved});
  CHECK(room.store->record(std::vector{late})[0].created == 0);
  room.sync({moved});
  CHECK(room.state("agency").validators == Validators{});
  CHECK(room.stories().empty());
}

TEST_CASE("a feed under a new name is known by its URL") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  const FeedId id = room.state("agency").id;
  Subscription renamed = feed("agency");
  renamed.name = "bureau";
  room.sync({renamed, feed("paper")});
  CHECK(room.state("bureau").id == id);
  CHECK(room.story().origin.name == "bureau");
  CHECK(Reader(room.file).feeds().size() == 2);
}

TEST_CASE("feeds are known wherever they stand in the configuration") {
  Newsroom room({feed("one"), feed("two"), feed("three"), feed("four")});
  const auto id = [&](const char* name) { return room.state(name).id; };
  const FeedId one = id("one"), two = id("two"), three = id("three"), four = id("four");
  Subscription renamed = feed("two");
  renamed.name = "second";
  room.sync({feed("one"), feed("new"), feed("four"), renamed, feed("three")});
  CHECK(id("one") == one);
  CHECK(id("second") == two);
  CHECK(id("three") == three);
  CHECK(id("four") == four);
  CHECK(id("new") > four);
  room.sync({feed("one"), renamed});
  CHECK(id("second") == two);
  CHECK(Reader(room.file).feeds().size() == 2);
}

TEST_CASE("a name that moves to another URL stays with its feed, and the URL gets a feed of its own") {
  Newsroom room({feed("agency")});
  const FeedId id = room.state("agency").id;
  Subscription second = feed("agency");
  second.name = "second";
  Subscription first = feed("agency");
  first.url = "https://elsewhere.example/feed.xml";
  room.sync({second, first});
  CHECK(room.state("agency").id == id);
  CHECK(room.state("second").id != id);
}

TEST_CASE("a feed that is no longer configured is not listed, its stories stay, and it may come back") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  const FeedId id = room.state("agency").id;
  room.sync({feed("paper")});
  CHECK(room.states.size() == 1);
  CHECK(Reader(room.file).feeds().size() == 1);
  CHECK(room.titles() == Titles{"Rain"});
  room.sync({feed("paper"), feed("agency")});
  CHECK(room.state("agency").id == id);
  CHECK(room.poll("agency", {{.guid = "1", .title = "Rain"}}).created == 0);
}

TEST_CASE("what the configuration changes in the outputs takes a number, what it leaves takes none") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}}, minute(4));
  const std::int64_t before = Reader(room.file).last_change();
  room.sync({feed("agency")});
  CHECK(Reader(room.file).last_change() == before);
  Subscription agency = feed("agency");
  agency.category = "World";
  room.sync({agency});
  CHECK(Reader(room.file).last_change() == before + 1);
  CHECK(Reader(room.file).last_update() == minute(4));
}

TEST_SUITE_END();

}  // namespace datelined::schema
