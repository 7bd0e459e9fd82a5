#include "schema/copies.hpp"

#include "schema/sqlite.hpp"
#include "tests/schema/newsroom.hpp"

#include <random>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/copies");

TEST_CASE("a story's longest copies are those of the store, however many join it") {
  const Folder folder;
  Database database(folder / "store.db", Access::write);
  database.run(
      "CREATE TABLE entry (id INTEGER PRIMARY KEY, story INTEGER, time INTEGER, completeness INTEGER);"
      "CREATE INDEX entry_story ON entry(story);"
      "CREATE TABLE sketch (entry INTEGER PRIMARY KEY, sketch BLOB)");
  Statement add(database, "INSERT INTO entry VALUES (?1, 7, 0, ?2)");
  Statement longest(database,
                    "SELECT id FROM (SELECT id, completeness FROM entry WHERE story = 7 LIMIT 64)"
                    " ORDER BY completeness DESC, id LIMIT 6");
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
    std::vector<std::int64_t> expected, kept, read;
    std::int64_t id = 0;
    for (Rows rows = longest.query(); rows.next(id);) expected.push_back(id);
    for (const Copies::Length& length : copies.longest(7)) kept.push_back(length.entry);
    Copies anew(database);
    for (const Copies::Length& length : anew.longest(7)) read.push_back(length.entry);
    REQUIRE(kept == expected);
    REQUIRE(read == expected);
  }
}

TEST_SUITE_END();

}  // namespace datelined::schema
