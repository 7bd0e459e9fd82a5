// The names by which a feed's entries are known, as feeds change them.
#include "schema/later_names.hpp"

#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/later_names");

namespace {

Piece storm(std::string guid, std::string url = "https://wire.example/storm") {
  return {.guid = std::move(guid),
          .url = std::move(url),
          .title = "Storm hits the coast",
          .text = "A storm hit the coast on Monday, and thousands left their houses for the hills behind it."};
}

std::int64_t names(const Newsroom& room) {
  return Database(room.file, Access::read).number("SELECT count(*) FROM entry_key");
}

}  // namespace

TEST_CASE("a feed that makes up a guid at each visit keeps one entry and a bounded number of names") {
  Newsroom room({feed("wire")});
  for (int n = 0; n < 100; ++n) {
    room.poll("wire", {storm("guid-" + std::to_string(n))}, minute(n));
  }
  CHECK(room.stories().size() == 1);
  CHECK(names(room) < 20);
}

TEST_CASE("the first names of such an entry and the newest ones are known") {
  Newsroom room({feed("wire")});
  for (int n = 0; n < 100; ++n) {
    room.poll("wire", {storm("guid-" + std::to_string(n))}, minute(n));
  }
  // By guid alone: the address is another.
  for (const char* guid : {"guid-0", "guid-90", "guid-99"}) {
    room.poll("wire", {storm(guid, "https://wire.example/moved")}, minute(200));
  }
  CHECK(room.stories().size() == 1);
}

TEST_CASE("a name that another entry has by now stays that one's") {
  Newsroom room({feed("wire")});
  room.poll("wire", {storm("first")}, minute(0));
  for (int n = 0; n < 40; ++n) {
    room.poll("wire", {storm("guid-" + std::to_string(n))}, minute(n + 1));
  }
  Piece other = storm("guid-39", "https://wire.example/flood");
  other.title = "Parliament votes on the budget";
  other.text = "Members of parliament voted on Tuesday night, after nine hours of debate, for next year's budget.";
  room.poll("wire", {other}, minute(100));
  REQUIRE(room.stories().size() == 2);
  for (int n = 100; n < 140; ++n) {
    room.poll("wire", {storm("guid-" + std::to_string(n))}, minute(n + 1));
  }
  // By guid alone.
  other.url = "https://wire.example/moved";
  room.poll("wire", {other}, minute(200));
  CHECK(room.stories().size() == 2);
}

TEST_SUITE_END();

}  // namespace datelined::schema
