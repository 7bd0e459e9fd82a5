#include "schema/entries.hpp"
#include "schema/last_documents.hpp"

#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/entries");

TEST_CASE("an entry seen for the first time is a story") {
  Newsroom room({feed("agency")});
  const Changes changes = room.poll("agency",
                                    {{.guid = "tag:agency,2024:1",
                                      .url = "https://agency.example/1",
                                      .title = "Rain",
                                      .text = "It rains.",
                                      .published = minute(-5)}},
                                    minute(0));
  CHECK(changes.created == 1);
  CHECK(changes.revised == 0);

  const feeds::Story story = room.story();
  CHECK(story.id == "tag:agency,2024:1");
  CHECK(story.entry.title == "Rain");
  CHECK(story.entry.content_text == "It rains.");
  CHECK(story.entry.url == "https://agency.example/1");
  CHECK(story.entry.date_published == minute(-5));
  CHECK(story.origin.name == "agency");
  CHECK(story.origin.url == "https://agency.example/feed.xml");
  CHECK(story.seq == changes.seq);
  CHECK(story.revision == 1);
  CHECK(story.first_seen == minute(0));
  CHECK(story.updated == minute(0));
  CHECK(story.time == minute(-5));
  REQUIRE(story.sources.size() == 1);
  CHECK(story.sources[0].feed == "agency");
  CHECK(story.sources[0].id == "tag:agency,2024:1");
  CHECK(story.sources[0].title == "Rain");
}

TEST_CASE("an unchanged entry is not written again") {
  Newsroom room({feed("agency")});
  const std::vector<Piece> pieces = {{.guid = "1", .title = "Rain", .text = "It rains."}};
  const Changes first = room.poll("agency", pieces, minute(0));
  const Changes second = room.poll("agency", pieces, minute(10));
  CHECK(second.created == 0);
  CHECK(second.revised == 0);
  CHECK(second.seq == first.seq);
  CHECK(room.story().updated == minute(0));
}

TEST_CASE("what is unchanged by its names alone is left as it is, and is nobody else's to take") {
  Newsroom room({feed("agency")});
  const Piece rain = {.guid = "1", .title = "Rain", .text = "It rains.", .published = minute(-5)};
  const Changes first = room.poll("agency", {rain}, minute(0));

  SignedEntry named;
  named.keys = sign(rain).keys;
  named.unchanged = true;
  PollRecord again = visit(room.state("agency"), {}, minute(10));
  again.entries = {named};
  CHECK(room.store->record(std::vector{again}).front().seq == first.seq);
  CHECK(room.story().entry.title == "Rain");

  // The same headline, text and date under a new name would be the entry renamed, did that not stand beside it.
  Piece twin = rain;
  twin.guid = "2";
  PollRecord beside = visit(room.state("agency"), {twin}, minute(20));
  beside.entries.push_back(named);
  CHECK(room.store->record(std::vector{beside}).front().created == 1);
  CHECK(room.store->record(std::vector{visit(room.state("agency"), {twin}, minute(30))}).front().created == 0);
}

TEST_CASE("a take that is unchanged hides what stood before it, and not what stands behind it") {
  Newsroom room({feed("agency")});
  const Piece first = {.guid = "1", .title = "Gale", .text = "A gale is near."};
  const Piece update = {.guid = "1", .title = "UPDATE 1-Gale", .text = "The gale is here."};
  const Piece correction = {.guid = "1", .title = "CORRECTED-Gale", .text = "The gale was here."};
  const Changes seen = room.poll("agency", {first, update}, minute(0));

  SignedEntry named;
  named.keys = sign(update).keys;
  named.unchanged = true;
  PollRecord again = visit(room.state("agency"), {first}, minute(10));
  again.entries.push_back(named);
  CHECK(room.store->record(std::vector{again}).front().seq == seen.seq);

  PollRecord corrected = visit(room.state("agency"), {first}, minute(20));
  corrected.entries.push_back(named);
  corrected.entries.push_back(sign(correction));
  CHECK(room.store->record(std::vector{corrected}).front().revised == 1);
  CHECK(room.story().entry.content_text == "The gale was here.");
}

TEST_CASE("an unchanged entry that is not there makes the next document be read as if it were the first") {
  Newsroom room({feed("agency")});
  SignedEntry named;
  named.keys = {4711};
  named.unchanged = true;
  PollRecord record = visit(room.state("agency"), {{.guid = "1", .title = "Rain"}}, minute(0));
  record.entries.front().keys = {4711, 4712};
  record.entries.insert(record.entries.begin(), named);
  record.state.validators.etag = "\"1\"";
  record.state.body_hash = 5;
  record.state.document = {"abcd", "01234567"};
  const Changes changes = room.store->record(std::vector{record}).front();
  CHECK(changes.lost_track);
  CHECK(changes.created == 1);

  room.sync({feed("agency")});
  CHECK(room.state("agency").validators == Validators{});
  CHECK(room.state("agency").body_hash == 0);
  CHECK(LastDocuments(room.file).of(room.state("agency").id) == LastDocument{"abcd", ""});
}

TEST_CASE("takes of one entry that stand together in a document are its revisions, once") {
  Newsroom room({feed("agency")});
  const Piece first = {.guid = "1", .title = "Gale", .text = "A gale is near."};
  const Piece update = {.guid = "1", .title = "UPDATE 1-Gale", .text = "The gale is here."};
  const Piece correction = {.guid = "1", .title = "CORRECTED-Gale", .text = "The gale was here."};

  const Changes seen_together = room.poll("agency", {first, update}, minute(0));
  CHECK(seen_together.created == 1);
  CHECK(seen_together.revised == 1);
  CHECK(room.story().revision == 2);
  CHECK(room.story().entry.content_text == "The gale is here.");

  CHECK(room.poll("agency", {first, update}, minute(10)).seq == seen_together.seq);

  CHECK(room.poll("agency", {first, update, correction}, minute(20)).revised == 1);
  CHECK(room.story().revision == 3);
  CHECK(room.story().entry.content_text == "The gale was here.");
}

TEST_CASE("a correction replaces the text, keeps the dates and takes the next number") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain", .text = "It rains.", .published = minute(-5)}}, minute(0));
  const feeds::Story before = room.story();
  const Changes changes = room.poll("agency",
                                    {{.guid = "1",
                                      .title = "CORRECTED-Snow",
                                      .text = "It snows.",
                                      .published = minute(9),
                                      .status = feeds::Status::corrected}},
                                    minute(10));
  CHECK(changes.created == 0);
  CHECK(changes.revised == 1);

  const feeds::Story after = room.story();
  CHECK(after.id == before.id);
  CHECK(after.entry.title == "CORRECTED-Snow");
  CHECK(after.status == feeds::Status::corrected);
  CHECK(after.revision == 2);
  CHECK(after.seq > before.seq);
  CHECK(after.entry.date_published == minute(-5));
  CHECK(after.first_seen == minute(0));
  CHECK(after.time == minute(-5));
  CHECK(after.updated == minute(10));
}

TEST_CASE("what comes late out of an archive or from a hub does not undo what came after it") {
  Newsroom room({feed("agency")});
  const Piece first = {.guid = "1", .title = "Ten dead", .text = "Ten people died."};
  const Piece second = {.guid = "1", .title = "Thirty dead", .text = "Thirty people died."};
  const auto dated = [](Piece piece, int modified) {
    piece.modified = minute(modified);
    return piece;
  };
  const auto late = [&](const Piece& piece, int at) {
    PollRecord record = visit(room.state("agency"), {piece}, minute(at));
    record.entries.front().maybe_older = true;
    return room.store->record(std::vector{std::move(record)}).front();
  };
  const Piece never_seen = {.guid = "1", .title = "Two dead", .text = "Two people died."};
  room.poll("agency", {dated(first, -30)}, minute(0));
  room.poll("agency", {dated(second, -10)}, minute(10));

  CHECK(late(dated(first, -30), 20).revised == 0);
  CHECK(late(dated(never_seen, -60), 21).revised == 0);
  CHECK(late(first, 22).revised == 0);  // without a date its text tells
  CHECK(room.titles() == Titles{"Thirty dead"});

  CHECK(late(dated(first, 20), 30).revised == 1);  // a wire may take a text back
  CHECK(room.titles() == Titles{"Ten dead"});
  CHECK(late(never_seen, 31).revised == 1);
  CHECK(room.titles() == Titles{"Two dead"});
  // What a visit finds is what the feed says now, whatever its date.
  CHECK(room.poll("agency", {dated(second, -10)}, minute(40)).revised == 1);
  Piece kill = dated(first, -60);
  kill.status = feeds::Status::killed;
  CHECK(late(kill, 50).revised == 1);
  CHECK(room.titles().empty());
}

TEST_CASE("every revision is kept with the time it was seen") {
  Newsroom room({feed("agency")});
  for (int n = 1; n <= 3; ++n) {
    room.poll("agency", {{.guid = "1", .title = "Take " + std::to_string(n)}}, minute(n));
  }
  CHECK(room.story().revision == 3);
  Database database(room.file, Access::read);
  Statement history(database,
                    "WITH RECURSIVE text(id, previous, seen, document) AS ("
                    " SELECT r.id, r.previous, r.seen, r.document FROM entry e JOIN revision r ON r.id = e.latest"
                    " UNION ALL SELECT r.id, r.previous, r.seen, r.document FROM text JOIN revision r"
                    " ON r.id = text.previous) SELECT seen, document FROM text");
  int n = 3;
  Time seen;
  std::string document;
  for (Rows rows = history.query(); rows.next(seen, document); --n) {
    CHECK(seen == minute(n));
    CHECK(document.find("Take " + std::to_string(n)) != std::string::npos);
  }
  CHECK(n == 0);
}

TEST_CASE("a guid that changes under the same link, or appears late, is the same entry") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.url = "https://agency.example/1", .title = "Rain"}});
  const std::string id = room.story().id;
  room.poll("agency", {{.guid = "a", .url = "https://agency.example/1", .title = "Rain"}});
  room.poll("agency", {{.guid = "b", .url = "https://agency.example/1", .title = "More rain"}});
  // Both guids have become names of it, without the link.
  room.poll("agency", {{.guid = "a", .title = "Still more rain"}});
  const feeds::Story story = room.story();
  CHECK(story.entry.title == "Still more rain");
  CHECK(story.revision == 3);
  CHECK(story.id == id);
}

TEST_CASE("equal guids in two feeds are strangers") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {{.guid = "1", .title = "Rain", .text = "It rains."}});
  room.poll("paper", {{.guid = "1", .title = "Football", .text = "A match."}});
  CHECK(room.stories().size() == 2);
  room.poll("paper", {{.guid = "1", .title = "Football", .text = "Two matches."}});
  CHECK(room.story({.feeds = {"agency"}}).entry.content_text == "It rains.");
  CHECK(room.story({.feeds = {"paper"}}).entry.content_text == "Two matches.");
}

TEST_CASE("of two texts of one entry in a document the newer counts, and the next visit changes nothing") {
  Newsroom room({feed("agency")});
  const std::vector<Piece> pieces = {{.guid = "1", .title = "Rain"}, {.guid = "1", .title = "UPDATE 1-Rain"}};
  CHECK(room.poll("agency", pieces).created == 1);
  CHECK(room.story().entry.title == "UPDATE 1-Rain");
  CHECK(room.poll("agency", pieces).revised == 0);
}

TEST_CASE("a date in the future does not pin an entry to the top") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "late", .title = "Tomorrow", .published = minute(5000)}}, minute(0));
  room.poll("agency", {{.guid = "now", .title = "Today", .published = minute(1)}}, minute(2));
  CHECK(room.titles() == Titles{"Today", "Tomorrow"});
  CHECK(room.stories()[1].time == minute(0));
}

TEST_CASE("an entry that fell off the end of its feed stays") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}}, minute(0));
  room.poll("agency", {{.guid = "2", .title = "Sun"}}, minute(1));
  CHECK(room.titles() == Titles{"Sun", "Rain"});
}

TEST_SUITE_END();

}  // namespace datelined::schema
