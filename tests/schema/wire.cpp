// What wires do with their texts: withdraw them, hold them, change them, rename them.
#include "schema/entries.hpp"
#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/wire");

namespace {

const std::string bank =
    "The central bank named its deputy governor as its next chief on Tuesday, ending months of speculation over who "
    "would lead the institution through the slowdown. She takes office in May, the finance ministry said.";
const std::string ferry =
    "A ferry with sixty passengers ran aground near the harbour mouth in thick fog early in the morning. All of them "
    "were brought ashore by fishing boats, and nobody was hurt, according to the coast guard.";

Piece story(std::string guid = "1") {
  return {.guid = std::move(guid), .title = "Bank names chief", .text = bank, .published = minute(-30)};
}

Piece kill_of(Piece piece, std::string title = "KILL: Bank names chief") {
  piece.title = std::move(title);
  piece.text = "Do not use.";
  piece.status = feeds::Status::killed;
  piece.signal = "kill";
  piece.published = minute(5);
  return piece;
}

Changes take_back(Newsroom& room, const std::string& id, feeds::Date when, Time at,
                  const std::vector<Piece>& pieces = {}) {
  PollRecord record = visit(room.state("agency"), pieces, at);
  record.withdrawn.push_back({feeds::keys_of_id(id), when});
  return room.store->record(std::vector{record}).front();
}

const Query killed{.status = feeds::Status::killed};

}  // namespace

TEST_CASE("a tombstone withdraws what it names, once") {
  Newsroom room({feed("agency")});
  const std::int64_t before = room.poll("agency", {story()}, minute(0)).seq;
  CHECK(take_back(room, "1", minute(5), minute(10)).seq == before + 1);
  CHECK(room.stories().empty());
  CHECK(room.story(killed).entry.content_text == "");
  CHECK(room.story({.after = before}).status == feeds::Status::killed);
  CHECK(room.story(killed).revision == 2);
  CHECK(take_back(room, "1", minute(5), minute(20)).seq == before + 1);
  CHECK(take_back(room, "1", {}, minute(20)).seq == before + 1);
}

TEST_CASE("what was killed comes back as a new and later revision alone") {
  Newsroom room({feed("agency")});
  room.poll("agency", {story()}, minute(0));
  take_back(room, "1", minute(5), minute(10));
  const std::int64_t dead = room.poll("agency", {story()}, minute(20)).seq;
  CHECK(room.stories().empty());

  Piece older = story();
  older.text += " He is 50.";
  older.modified = minute(1);
  CHECK(room.poll("agency", {older}, minute(30)).seq == dead);
  CHECK(room.stories().empty());

  Piece later = story();
  later.text += " She is 50.";
  later.modified = minute(35);
  room.poll("agency", {later}, minute(40));
  CHECK(room.story().status == feeds::Status::usable);
  CHECK(room.story().revision == 3);
  // The tombstone stays in the document, and has been obeyed.
  take_back(room, "1", minute(5), minute(50), {later});
  CHECK(room.stories().size() == 1);
  take_back(room, "1", minute(55), minute(60));
  CHECK(room.stories().empty());
}

TEST_CASE("a later revision that gives no date of change comes back too") {
  Newsroom room({feed("agency")});
  room.poll("agency", {story()}, minute(0));
  room.poll("agency", {kill_of(story())}, minute(10));
  CHECK(room.stories().empty());
  Piece later = story();
  later.text += " She is 50.";
  room.poll("agency", {later}, minute(20));
  CHECK(room.story().entry.title == "Bank names chief");
}

TEST_CASE("a kill for an id never seen waits for its story") {
  Newsroom room({feed("agency")});
  take_back(room, "1", minute(5), minute(10));
  CHECK(room.stories({.after = 0}).empty());
  room.poll("agency", {story(), story("2")}, minute(20));
  CHECK(room.stories().size() == 1);
  CHECK(room.stories(killed).size() == 1);
  room.restart();
  room.poll("agency", {story()}, minute(30));
  CHECK(room.stories(killed).size() == 1);
}

TEST_CASE("a story younger than the kill that came before it lives") {
  Newsroom room({feed("agency")});
  take_back(room, "1", minute(-60), minute(10));
  room.poll("agency", {story()}, minute(20));
  CHECK(room.stories().size() == 1);
}

TEST_CASE("a kill under a name of its own withdraws the story of its headline, before it or after") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {story()}, minute(0));
  Piece kill = kill_of(story("k"));
  room.poll("agency", {kill}, minute(10));
  CHECK(room.stories().empty());
  CHECK(room.stories(killed).size() == 1);
  room.poll("agency", {story(), kill}, minute(20));
  CHECK(room.stories().empty());

  room.poll("paper", {kill}, minute(10));
  room.poll("paper", {story()}, minute(20));
  room.poll("paper", {story()}, minute(30));
  CHECK(room.stories().empty());
}

TEST_CASE("a kill without a body, and one in the same document as its story") {
  Newsroom room({feed("agency")});
  Piece bare = {.guid = "1", .title = "KILL", .published = {}, .status = feeds::Status::killed, .signal = "kill"};
  room.poll("agency", {story()}, minute(0));
  room.poll("agency", {bare}, minute(10));
  CHECK(room.stories().empty());

  take_back(room, "2", minute(5), minute(20), {story("2")});
  CHECK(room.stories().empty());
}

TEST_CASE("a text that is younger than the tombstone beside it lives") {
  Newsroom room({feed("agency")});
  Piece anew = story("3");
  anew.modified = minute(8);
  take_back(room, "3", minute(5), minute(20), {anew});
  CHECK(room.stories().size() == 1);
}

TEST_CASE("the kill of a copy that does not lead takes the copy away and leaves the story") {
  Newsroom room({feed("agency", 5), feed("paper")});
  room.poll("agency", {story()}, minute(0));
  room.poll("paper", {story("p")}, minute(1));
  REQUIRE(carriers(room.story()) == Titles{"agency", "paper"});
  room.poll("paper", {kill_of(story("p"))}, minute(2));
  CHECK(carriers(room.story()) == Titles{"agency"});
  CHECK(room.stories({.feeds = {"paper"}}).empty());
}

TEST_CASE("the lead that kills its story stays the lead, short as a kill is") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {story()}, minute(0));
  room.poll("paper", {story("p")}, minute(1));
  room.poll("agency", {kill_of(story())}, minute(2));
  CHECK(room.stories().empty());
  CHECK(room.stories(killed).size() == 1);
}

TEST_CASE("an embargo is in no output before its time, and appears by itself under a number") {
  Newsroom room({feed("agency")});
  Piece held = story();
  held.embargoed = minute(60);
  const Changes changes = room.poll("agency", {held}, minute(0));
  CHECK(changes.next_release == minute(60));
  for (const Query& query :
       {Query{}, Query{.feeds = {"agency"}}, Query{.after = 0}, Query{.words = "bank"}, Query{.now = minute(59)}}) {
    CHECK(room.stories(query).empty());
  }
  // Who reads while no daemon runs goes by the clock.
  CHECK(room.stories({.now = minute(60)}).size() == 1);
  CHECK(room.stories({.status = feeds::Status::usable, .now = minute(60)}).size() == 1);

  room.restart();
  CHECK(room.store->release(minute(59)) == changes.seq);
  const std::int64_t seq = room.store->release(minute(60));
  CHECK(seq == changes.seq + 1);
  CHECK(room.store->next_release() == std::nullopt);
  CHECK(room.story({.after = changes.seq}).seq == seq);
  CHECK(room.story().status == feeds::Status::usable);
  CHECK(room.story().updated == minute(60));
  // The document still has it, with the embargo that is over.
  CHECK(room.poll("agency", {held}, minute(70)).seq == seq);
}

TEST_CASE("what is held after it was told is withdrawn until its time") {
  Newsroom room({feed("agency"), feed("paper")});
  const std::int64_t told = room.poll("agency", {story()}, minute(0)).seq;
  const std::string id = room.story().id;
  Piece held = story();
  held.title = "Embargoed: Bank names her";
  held.embargoed = minute(60);
  const std::int64_t hidden = room.poll("agency", {held}, minute(10)).seq;
  for (const Query& query : {Query{}, Query{.now = minute(59)}, Query{.feeds = {"agency"}}}) {
    CHECK(room.stories(query).empty());
  }
  for (const Query& query :
       {Query{.after = told}, Query{.after = told, .now = minute(59)}, Query{.feeds = {"agency"}, .after = told},
        Query{.after = told, .status = feeds::Status::killed}, Query{.words = "bank", .after = told}}) {
    const feeds::Story tombstone = room.story(query);
    CHECK(tombstone.id == id);
    CHECK(tombstone.status == feeds::Status::killed);
    CHECK(tombstone.entry.title == "");
    CHECK(tombstone.entry.content_text == "");
    CHECK(tombstone.sources.empty());
  }
  CHECK(room.story({.after = told, .now = minute(60)}).status == feeds::Status::usable);
  room.store->release(minute(60));
  CHECK(room.story({.after = hidden}).status == feeds::Status::usable);
  CHECK(room.story().id == id);
}

TEST_CASE("what was held from the beginning is told of to nobody, whatever becomes of its text") {
  Newsroom room({feed("agency")});
  Piece held = story();
  held.embargoed = minute(60);
  room.poll("agency", {held}, minute(0));
  held.text += " She is 51.";
  REQUIRE(room.poll("agency", {held}, minute(10)).revised == 1);
  CHECK(room.stories({.after = 0}).empty());
}

TEST_CASE("a copy under embargo leads nothing while another wire's is public") {
  Newsroom room({feed("agency", 9), feed("paper")});
  Piece held = story();
  held.url = "https://agency.example/bank";
  held.embargoed = minute(60);
  room.poll("agency", {held}, minute(0));
  Piece open = story("p");
  open.url = held.url;
  room.poll("paper", {open}, minute(5));
  CHECK(carriers(room.story()) == Titles{"paper"});
  room.store->release(minute(60));
  CHECK(carriers(room.story()) == Titles{"agency", "paper"});
}

TEST_CASE("a correction that keeps every date is seen, and what it changed is kept") {
  Newsroom room({feed("agency")});
  room.poll("agency", {story()}, minute(0));
  Piece corrected = story();
  corrected.text += " She is 51.";
  PollRecord record = visit(room.state("agency"), {corrected}, minute(10));
  record.answer = 4711;
  CHECK(room.store->record(std::vector{record})[0].revised == 1);
  CHECK(room.story().updated == minute(10));
  Database database(room.file, Access::read);
  CHECK(database.number("SELECT answer FROM revision WHERE number = 2") == 4711);
  CHECK(database.number("SELECT changed = 'text' FROM revision WHERE number = 2") == 1);
}

TEST_CASE("a late entry with an old date is a story under the next number") {
  Newsroom room({feed("agency")});
  const std::int64_t seq = room.poll("agency", {story()}, minute(0)).seq;
  Piece old = {.guid = "old", .title = "Ferry aground", .text = ferry, .published = minute(-9000)};
  room.poll("agency", {old, story()}, minute(10));
  CHECK(room.titles({.after = seq}) == Titles{"Ferry aground"});
}

TEST_CASE("a feed that flaps between two texts is damped and told so") {
  Newsroom room({feed("agency")});
  Piece one = story(), other = story();
  other.text += " She is 51.";
  std::int64_t seq = 0;
  int changes = 0;
  for (int n = 0; n < 20; ++n) {
    const Changes made = room.poll("agency", {n % 2 == 0 ? one : other}, minute(n));
    changes += made.seq != seq;
    seq = made.seq;
  }
  CHECK(changes <= 4);
  // A text that is new all the same is one.
  one.text += " He is 52.";
  CHECK(room.poll("agency", {one}, minute(30)).revised == 1);
}

TEST_CASE("a counter that nobody has named as one is left alone after a while") {
  Newsroom room({feed("agency")});
  int revised = 0;
  for (int n = 0; n < 20; ++n) {
    Piece piece = story();
    piece.text += " Zähler: " + std::to_string(n * 7);
    revised += room.poll("agency", {piece}, minute(n)).revised;
  }
  CHECK(revised <= 6);
}

TEST_CASE("a publisher that changes guids and addresses overnight brings no new story") {
  Newsroom room({feed("agency")});
  std::vector<Piece> before, after;
  for (int n = 0; n < 20; ++n) {
    Piece piece = {.guid = "old-" + std::to_string(n),
                   .url = "http://agency.example/?p=" + std::to_string(n),
                   .title = "Report " + std::to_string(n) + " from the front",
                   .text = bank + std::to_string(n),
                   .published = minute(-n)};
    before.push_back(piece);
    piece.guid = "https://new.example/id/" + std::to_string(n);
    piece.url = "https://new.example/2024/" + std::to_string(n);
    after.push_back(piece);
  }
  room.poll("agency", before, minute(0));
  const Changes changes = room.poll("agency", after, minute(600));
  CHECK(changes.created == 0);
  CHECK(room.stories().size() == 20);
  CHECK(room.poll("agency", after, minute(610)).seq == changes.seq);
}

TEST_CASE("a guid that is given to another text is another entry, and so is the first when it comes back") {
  Newsroom room({feed("agency")});
  Piece first = {
      .guid = "7", .url = "https://a.example/1", .title = "Bank names chief", .text = bank, .published = minute(-30)};
  Piece second = {.guid = "7",
                  .url = "https://a.example/2",
                  .title = "Ferry runs aground in fog",
                  .text = ferry,
                  .published = minute(0)};
  room.poll("agency", {first}, minute(0));
  CHECK(room.poll("agency", {second}, minute(10)).created == 1);
  CHECK(room.titles() == Titles{"Ferry runs aground in fog", "Bank names chief"});
  const std::int64_t seq = room.poll("agency", {second}, minute(20)).seq;
  CHECK(room.poll("agency", {first}, minute(30)).seq == seq);
  CHECK(room.poll("agency", {second}, minute(40)).seq == seq);
}

TEST_CASE("the briefings of two mornings are two stories, whatever they are called by") {
  const auto briefing = [](std::string guid, std::string url, const std::string& text, int day) {
    return Piece{.guid = std::move(guid),
                 .url = std::move(url),
                 .title = "Morning Briefing",
                 .text = text,
                 .published = minute(day * 24 * 60)};
  };
  for (const bool same_guid : {false, true}) {
    Newsroom room({feed("agency")});
    room.poll("agency", {briefing("b1", "https://a.example/b1", bank, 0)}, minute(5));
    room.poll("agency", {briefing(same_guid ? "b1" : "b2", "https://a.example/b2", ferry, 1)}, minute(1445));
    CHECK(room.stories().size() == 2);
  }
}

TEST_CASE("a correction under a guid of its own is a revision of the story of its headline") {
  Newsroom room({feed("agency")});
  room.poll("agency", {story()}, minute(0));
  Piece corrected = story("1c");
  corrected.text += " She is 51.";
  corrected.published = minute(20);
  corrected.status = feeds::Status::corrected;
  corrected.signal = "correction";
  room.poll("agency", {corrected}, minute(20));
  CHECK(room.story().revision == 2);
  CHECK(room.story().status == feeds::Status::corrected);
}

TEST_CASE("a repeat that changes nothing is no revision") {
  Newsroom room({feed("agency")});
  const std::int64_t seq = room.poll("agency", {story()}, minute(0)).seq;
  PollRecord record = visit(room.state("agency"), {story()}, minute(10));
  record.entries[0].signal = "repeat";
  record.entries[0].revision_hash = 99;
  CHECK(room.store->record(std::vector{record})[0].seq == seq);
}

TEST_SUITE_END();

}  // namespace datelined::schema
