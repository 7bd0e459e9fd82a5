#include "schema/stories.hpp"

#include "tests/schema/newsroom.hpp"

#include <set>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/stories");

namespace {

const std::string address = "https://agency.example/storm";

Piece storm(std::string guid, std::string text = "A storm.") {
  return {.guid = std::move(guid), .url = address, .title = "Storm", .text = std::move(text)};
}

}  // namespace

TEST_CASE("copies of one address in several feeds are one story that lists its sources, the lead first") {
  Newsroom room({feed("agency"), feed("paper", 5), feed("portal")});
  room.poll("agency", {storm("a")}, minute(0));
  room.poll("portal", {storm("c")}, minute(1));
  room.poll("paper", {storm("b")}, minute(2));
  const feeds::Story story = room.story();
  CHECK(carriers(story) == Titles{"paper", "agency", "portal"});
  CHECK(story.sources[0].id == "b");
  CHECK(story.sources[1].first_seen == minute(0));
}

TEST_CASE("two entries of one feed are never one story") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency",
            {{.guid = "1", .title = "Weather", .text = "Sunny."}, {.guid = "2", .title = "Weather", .text = "Sunny."}});
  CHECK(room.stories().size() == 2);
  room.poll("paper", {{.guid = "x", .title = "Weather", .text = "Sunny."}});
  CHECK(room.stories().size() == 2);
}

TEST_CASE("copies far apart in time are two stories") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {storm("a")}, minute(0));
  room.poll("paper", {storm("b")}, minute(5 * 24 * 60));
  CHECK(room.stories().size() == 2);
}

TEST_CASE("the feed of the highest priority leads, then the fullest copy, then the first") {
  Newsroom room({feed("first"), feed("full"), feed("wire", 10)});
  room.poll("first", {storm("a")}, minute(0));
  const std::string id = room.story().id;
  CHECK(room.story().origin.name == "first");
  room.poll("full", {storm("b", "A storm, told at length.")}, minute(1));
  CHECK(room.story().origin.name == "full");
  room.poll("wire", {storm("c", "Storm")}, minute(2));
  CHECK(room.story().origin.name == "wire");
  CHECK(room.story().id == id);
  CHECK(room.story().entry.content_text == "Storm");
}

TEST_CASE("another source moves a story's number, its lead's change moves its date as well") {
  Newsroom room({feed("agency", 1), feed("paper")});
  room.poll("agency", {storm("a")}, minute(0));
  const feeds::Story alone = room.story();

  room.poll("paper", {storm("b")}, minute(1));
  const feeds::Story joined = room.story();
  CHECK(joined.seq > alone.seq);
  CHECK(joined.updated == minute(0));

  room.poll("paper", {storm("b", "A storm, with detail.")}, minute(2));
  const feeds::Story beside = room.story();
  CHECK(beside.seq > joined.seq);
  CHECK(beside.updated == minute(0));

  room.poll("agency", {storm("a", "A great storm.")}, minute(3));
  const feeds::Story changed = room.story();
  CHECK(changed.seq > beside.seq);
  CHECK(changed.updated == minute(3));
}

TEST_CASE("a priority that is raised makes another copy lead, under a new number") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {storm("a")}, minute(0));
  room.poll("paper", {storm("b"), {.guid = "alone", .title = "Alone"}}, minute(1));
  const feeds::Story before = room.story({.feeds = {"agency"}});
  CHECK(carriers(before) == Titles{"agency", "paper"});
  const feeds::Story other = room.story({.words = "alone"});

  room.sync({feed("agency"), feed("paper", 3)});
  const feeds::Story after = room.story({.feeds = {"agency"}});
  CHECK(carriers(after) == Titles{"paper", "agency"});
  CHECK(after.id == before.id);
  CHECK(after.seq > before.seq);
  CHECK(room.story({.words = "alone"}).seq == other.seq);
}

TEST_CASE("a story's id is the source's own where that is a URI, else made of feed and guid") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "https://agency.example/?p=1", .title = "URL"},
                       {.guid = "4711", .title = "Number"},
                       {.url = "https://agency.example/2", .title = "No guid"}});
  CHECK(room.story({.words = "URL"}).id == "https://agency.example/?p=1");
  CHECK(room.story({.words = "Number"}).id == feeds::uuid_urn("https://agency.example/feed.xml", "4711"));
  CHECK(room.story({.words = "No"}).id == "https://agency.example/2");
}

TEST_CASE("a feed that claims another's id gets one of its own") {
  Newsroom room({feed("agency"), feed("thief")});
  room.poll("agency", {{.guid = "tag:agency,2024:1", .title = "Rain", .text = "It rains."}});
  room.poll("thief", {{.guid = "tag:agency,2024:1", .title = "Buy", .text = "Now."}});
  CHECK(room.story({.feeds = {"agency"}}).id == "tag:agency,2024:1");
  CHECK(room.story({.feeds = {"agency"}}).entry.title == "Rain");
  CHECK(room.story({.feeds = {"thief"}}).id == feeds::uuid_urn("https://thief.example/feed.xml", "tag:agency,2024:1"));
}

TEST_CASE("an id claimed in advance does not keep a story out") {
  Newsroom room({feed("agency"), feed("thief")});
  const std::string due = feeds::uuid_urn("https://agency.example/feed.xml", "7");
  room.poll("thief", {{.guid = due, .title = "Buy", .text = "Now."}});
  room.poll("agency", {{.guid = "7", .title = "Rain", .text = "It rains."}});
  const std::string id = room.story({.feeds = {"agency"}}).id;
  CHECK(id != due);
  CHECK(id.starts_with("urn:uuid:"));
}

TEST_CASE("entries that share a guid in one feed have ids of their own") {
  Newsroom room({feed("agency")});
  std::vector<PollRecord> records = {visit(room.state("agency"), {}, minute(0))};
  for (int n = 0; n < 4; ++n) {
    SignedEntry entry = sign({.guid = "0", .url = "https://agency.example/" + std::to_string(n), .title = "Rain"});
    entry.keys.erase(entry.keys.begin());
    records[0].entries.push_back(entry);
  }
  CHECK(room.store->record(records)[0].created == 4);
  std::set<std::string> ids;
  for (const feeds::Story& story : room.stories()) ids.insert(story.id);
  CHECK(ids.size() == 4);
}

TEST_CASE("numbers grow by one sequence, in the order in which visits were kept") {
  Newsroom room({feed("agency"), feed("paper")});
  const std::vector<PollRecord> records = {
      visit(room.state("agency"), {{.guid = "1", .title = "One"}, {.guid = "2", .title = "Two"}}, minute(9)),
      visit(room.state("paper"), {{.guid = "3", .title = "Three"}}, minute(3)),
      visit(room.state("paper"), {}, minute(10))};
  const std::vector<Changes> changes = room.store->record(records);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].seq < changes[1].seq);
  CHECK(changes[2].seq == changes[1].seq);
  CHECK(room.titles({.after = 0}) == Titles{"One", "Two", "Three"});

  room.restart();
  const std::int64_t before = Reader(room.file).last_change();
  CHECK(before == changes[1].seq);
  CHECK(room.poll("agency", {{.guid = "1", .title = "One, again"}}, minute(11)).seq == before + 1);
  CHECK(room.titles({.after = 0}) == Titles{"Two", "Three", "One, again"});
}

TEST_CASE("a kill withdraws the story at once and leaves a tombstone") {
  Newsroom room({feed("agency", 1), feed("paper")});
  room.poll("agency", {storm("a")}, minute(0));
  room.poll("paper", {storm("b", "A storm, told at length.")}, minute(1));
  const std::int64_t before = room.story().seq;
  const std::string id = room.story().id;
  Piece kill = storm("a", "Do not use.");
  kill.status = feeds::Status::killed;
  room.poll("agency", {kill}, minute(2));

  CHECK(room.stories().empty());
  CHECK(room.stories({.feeds = {"paper"}}).empty());
  for (const Query& query : {Query{.after = before}, Query{.status = feeds::Status::killed}}) {
    const feeds::Story tombstone = room.story(query);
    CHECK(tombstone.status == feeds::Status::killed);
    CHECK(tombstone.id == id);
    CHECK(tombstone.entry.content_text == "");
    CHECK(tombstone.seq > before);
    CHECK(tombstone.updated == minute(2));
  }

  // Nothing that others say brings it back, the one who killed it may.
  room.poll("paper", {storm("b", "The storm, at still greater length.")}, minute(3));
  room.sync({feed("agency", 1), feed("paper", 9)});
  CHECK(room.stories().empty());
  room.poll("agency", {storm("a", "The storm, after all.")}, minute(4));
  CHECK(room.story().origin.name == "paper");
}

TEST_SUITE_END();

}  // namespace datelined::schema
