#include "schema/search.hpp"

#include "schema/search_index.hpp"
#include "tests/schema/newsroom.hpp"

#include <set>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/search");

namespace {

void fill(Newsroom& room) {
  room.poll("agency", {{.guid = "1", .title = "شِنہوا: بارش", .text = "تیز بارش ۲۰۲۴ میں"},
                       {.guid = "2", .title = "Élection à Paris", .text = "Le vote de 2024, l'U.S. et la covid-19"},
                       {.guid = "3", .title = "台风登陆上海", .text = "中央气象台发布预警，这是第2届大会"},
                       {.guid = "4", .title = "الْعَرَبِيَّةُ", .text = "كتاب عن إيران"},
                       {.guid = "5", .title = "대통령은 서울에", .text = "コンピューターの台数"},
                       {.guid = "6", .title = "ภาษาไทย", .text = "ประเทศไทยวันนี้ Paris"}});
}

void index_all(Newsroom& room) {
  while (room.store->index_search()) {
  }
}

std::set<std::string> found(Newsroom& room, std::string_view words) {
  std::set<std::string> ids;
  for (const feeds::Story& story : room.stories({.words = std::string(words)})) ids.insert(story.entry.id);
  return ids;
}

using Ids = std::set<std::string>;

struct Row {
  const char* words;
  Ids ids;
};

const std::vector<Row> rows = {
    {"شنہوا", {"1"}},
    {"2024", {"1", "2"}},
    {"۲۰۲۴", {"1", "2"}},
    {"٢٠٢٤", {"1", "2"}},
    {"بارش -شنہوا", {}},
    {"election vote", {"2"}},
    {"VOTE", {"2"}},
    {"vot", {}},
    {"vot*", {"2"}},
    {"\"vote de\"", {"2"}},
    {"\"de vote\"", {}},
    {"“de 2024”", {"2"}},
    {"\"de 20*\"", {"2"}},
    {"u.s.", {"2"}},
    {"covid-19", {"2"}},
    {"covid", {"2"}},
    {"paris", {"2", "6"}},
    {"paris -vote", {"6"}},
    {"paris -\"vote de\"", {"6"}},
    {"paris london", {}},
    {"上海", {"3"}},
    {"登陆", {"3"}},
    {"台风　预警", {"3"}},
    {"风登陆上", {"3"}},
    {"台", {"3", "5"}},
    {"海", {"3"}},
    {"陆台", {}},
    {"第2届", {"3"}},
    {"是第2届大", {"3"}},
    {"العربية", {"4"}},
    {"كتاب", {"4"}},
    {"ایران", {"4"}},
    {"대통령", {"5"}},
    {"서울", {"5"}},
    {"コンピュ", {"5"}},
    {"ｺﾝﾋﾟｭｰﾀｰ", {"5"}},
    {"ไทย", {"6"}},
    {"ประเทศ", {"6"}},
    {"' OR 1 NEAR( title: ^x", {}},
};

}  // namespace

TEST_CASE("a search finds words, phrases and beginnings in every script, indexed or not") {
  Newsroom room({feed("agency")});
  fill(room);
  for (const bool indexed : {false, true}) {
    CAPTURE(indexed);
    if (indexed) index_all(room);
    for (const Row& row : rows) {
      CAPTURE(row.words);
      CHECK(found(room, row.words) == row.ids);
    }
  }
}

TEST_CASE("what came after the index was made is found, and what a correction took away is not") {
  Newsroom room({feed("agency")});
  fill(room);
  index_all(room);
  room.poll("agency", {{.guid = "2", .title = "Élection à Lyon", .text = "Le vote"}, {.guid = "7", .title = "Lyon"}},
            minute(1));
  for (const bool indexed : {false, true}) {
    CAPTURE(indexed);
    if (indexed) index_all(room);
    CHECK(found(room, "lyon") == Ids{"2", "7"});
    CHECK(found(room, "paris") == Ids{"6"});
    CHECK(found(room, "lyon -vote") == Ids{"7"});
  }
}

TEST_CASE("the index takes up a few stories at a time and knows when it has all") {
  Newsroom room({feed("agency")});
  std::vector<Piece> pieces;
  for (int i = 0; i < 150; ++i) pieces.push_back({.guid = std::to_string(i), .title = "Word " + std::to_string(i)});
  room.poll("agency", pieces);
  CHECK(room.store->index_search());
  CHECK(found(room, "word").size() == 150);
  while (room.store->index_search()) {
  }
  CHECK_FALSE(room.store->index_search());
  CHECK(found(room, "word").size() == 150);
  Database database(room.file, Access::read);
  CHECK(database.number("SELECT count(*) FROM searched") == 150);
}

TEST_CASE("a store of another form of words is searched without its index, until it is made anew") {
  Newsroom room({feed("agency")});
  fill(room);
  index_all(room);
  Database database(room.file, Access::write);
  database.run("UPDATE search_state SET form = 1");
  CHECK(found(room, "上海") == Ids{"3"});
  index_all(room);
  CHECK(found(room, "上海") == Ids{"3"});
  CHECK(database.number("SELECT count(*) FROM searched") == 6);
}

TEST_CASE("the index is made beside a writer too") {
  Newsroom room({feed("agency")});
  fill(room);
  index_for_search(room.file, std::chrono::seconds(10));
  CHECK(Database(room.file, Access::read).number("SELECT count(*) FROM searched") == 6);
  room.poll("agency", {{.guid = "8", .title = "Rain"}}, minute(1));
  CHECK(found(room, "rain") == Ids{"8"});
}

TEST_CASE("by rank, a word in the title goes before one in the text, whatever is newer") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Harbour", .text = "a", .published = minute(-9)},
                       {.guid = "2", .title = "Weather", .text = "at the harbour it rains", .published = minute(-1)},
                       {.guid = "3", .title = "Other", .text = "nothing", .published = minute(-1)}});
  index_all(room);
  CHECK(room.titles({.words = "harbour"}) == Titles{"Weather", "Harbour"});
  CHECK(room.titles({.words = "harbour", .by_rank = true}) == Titles{"Harbour", "Weather"});
  Reader reader(room.file);
  Titles titles;
  Query query{.words = "harbour", .limit = 1, .by_rank = true};
  do {
    query.before = reader.stories(query, [&](const feeds::Story& story) { titles.push_back(story.entry.title); });
  } while (!query.before.empty());
  CHECK(titles == Titles{"Harbour", "Weather"});
}

TEST_CASE("a search combines with every other filter and order") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency",
            {{.guid = "1", .title = "Rain one", .published = minute(-3), .language = "en"},
             {.guid = "2", .title = "Rain two", .published = minute(-2), .language = "fr", .tags = {"Asia"}}});
  room.poll("paper", {{.guid = "3", .title = "Rain three", .published = minute(-1), .language = "en"}}, minute(1));
  for (const bool indexed : {false, true}) {
    CAPTURE(indexed);
    if (indexed) index_all(room);
    CHECK(room.titles({.words = "rain"}) == Titles{"Rain three", "Rain two", "Rain one"});
    CHECK(room.titles({.feeds = {"agency"}, .words = "rain"}) == Titles{"Rain two", "Rain one"});
    CHECK(room.titles({.feeds = {"agency", "paper"}, .words = "rain"}).size() == 3);
    CHECK(room.titles({.category = "asia", .words = "rain"}) == Titles{"Rain two"});
    CHECK(room.titles({.language = "en", .words = "rain"}) == Titles{"Rain three", "Rain one"});
    CHECK(room.titles({.words = "rain", .since = minute(-2)}) == Titles{"Rain three", "Rain two"});
    CHECK(room.titles({.words = "rain", .after = 0}) == Titles{"Rain one", "Rain two", "Rain three"});
    const std::int64_t last = Reader(room.file).last_change();
    CHECK(room.titles({.words = "rain", .after = last - 2, .through = last - 1}) == Titles{"Rain two"});
    CHECK(room.titles({.words = "rain", .limit = 2}) == Titles{"Rain three", "Rain two"});
  }
}

TEST_CASE("words with nothing to look for are told apart from words that are not there") {
  for (const char* words : {"", " ", "\"\"", "*", "- ", "…", "-one", "-\"one two\" -three"}) {
    CAPTURE(words);
    CHECK_FALSE(Search::read(words).has_value());
  }
  CHECK(Search::read("one \"").value().expression() == "(\"one\")");
  CHECK(Search::read("a-b -c* \"d e\"*").value().expression() == "(\"a b\" AND \"d e\") NOT (\"c\"*)");
  CHECK(Search::read("-").has_value() == false);
}

TEST_SUITE_END();

}  // namespace datelined::schema
