// One story told by several feeds in other words, through the store.
#include "schema/sameness.hpp"

#include "feeds/story.hpp"
#include "schema/editor.hpp"
#include "tests/schema/newsroom.hpp"

#include <map>
#include <random>
#include <set>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/sameness");

namespace {

// Words of no language, the same for the same number.
std::string sentence(unsigned number) {
  std::mt19937 random(number);
  std::string text;
  for (int word = 0; word < 14; ++word) {
    for (auto letters = 3 + random() % 6; letters > 0; --letters) text += static_cast<char>('a' + random() % 26);
    text += ' ';
  }
  return text + ". ";
}

std::string report(unsigned number, int from = 0, int to = 8) {
  std::string text;
  for (int i = from; i < to; ++i) text += sentence(number * 100 + static_cast<unsigned>(i));
  return text;
}

SignedEntry signed_with_text(const Piece& piece) {
  SignedEntry entry = sign(piece);
  entry.text = feeds::sketch(entry.entry);
  entry.signature = feeds::sign(entry.entry);
  return entry;
}

struct Desk : Newsroom {
  using Newsroom::Newsroom;
  void tell(const std::string& feed, const std::vector<Piece>& pieces, Time at) {
    PollRecord record = visit(state(feed), {}, at);
    record.head = std::make_shared<Head>();
    for (const Piece& piece : pieces) record.entries.push_back(signed_with_text(piece));
    store->record(std::vector{record});
  }
  // Which copies are one story: their guids, each story's in order.
  std::set<std::set<std::string>> told() {
    std::set<std::set<std::string>> all;
    for (const feeds::Story& story : stories()) {
      std::set<std::string> copies;
      for (const feeds::Source& source : story.sources) copies.insert(source.id);
      all.insert(copies);
    }
    return all;
  }
};

using Stories = std::set<std::set<std::string>>;

Piece piece(std::string guid, std::string title, std::string text) {
  return {.guid = std::move(guid), .title = std::move(title), .text = std::move(text)};
}

}  // namespace

TEST_CASE("a copy that is cut, under another headline and with a line before it, is the same story") {
  Desk desk({feed("agency"), feed("paper"), feed("portal")});
  desk.tell("agency", {piece("a", "Storm hits the coast", report(1)), piece("x", "Talks go on", report(2))}, minute(0));
  desk.tell("paper", {piece("b", "Thousands flee", "LISBON (Agency) - " + report(1, 0, 5))}, minute(30));
  desk.tell("portal", {piece("c", "Storm hits the coast", report(3))}, minute(40));
  CHECK(desk.told() == Stories{{"a", "b"}, {"x"}, {"c"}});
}

TEST_CASE("a page that a feed posts again under a new address is one story") {
  Desk desk({feed("paper")});
  desk.tell("paper", {{.guid = "1", .url = "https://paper.example/1", .title = "Storm", .text = report(1)}}, minute(0));
  desk.tell("paper", {{.guid = "2", .url = "https://paper.example/2", .title = "Storm", .text = report(1) + "More."}},
            minute(200));
  CHECK(desk.told() == Stories{{"1", "2"}});
}

TEST_CASE("an address that is used again for another text is another story") {
  Desk desk({feed("agency"), feed("paper")});
  const std::string address = "https://agency.example/live";
  desk.tell("agency", {{.guid = "a", .url = address, .title = "Storm", .text = report(1)}}, minute(0));
  desk.tell("paper", {{.guid = "b", .url = address, .title = "Election", .text = report(2)}}, minute(60));
  CHECK(desk.told() == Stories{{"a"}, {"b"}});
}

TEST_CASE("copies further apart than the window are two stories, and their sketches are gone") {
  Desk desk({feed("agency"), feed("paper")});
  desk.tell("agency", {piece("a", "Storm", report(1))}, minute(0));
  desk.tell("paper", {piece("b", "Flood", report(1))}, minute(5 * 24 * 60));
  CHECK(desk.told() == Stories{{"a"}, {"b"}});
  CHECK(Database(desk.file, Access::read).number("SELECT count(*) FROM sketch") == 1);
  CHECK(Database(desk.file, Access::read).number("SELECT count(*) FROM fingerprint_block") == 1);
}

TEST_CASE("an entry that proves two stories one joins them: the older keeps its id, the other points to it") {
  Desk desk({feed("one"), feed("two"), feed("three")});
  desk.tell("one", {piece("tag:one,1", "Storm hits the coast", report(1, 0, 5))}, minute(0));
  desk.tell("two", {piece("tag:two,1", "Thousands flee", report(1, 5, 10))}, minute(10));
  REQUIRE(desk.stories().size() == 2);
  const std::int64_t before = Reader(desk.file).last_change();

  desk.tell("three", {piece("tag:three,1", "Storm", report(1, 0, 10))}, minute(20));
  const feeds::Story story = desk.story();
  CHECK(story.id == "tag:one,1");
  CHECK(story.sources.size() == 3);
  std::map<std::string, feeds::Status> changed;
  for (const feeds::Story& each : desk.stories({.after = before})) changed[each.id] = each.status;
  CHECK(changed == std::map<std::string, feeds::Status>{{"tag:one,1", feeds::Status::usable},
                                                        {"tag:two,1", feeds::Status::killed}});
  CHECK(Database(desk.file, Access::read)
            .number("SELECT joined = (SELECT id FROM story WHERE atom_id = 'tag:one,1')"
                    " FROM story WHERE atom_id = 'tag:two,1'") == 1);
}

TEST_CASE("a flash that gets its text later joins the story that has it") {
  Desk desk({feed("agency"), feed("paper")});
  desk.tell("agency", {piece("flash", "Storm hits the coast", "")}, minute(0));
  desk.tell("paper", {piece("b", "Storm hits the coast", report(1))}, minute(5));
  REQUIRE(desk.stories().size() == 2);
  desk.tell("agency", {piece("flash", "Storm hits the coast", report(1))}, minute(10));
  CHECK(desk.told() == Stories{{"b", "flash"}});
}

TEST_CASE("a split survives the copy that comes next, and a join is for good") {
  Desk desk({feed("one"), feed("two"), feed("three"), feed("four")});
  desk.tell("one", {piece("tag:one,1", "Storm", report(1))}, minute(0));
  desk.tell("two", {piece("tag:two,1", "Storm", report(1))}, minute(1));
  REQUIRE(desk.stories().size() == 1);
  {
    Editor editor(desk.file, Editor::May::change);
    const std::vector<Named> copies = {editor.find("tag:two,1")};
    CHECK(editor.split(copies, minute(2)) == "tag:two,1");
    CHECK_THROWS_AS(editor.split(copies, minute(2)), std::invalid_argument);
    CHECK_THROWS_AS(editor.find("tag:nobody,1"), std::invalid_argument);
  }
  desk.tell("three", {piece("tag:three,1", "Storm", report(1))}, minute(3));
  CHECK(desk.stories().size() == 2);

  {
    Editor editor(desk.file, Editor::May::change);
    CHECK(editor.why(editor.find("tag:one,1"), editor.find("tag:two,1")).split_by_editor);
    CHECK(editor.join(editor.find("tag:two,1"), editor.find("tag:one,1"), minute(4)) == "tag:one,1");
    const Why why = editor.why(editor.find("tag:one,1"), editor.find("tag:two,1"));
    CHECK(why.one_story);
    CHECK(why.joined_by_editor);
    CHECK_FALSE(why.split_by_editor);
    CHECK(why.match.probability > 0.9);
  }
  desk.tell("four", {piece("tag:four,1", "Storm", report(1))}, minute(5));
  CHECK(desk.story().sources.size() == 4);
}

TEST_CASE("a restart in the middle changes nothing") {
  // Forty stories by five feeds, in no order, cut here and there; some come again with another text.
  struct Take {
    std::string feed;
    Piece piece;
  };
  std::vector<Take> takes;
  for (unsigned story = 0; story < 40; ++story) {
    for (unsigned copy = 0; copy < 5; ++copy) {
      const int cut = static_cast<int>((story + copy) % 4);
      const std::string guid = std::to_string(story) + '-' + std::to_string(copy);
      takes.push_back(
          {"feed" + std::to_string(copy), piece(guid, sentence(copy * 7 + story), report(story, 0, 8 - cut))});
      if (copy == 2) takes.push_back({"feed2", piece(guid, sentence(story), report(story, 1, 9))});
    }
  }
  std::shuffle(takes.begin(), takes.end(), std::mt19937(4));

  std::vector<Subscription> subscriptions;
  for (int i = 0; i < 5; ++i) subscriptions.push_back(feed("feed" + std::to_string(i)));
  Desk through(subscriptions), restarted(subscriptions);
  // A take half an hour: some leave the window before the last one comes, and old ones are purged.
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const Time at = minute(static_cast<int>(i) * 30);
    through.tell(takes[i].feed, {takes[i].piece}, at);
    if (i % 17 == 5) restarted.restart();
    restarted.tell(takes[i].feed, {takes[i].piece}, at);
  }
  CHECK(through.told() == restarted.told());
  CHECK(through.told().size() < 60);
}

TEST_CASE("a text that goes and comes back within the window is compared again") {
  Desk desk({feed("agency"), feed("paper")});
  desk.tell("agency", {piece("a", "Storm hits the coast", report(1))}, minute(0));
  desk.tell("agency", {piece("a", "Storm hits the coast", "")}, minute(1));
  desk.tell("agency", {piece("a", "Storm hits the coast", report(1))}, minute(2));
  desk.tell("paper", {piece("b", "Thousands flee", report(1, 0, 5))}, minute(3));
  CHECK(desk.told() == Stories{{"a", "b"}});
}

TEST_CASE("hundreds that get their texts late, the last one first, are found, after a restart as well") {
  Desk desk({feed("agency"), feed("paper")});
  constexpr unsigned count = 300;
  std::vector<Piece> flashes;
  for (unsigned i = 0; i < count; ++i) flashes.push_back(piece("a" + std::to_string(i), sentence(i), ""));
  // One with a text, so that the store has a row for what comes late to find its place in.
  flashes[0].text = report(0);
  desk.tell("agency", flashes, minute(0));
  for (unsigned i = count; i-- > 0;) {
    flashes[i].text = report(i);
    desk.tell("agency", {flashes[i]}, minute(1));
  }
  CHECK(Database(desk.file, Access::read).number("SELECT count(*) FROM fingerprint_block") < 10);
  CHECK(Database(desk.file, Access::read).number("SELECT min(last >= first) FROM fingerprint_block") == 1);
  desk.restart();
  std::vector<Piece> copies;
  for (unsigned i = 0; i < count; i += 7) {
    copies.push_back(piece("b" + std::to_string(i), sentence(i + 5000), report(i, 0, 5)));
  }
  desk.tell("paper", copies, minute(2));
  std::size_t pairs = 0;
  for (const auto& story : desk.told()) pairs += story.size() == 2 ? 1 : 0;
  CHECK(pairs == copies.size());
}

TEST_CASE("a copy that was alone joins when those that came later show it to be one of them") {
  Desk desk({feed("one"), feed("two"), feed("three"), feed("four")});
  // The first two have next to nothing in common; what stands between them resembles both.
  desk.tell("one", {piece("tag:one,1", "Storm", report(1, 0, 4))}, minute(0));
  desk.tell("two", {piece("tag:two,1", "Flood", report(1, 4, 8))}, minute(1));
  desk.tell("three", {piece("tag:three,1", "Storm and flood", report(1, 0, 8))}, minute(2));
  desk.tell("four", {piece("tag:four,1", "Storm and flood", report(1, 0, 8))}, minute(3));
  CHECK(desk.story().sources.size() == 4);
}

TEST_CASE("copies that come in one transaction find each other") {
  Desk desk({feed("one"), feed("two")});
  PollRecord first = visit(desk.state("one"), {}, minute(0)), second = visit(desk.state("two"), {}, minute(0));
  first.entries = {signed_with_text(piece("a", "Storm", report(1)))};
  second.entries = {signed_with_text(piece("b", "Flood", report(1)))};
  desk.store->record(std::vector{first, second});
  CHECK(desk.told() == Stories{{"a", "b"}});
}

TEST_CASE("a damaged block of fingerprints loses what stood in it, and nothing else") {
  const std::vector<std::string> damages = {
      "UPDATE fingerprint_block SET entries = x''",
      "UPDATE fingerprint_block SET entries = substr(entries, 1, 11)",
      "UPDATE fingerprint_block SET entries = substr(entries, 1, length(entries) - 30)",
      "UPDATE fingerprint_block SET entries = substr(entries, 40)",
      "UPDATE fingerprint_block SET entries = zeroblob(length(entries))",
      // An entry that is thirty thousand million behind the first; one before it in time and number; too many of all.
      "UPDATE fingerprint_block SET entries = CAST(x'7f7f7f7f7f' || substr(entries, 6) AS BLOB)",
      "UPDATE fingerprint_block SET entries = CAST(x'7f7f7f7f7f' || substr(entries, 6) AS BLOB), last = 1 << 40",
      "UPDATE fingerprint_block SET entries = CAST(entries || entries AS BLOB)",
      "UPDATE fingerprint_block SET entries = CAST(substr(entries, 1, 10) || x'ff' || substr(entries, 12) AS BLOB)",
      "UPDATE fingerprint_block SET first = first + 1000, last = last + 1000",
      "UPDATE fingerprint_block SET first = -(1 << 40)",
      "UPDATE fingerprint_block SET last = first - 1",
      "UPDATE fingerprint_block SET last = 9223372036854775807",
      "DELETE FROM fingerprint_block",
      "DELETE FROM sketch WHERE entry > 1",
      "DELETE FROM sketch",
      "UPDATE sketch SET sketch = substr(sketch, 1, 100)",
      "UPDATE sketch SET sketch = CAST(substr(sketch, 1, 5) || substr(sketch, 50) AS BLOB)",
  };
  for (const std::string& damage : damages) {
    CAPTURE(damage);
    Desk desk({feed("agency"), feed("paper")});
    desk.tell("agency", {piece("a", "Storm", report(1)), piece("x", "Talks go on", report(2))}, minute(0));
    desk.store.reset();
    Database(desk.file, Access::write).run(damage.c_str());
    desk.restart();
    // What comes then is found, and what gets another text.
    desk.tell("agency", {piece("c", "A bridge opens", report(3)), piece("x", "Talks go on", report(4))}, minute(1));
    desk.restart();
    desk.tell("paper", {piece("b", "Open at last", report(3, 0, 6)), piece("y", "No end of talks", report(4, 0, 6))},
              minute(2));
    const Stories told = desk.told();
    CHECK(told.contains({"b", "c"}));
    CHECK(told.contains({"x", "y"}));
    CHECK(told.contains({"a"}));
  }
}

// As version 7 had them: a row of fingerprints and a row of sketch an entry.
void take_back_to_version_7(const std::filesystem::path& file, const std::vector<Piece>& pieces, Time seen) {
  Database database(file, Access::write);
  database.run(
      "DROP TABLE last_visit; DROP TABLE visit; DROP TABLE last_document;"
      "CREATE TABLE visit (feed INTEGER PRIMARY KEY REFERENCES feed, moved_url, redirect_url, redirects_seen, etag,"
      " last_modified, body_hash, freshness, skip_hours, skip_days, last_poll, next_poll, gone, errors, status, error,"
      " duration, bytes, created, revised, found, rhythm, shown, last_news, gaps, hurry, quiet, why, host_pause,"
      " unpushed, pushed, push_missed);"
      "DROP TABLE later_name; DROP TABLE fingerprint_block; DROP TABLE sketch;"
      "CREATE TABLE fingerprints (entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,"
      " seen INTEGER NOT NULL, time INTEGER NOT NULL, fingerprints BLOB NOT NULL) STRICT;"
      "CREATE TABLE sketch (entry INTEGER PRIMARY KEY REFERENCES fingerprints ON DELETE CASCADE,"
      " sketch BLOB NOT NULL) STRICT; PRAGMA user_version = 7");
  Statement add(database, "INSERT INTO fingerprints VALUES (?1, ?2, ?2, ?3)");
  Statement add_sketch(database, "INSERT INTO sketch VALUES (?1, ?2)");
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const feeds::Sketched text = signed_with_text(pieces[i]).text;
    add.run(i + 1, seen, Blob{feeds::encode(text.fingerprints)});
    add_sketch.run(i + 1, Blob{text.sketch});
  }
}

TEST_CASE("what an older version kept of the window tells copies apart after the upgrade") {
  Desk desk({feed("agency"), feed("paper")});
  const std::vector<Piece> before{piece("a", "Storm hits the coast", report(1)), piece("x", "Talks go on", report(2)),
                                  piece("y", "A bridge opens", report(3))};
  desk.tell("agency", before, minute(0));
  desk.store.reset();
  take_back_to_version_7(desk.file, before, minute(0));
  desk.restart();
  desk.tell("paper", {piece("b", "Thousands flee", report(1, 0, 5)), piece("z", "Open at last", report(3, 2, 8))},
            minute(30));
  CHECK(desk.told() == Stories{{"a", "b"}, {"x"}, {"y", "z"}});
}

TEST_SUITE_END();

}  // namespace datelined::schema
