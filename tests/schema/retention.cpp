#include "schema/retention.hpp"

#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/retention");

namespace {

const std::string bank =
    "The central bank named its deputy governor as its next chief on Tuesday, ending months of speculation over who "
    "would lead the institution through the slowdown. She takes office in May, the finance ministry said.";

Piece story(std::string guid = "1") {
  return {.guid = std::move(guid), .title = "Bank names chief", .text = bank, .published = minute(-30)};
}

Piece kill_of(Piece piece) {
  piece.title = "KILL: Bank names chief";
  piece.text = "Do not use.";
  piece.status = feeds::Status::killed;
  piece.signal = "kill";
  return piece;
}

std::vector<Piece> reports(int count, feeds::Date published) {
  std::vector<Piece> pieces;
  for (int n = 0; n < count; ++n) {
    pieces.push_back({.guid = std::to_string(n),
                      .title = "Report " + std::to_string(n),
                      .text = bank + std::to_string(n),
                      .published = published});
  }
  return pieces;
}

}  // namespace

TEST_CASE("what is too old or too many expires with its story, and does not come back with its feed") {
  Newsroom room({feed("agency"), feed("paper")});
  std::vector<Piece> pieces = reports(6, {});
  for (int n = 0; n < 6; ++n) pieces[static_cast<std::size_t>(n)].published = minute(n - 10);
  room.poll("agency", pieces, minute(0));
  const FeedId id = room.state("agency").id;
  room.store->expire(id, {.age = std::chrono::minutes(18), .count = 0}, minute(10));
  CHECK(room.titles() == Titles{"Report 5", "Report 4", "Report 3", "Report 2"});
  room.store->expire(id, {.age = {}, .count = 2}, minute(10));
  CHECK(room.titles() == Titles{"Report 5", "Report 4"});
  CHECK(room.stories({.after = 0}).size() == 2);
  CHECK(room.stories({.feeds = {"agency"}}).size() == 2);

  CHECK(room.poll("agency", pieces, minute(20)).created == 0);
  for (Piece& piece : pieces) piece.guid = "new-" + piece.guid;
  room.poll("agency", pieces, minute(30));
  CHECK(room.titles() == Titles{"Report 5", "Report 4"});
}

TEST_CASE("a story whose lead expires is led by what is left") {
  Newsroom room({feed("agency", 5), feed("paper")});
  room.poll("agency", {story()}, minute(0));
  room.poll("paper", {story("p")}, minute(1));
  const std::string id = room.story().id;
  room.store->expire(room.state("agency").id, {.age = std::chrono::minutes(5), .count = 0}, minute(60));
  CHECK(room.story().id == id);
  CHECK(carriers(room.story()) == Titles{"paper"});
}

TEST_CASE("of entries that share a time as many are kept as are asked for, the first of the list") {
  for (const feeds::Date published : {feeds::Date(), feeds::Date(minute(-5))}) {
    Newsroom room({feed("agency")});
    room.poll("agency", reports(6, published), minute(0));
    const Titles before = room.titles();
    room.store->expire(room.state("agency").id, {.age = {}, .count = 4}, minute(10));
    CHECK(room.titles() == Titles(before.begin(), before.begin() + 4));
    room.store->expire(room.state("agency").id, {.age = {}, .count = 4}, minute(10));
    CHECK(room.titles().size() == 4);
  }
}

TEST_CASE("a story that was withdrawn stays so when what withdrew it expires, and is told to who asks what changed") {
  const Limits days{.age = std::chrono::minutes(60), .count = 0};
  const Query killed{.status = feeds::Status::killed};
  Newsroom room({feed("agency", 5), feed("paper")});
  room.poll("agency", {story()}, minute(0));
  const std::int64_t shown = room.poll("paper", {story("p")}, minute(20)).seq;
  const std::string id = room.story().id;
  room.poll("agency", {kill_of(story())}, minute(25));
  room.store->expire(room.state("agency").id, days, minute(45));
  CHECK(room.stories().empty());
  CHECK(room.story({.after = shown}).id == id);
  CHECK(room.story({.after = shown}).status == feeds::Status::killed);
  CHECK(room.story({.after = shown}).entry.title == "");
  CHECK(room.story({.after = shown}).updated == minute(25));
  CHECK(carriers(room.story({.after = shown})) == Titles{"paper"});
  CHECK(room.story({.feeds = {"agency"}, .after = shown}).id == id);
  CHECK(room.story(killed).id == id);

  SUBCASE("whatever its other copies do") {
    Piece longer = story("p");
    longer.text += " She is 51.";
    room.poll("paper", {longer}, minute(50));
    CHECK(room.stories().empty());
    room.store->expire(room.state("paper").id, days, minute(120));
    CHECK(room.stories().empty());
    CHECK(room.story({.after = shown}).id == id);
    CHECK_NOTHROW(Reader(room.file).telling(id));
  }
  SUBCASE("whoever tells it again") {
    room.sync({feed("agency", 5), feed("paper"), feed("radio", 9)});
    room.poll("radio", {story("r")}, minute(50));
    CHECK(room.stories().empty());
  }
}

TEST_CASE("a feed of which nothing is due is left alone until time, its news or its limits make something so") {
  Newsroom room({feed("agency")});
  const FeedId id = room.state("agency").id;
  Limits limits{.age = std::chrono::minutes(60), .count = 3};
  std::vector<Piece> pieces = reports(5, minute(-5));
  pieces.front().embargoed = minute(30);
  room.poll("agency", {pieces[0], pieces[1], pieces[2]}, minute(0));
  room.store->expire(id, limits, minute(1));
  {
    // Whoever writes is not disturbed by it.
    Database other(room.file, Access::write);
    const Transaction writing(other, Transaction::Kind::write);
    CHECK_NOTHROW(room.store->expire(id, limits, minute(2)));
  }
  room.store->release(minute(30));
  CHECK(room.stories().size() == 3);
  room.store->expire(id, limits, minute(30));
  CHECK(room.stories().size() == 3);
  SUBCASE("time") {
    room.store->expire(id, limits, minute(55));
    CHECK(room.stories().size() == 3);
    room.store->expire(id, limits, minute(56));
    CHECK(room.stories().empty());
  }
  SUBCASE("news") {
    room.poll("agency", pieces, minute(40));
    room.store->expire(id, limits, minute(41));
    CHECK(room.stories().size() == 3);
  }
  SUBCASE("limits") {
    limits.count = 1;
    room.store->expire(id, limits, minute(41));
    CHECK(room.stories().size() == 1);
  }
}

TEST_CASE("a name that expired and is given to a later text is news") {
  Newsroom room({feed("agency")});
  const FeedId id = room.state("agency").id;
  const Limits hour{.age = std::chrono::minutes(60), .count = 0};
  Piece warning{.guid = "north", .title = "Gale warning for the north", .text = bank, .published = minute(0)};
  room.poll("agency", {warning}, minute(1));
  warning.text += " Until noon.";
  warning.published = minute(20);
  room.poll("agency", {warning}, minute(21));
  room.store->expire(id, hour, minute(90));
  REQUIRE(room.stories().empty());

  SUBCASE("a text of its own, under a date behind all that was known of it") {
    warning.text += " Until midnight.";
    warning.published = minute(95);
    CHECK(room.poll("agency", {warning}, minute(100)).created == 1);
    room.store->expire(id, hour, minute(100));
    CHECK(room.titles() == Titles{"Gale warning for the north"});
    CHECK(room.story().time == minute(95));
    // And it is that from now on which the name stands for.
    warning.text += " It is over.";
    CHECK(room.poll("agency", {warning}, minute(110)).revised == 1);
    CHECK(room.stories().size() == 1);
  }
  SUBCASE("not one that it had before") {
    warning.published = minute(95);
    CHECK(room.poll("agency", {warning}, minute(100)).created == 0);
  }
  SUBCASE("not under a date that it had before, or without any") {
    warning.text += " Until midnight.";
    CHECK(room.poll("agency", {warning}, minute(100)).created == 0);
    warning.published.reset();
    CHECK(room.poll("agency", {warning}, minute(100)).created == 0);
  }
}

TEST_CASE("a feed that is no longer asked for is told of, so that what it brought expires as well") {
  Newsroom room({feed("agency"), feed("paper")});
  const FeedId id = room.state("agency").id;
  room.poll("agency", reports(2, minute(-5)), minute(0));
  CHECK(room.store->retired().empty());
  room.sync({feed("paper")});
  CHECK(room.store->retired() == std::vector<FeedId>{id});
  CHECK(room.stories().size() == 2);
  room.store->expire(id, {.age = std::chrono::minutes(60), .count = 0}, minute(60));
  CHECK(room.stories().empty());
}

TEST_CASE("what was held is too old as soon as it is released") {
  Newsroom room({feed("agency")});
  std::vector<Piece> pieces = reports(1, minute(-50));
  pieces.front().embargoed = minute(30);
  room.poll("agency", pieces, minute(0));
  const Limits hour{.age = std::chrono::minutes(60), .count = 0};
  room.store->expire(room.state("agency").id, hour, minute(20));
  room.store->release(minute(30));
  CHECK(room.stories().size() == 1);
  room.store->expire(room.state("agency").id, hour, minute(30));
  CHECK(room.stories().empty());
}

TEST_SUITE_END();

}  // namespace datelined::schema
