#include "schema/copies.hpp"

#include "schema/sqlite.hpp"
#include "tests/schema/newsroom.hpp"

#include <random>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/copies");

namespace {

std::vector<std::int64_t> entries_of(const Copies::Lengths& lengths) {
  std::vector<std::int64_t> entries;
  for (const Copies::Length& length : lengths) entries.push_back(length.entry);
  return entries;
}

}  // namespace

TEST_CASE("a story's longest copies are those of the store, however many join it") {
  const Folder folder;
  Database database(folder / "store.db", Access::write);
  database.run(
      "CREATE TABLE entry (id INTEGER PRIMARY KEY, story INTEGER, time INTEGER, completeness INTEGER);"
      "CREATE INDEX entry_story ON entry(story);"
      "CREATE TABLE sketch (entry INTEGER PRIMARY KEY, sketch BLOB)");
  Statement add(database, "INSERT INTO entry VALUES (?1, 7, 0, ?2)");
  Copies copies(database);
  std::mt19937 random(1);
  for (std::int64_t entry = 1; entry <= 100; ++entry) {
    const auto completeness = static_cast<std::int64_t>(random() % 20);
    add.run(entry, completeness);
    if (entry == 1) {
      copies.story_made(7, {entry, completeness});
    } else {
      copies.story_joined(7, {entry, completeness});
    }
    REQUIRE(entries_of(copies.longest(7)) == entries_of(Copies(database).longest(7)));
  }
}

TEST_SUITE_END();

}  // namespace datelined::schema
