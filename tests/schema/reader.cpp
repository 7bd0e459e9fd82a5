#include "schema/reader.hpp"

#include "schema/editor.hpp"
#include "tests/schema/newsroom.hpp"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/reader");

namespace {

Subscription feed_of(std::string name, std::string category, std::string language) {
  Subscription subscription = feed(std::move(name));
  subscription.category = std::move(category);
  subscription.language = std::move(language);
  return subscription;
}

// Reads page after page, as a client does that follows rel="next".
Titles pages(Newsroom& room, Query query) {
  Titles titles;
  Reader reader(room.file);
  do {
    std::int64_t taken = 0;
    query.before = reader.stories(query, [&](const feeds::Story& story) {
      titles.push_back(story.entry.title);
      ++taken;
    });
    CHECK(taken <= *query.limit);
  } while (!query.before.empty());
  return titles;
}

}  // namespace

TEST_CASE("an empty store has no stories and no changes") {
  Newsroom room({});
  CHECK(room.stories().empty());
  CHECK(Reader(room.file).last_change() == 0);
  CHECK(Reader(room.file).last_update() == std::nullopt);
  CHECK(Reader(room.file).feeds().empty());
}

TEST_CASE("stories come newest first, by change when asked after one") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Old", .published = minute(-50)}, {.guid = "2", .title = "Newer"}},
            minute(0));
  room.poll("agency", {{.guid = "3", .title = "Older", .published = minute(-99)}}, minute(1));
  CHECK(room.titles() == Titles{"Newer", "Old", "Older"});
  CHECK(room.titles({.after = 0}) == Titles{"Old", "Newer", "Older"});
  const std::int64_t last = Reader(room.file).last_change();
  CHECK(room.titles({.after = last - 1}) == Titles{"Older"});
  CHECK(room.titles({.after = last}).empty());
  CHECK(Reader(room.file).last_update() == minute(1));
}

TEST_CASE("pages are complete and without duplicates, whatever stories share a time") {
  Newsroom room({feed("agency"), feed("paper")});
  std::vector<Piece> pieces;
  for (int n = 0; n < 20; ++n) {
    pieces.push_back({.guid = std::to_string(n), .title = "Story " + std::to_string(n), .published = minute(-n / 7)});
  }
  room.poll("agency", pieces);
  room.poll("paper", {pieces[3], pieces[4]});
  for (const Query& query : {Query{}, Query{.feeds = {"agency"}}, Query{.after = 4}, Query{.feeds = {"paper"}},
                             Query{.feeds = {"agency"}, .after = 2}, Query{.words = "1"}}) {
    const Titles all = room.titles(query);
    for (const std::int64_t limit : {1, 3, 7, 20, 50}) {
      CAPTURE(limit);
      Query page = query;
      page.limit = limit;
      CHECK(pages(room, page) == all);
    }
  }
}

TEST_CASE("the last change is that of the stories asked for, within its bounds") {
  Newsroom room({feed("agency"), feed("paper")});
  room.poll("agency", {{.guid = "1", .title = "One"}, {.guid = "2", .title = "Two"}});
  room.poll("paper", {{.guid = "3", .title = "Three"}});
  Reader reader(room.file);
  const std::int64_t last = reader.last_change();
  CHECK(reader.last_change(Query{}) == last);
  CHECK(reader.last_change({.feeds = {"agency"}}) == last - 1);
  CHECK(reader.last_change({.after = 0, .through = last - 2}) == last - 2);
  CHECK(reader.last_change({.words = "one"}) == last - 2);
  CHECK(reader.last_change({.after = last}) == 0);
  CHECK(reader.last_change({.words = "four"}) == 0);
}

TEST_CASE("a page that ends with the last story has no next one") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "One"}, {.guid = "2", .title = "Two"}});
  Reader reader(room.file);
  const auto ignore = [](const feeds::Story&) {};
  CHECK(reader.stories({.limit = 2}, ignore) == "");
  CHECK(reader.stories({.limit = 1}, ignore) != "");
  CHECK(reader.stories({}, ignore) == "");
}

TEST_CASE("a cursor that no page gave is refused") {
  Newsroom room({feed("agency")});
  Reader reader(room.file);
  for (const char* cursor : {"x", "12x", "1.2.3", "1.", "99999999999999999999", "-", "' OR 1"}) {
    CAPTURE(cursor);
    CHECK_THROWS_AS(reader.stories({.before = cursor}, [](const feeds::Story&) {}), std::invalid_argument);
  }
}

TEST_CASE("one feed's copy stands as the item, whoever leads") {
  Newsroom room({feed("agency", 9), feed("paper")});
  const std::string address = "https://agency.example/storm";
  room.poll("agency", {{.guid = "a", .url = address, .title = "Storm", .published = minute(-9)}}, minute(0));
  room.poll("paper", {{.guid = "b", .url = address, .title = "Storm hits coast", .published = minute(-1)}}, minute(1));
  const feeds::Story lead = room.story();
  const feeds::Story copy = room.story({.feeds = {"paper"}});
  CHECK(lead.entry.title == "Storm");
  CHECK(copy.entry.title == "Storm hits coast");
  CHECK(copy.origin.name == "paper");
  CHECK(copy.first_seen == minute(1));
  CHECK(copy.time == minute(-1));
  CHECK(copy.id == lead.id);
  CHECK(copy.seq == lead.seq);
  CHECK(carriers(copy) == Titles{"agency", "paper"});
  CHECK(room.titles({.feeds = {"paper", "other"}}) == Titles{"Storm"});
  CHECK(room.titles({.feeds = {"other"}}).empty());
}

TEST_CASE("a story that one feed tells twice stands once in the feed's list") {
  Newsroom room({feed("agency"), feed("paper")});
  const auto tell = [&](std::string feed, std::string guid, int at, feeds::Status status = feeds::Status::usable) {
    room.poll(feed, {{.guid = guid, .title = "Storm " + guid, .status = status}}, minute(at));
  };
  tell("paper", "p", 0);
  tell("agency", "a", 1);
  tell("agency", "b", 2);
  {
    Editor editor(room.file, Editor::May::change);
    editor.join(editor.find("p"), editor.find("a"), minute(3));
    editor.join(editor.find("p"), editor.find("b"), minute(3));
  }
  REQUIRE(room.stories().size() == 1);
  CHECK(room.titles({.feeds = {"agency"}}) == Titles{"Storm a"});
  CHECK(room.titles({.feeds = {"agency"}, .after = 0, .status = feeds::Status::usable}) == Titles{"Storm a"});
  CHECK(room.titles({.feeds = {"agency"}, .words = "storm"}) == Titles{"Storm a"});
  // Of what is taken back the other copy is told.
  tell("agency", "a", 4, feeds::Status::killed);
  CHECK(room.titles({.feeds = {"agency"}}) == Titles{"Storm b"});
}

TEST_CASE("who reads a part of the stories hears as well that two of them have become one") {
  Newsroom room({feed_of("agency", "Asia", "ur"), feed_of("paper", "Europe", "ur"), feed_of("radio", "Africa", "sw")});
  room.poll("agency", {{.guid = "tag:agency,1", .title = "Storm"}}, minute(0));
  room.poll("paper", {{.guid = "tag:paper,1", .title = "Storm hits coast"}}, minute(1));
  const std::int64_t seen = room.poll("radio", {{.guid = "tag:radio,1", .title = "Dhoruba"}}, minute(2)).seq;
  {
    Editor editor(room.file, Editor::May::change);
    editor.join(editor.find("tag:agency,1"), editor.find("tag:paper,1"), minute(3));
  }
  const auto withdrawn = [&](Query query) {
    query.after = seen;
    query.status = feeds::Status::killed;
    Titles ids;
    for (const feeds::Story& story : room.stories(query)) ids.push_back(story.id);
    return ids;
  };
  const Titles one = {"tag:paper,1"};
  CHECK(withdrawn({}) == one);
  CHECK(withdrawn({.feeds = {"paper"}}) == one);
  CHECK(withdrawn({.feeds = {"paper", "radio"}}) == one);
  CHECK(withdrawn({.feeds = {"agency", "radio"}, .within_feeds = true}) == one);
  CHECK(withdrawn({.category = "Europe"}) == one);
  CHECK(withdrawn({.language = "ur"}) == one);
  CHECK(withdrawn({.words = "coast"}) == one);
  CHECK(withdrawn({.words = "dhoruba"}).empty());
  CHECK(room.stories({.words = "storm", .after = seen, .status = feeds::Status::usable}).size() == 1);
  CHECK(withdrawn({.feeds = {"radio"}}).empty());
  CHECK(withdrawn({.category = "Africa"}).empty());
  CHECK(room.story({.feeds = {"paper"}}).id == "tag:agency,1");
}

TEST_CASE("a kill is told to who follows a search or a tag, though it has neither their words nor the tag") {
  for (const bool indexed : {false, true}) {
    Newsroom room({feed("agency"), feed("paper")});
    Piece storm{.guid = "1", .title = "Storm", .text = "A ferry ran aground in fog.", .tags = {"Sport"}};
    room.poll("agency", {storm, {.guid = "2", .title = "Vote", .text = "Nobody won."}}, minute(0));
    storm.text = "A ferry ran aground in thick fog.";
    room.poll("agency", {storm}, minute(1));
    while (indexed && room.store->index_search()) {
    }
    const std::int64_t seen = room.store->last_change();
    room.poll("agency", {{.guid = "1", .title = "KILL", .text = "Do not use.", .status = feeds::Status::killed}},
              minute(2));
    while (indexed && room.store->index_search()) {
    }
    CHECK(room.titles({.category = "sport", .after = seen}) == Titles{"KILL"});
    CHECK(room.titles({.category = "opera", .after = seen}).empty());
    CHECK(room.titles({.words = "ferry"}).empty());
    CHECK(room.titles({.words = "opera", .after = seen}).empty());
    CHECK(room.titles({.feeds = {"paper"}, .words = "ferry", .after = seen}).empty());
    if (!indexed) continue;
    CHECK(room.titles({.words = "ferry", .after = seen}) == Titles{"KILL"});
    CHECK(room.titles({.feeds = {"agency"}, .words = "ferry", .after = seen}) == Titles{"KILL"});
  }
}

TEST_CASE("a copy that changes moves the date of its own feed's item") {
  Newsroom room({feed("agency", 9), feed("paper")});
  const std::string address = "https://agency.example/storm";
  room.poll("agency", {{.guid = "a", .url = address, .title = "Storm"}}, minute(0));
  room.poll("paper", {{.guid = "b", .url = address, .title = "Storm hits"}}, minute(1));
  room.poll("paper", {{.guid = "b", .url = address, .title = "Storm hits coast"}}, minute(2));
  CHECK(room.story({.feeds = {"paper"}}).updated == minute(2));
  CHECK(room.story({.feeds = {"agency"}}).updated == minute(0));
}

TEST_CASE("a category is one configured on a feed that carries the story, or a tag of the copy") {
  Newsroom room({feed_of("agency", "World", ""), feed_of("paper", "Sport", "")});
  const std::string address = "https://agency.example/storm";
  room.poll("agency", {{.guid = "a", .url = address, .title = "Storm"}});
  room.poll("paper", {{.guid = "b", .url = address, .title = "Storm"},
                      {.guid = "c", .title = "Match", .tags = {"Football", "Asia"}}});
  CHECK(room.titles({.category = "World"}) == Titles{"Storm"});
  CHECK(room.titles({.category = "sport"}).size() == 2);
  CHECK(room.titles({.category = "asia"}) == Titles{"Match"});
  CHECK(room.titles({.category = "Foot"}).empty());
}

TEST_CASE("who may read some feeds has a story told by the copy of theirs that is usable") {
  Newsroom room({feed("agency", 9), feed("paper"), feed("wire")});
  const std::string address = "https://agency.example/storm";
  room.poll("agency", {{.guid = "a", .url = address, .title = "Agency"}}, minute(0));
  room.poll("paper", {{.guid = "b", .url = address, .title = "Paper"}}, minute(1));
  room.poll("wire", {{.guid = "c", .url = address, .title = "Wire"}}, minute(2));
  const Query theirs{.feeds = {"paper", "wire"}, .within_feeds = true};
  CHECK(room.titles(theirs) == Titles{"Paper"});
  room.poll("paper", {{.guid = "b", .url = address, .title = "Paper", .status = feeds::Status::killed}}, minute(3));
  CHECK(room.titles({}) == Titles{"Agency"});
  CHECK(room.titles(theirs) == Titles{"Wire"});
}

TEST_CASE("who may read some feeds is told nothing of the categories of others") {
  Newsroom room({feed_of("agency", "World", ""), feed_of("paper", "Sport", ""), feed_of("wire", "Asia", "")});
  const std::string address = "https://agency.example/storm";
  for (const char* name : {"agency", "paper", "wire"}) {
    room.poll(name, {{.guid = name, .url = address, .title = "Storm"}});
  }
  const auto found = [&](std::vector<std::string> feeds, std::string category) {
    return room.titles({.feeds = std::move(feeds), .within_feeds = true, .category = std::move(category)}).size();
  };
  CHECK(found({"paper", "wire"}, "Sport") == 1);
  CHECK(found({"paper", "wire"}, "World") == 0);
  CHECK(found({"wire"}, "Asia") == 1);
  CHECK(found({"wire"}, "World") == 0);
  CHECK(room.titles({.feeds = {"wire"}, .category = "World"}).size() == 1);
}

TEST_CASE("a language is the entry's own, else the one configured, else the feed's") {
  Newsroom room({feed("agency"), feed_of("wire", "", "ur"), feed("paper")});
  room.poll("agency", {{.guid = "1", .title = "Own", .language = "zh-Hant-TW"}});
  room.poll("wire", {{.guid = "2", .title = "Configured"}, {.guid = "3", .title = "Other", .language = "en"}});
  PollRecord record = visit(room.state("paper"), {{.guid = "4", .title = "Head's"}}, minute(0));
  auto head = std::make_shared<Head>();
  head->feed.language = "en-GB";
  record.head = head;
  room.store->record(std::vector{record});
  CHECK(room.titles({.language = "zh"}) == Titles{"Own"});
  CHECK(room.titles({.language = "UR"}) == Titles{"Configured"});
  CHECK(room.titles({.language = "en"}) == Titles{"Head's", "Other"});
  CHECK(room.titles({.language = "en-GB"}) == Titles{"Head's"});
  CHECK(room.titles({.language = "fr"}).empty());
}

TEST_CASE("a search finds every word, in title or text, in whatever form it is written") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "شِنہوا: بارش", .text = "تیز بارش"},
                       {.guid = "2", .title = "Élection à Paris", .text = "Le vote de 2024"},
                       {.guid = "3", .title = "台风登陆上海", .text = "中央气象台发布预警"}});
  CHECK(room.titles({.words = "شنہوا"}).size() == 1);
  CHECK(room.titles({.words = "VOTE election"}) == Titles{"Élection à Paris"});
  CHECK(room.titles({.words = "  paris\t2024 "}) == Titles{"Élection à Paris"});
  CHECK(room.titles({.words = "paris london"}).empty());
  CHECK(room.titles({.words = "台风　预警"}) == Titles{"台风登陆上海"});
}

TEST_CASE("since is the first second of a span, until the first behind it") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "One", .published = minute(-3)},
                       {.guid = "2", .title = "Two", .published = minute(-2)},
                       {.guid = "3", .title = "Three", .published = minute(-1)}});
  CHECK(room.titles({.since = minute(-2)}) == Titles{"Three", "Two"});
  CHECK(room.titles({.until = minute(-2)}) == Titles{"One"});
  CHECK(room.titles({.since = minute(-2), .until = minute(-1)}) == Titles{"Two"});
  CHECK(room.titles({.feeds = {"agency"}, .since = minute(-2), .until = minute(-1)}) == Titles{"Two"});
}

TEST_CASE("a status is asked for by name") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Plain"},
                       {.guid = "2", .title = "Corrected", .status = feeds::Status::corrected},
                       {.guid = "3", .title = "Killed", .status = feeds::Status::killed}});
  CHECK(room.titles() == Titles{"Corrected", "Plain"});
  CHECK(room.titles({.status = feeds::Status::usable}) == Titles{"Plain"});
  CHECK(room.titles({.status = feeds::Status::corrected}) == Titles{"Corrected"});
  CHECK(room.titles({.status = feeds::Status::killed}) == Titles{"Killed"});
  CHECK(room.titles({.after = 0, .status = feeds::Status::usable}) == Titles{"Plain"});
}

TEST_CASE("a reader sees one moment of the store while it reads, and the next one afterwards") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "One"}, {.guid = "2", .title = "Two"}});
  Reader reader(room.file);
  Titles seen;
  reader.stories({.after = 0}, [&](const feeds::Story& story) {
    seen.push_back(story.entry.title);
    room.poll("agency", {{.guid = "new " + story.id, .title = "New"}});
  });
  CHECK(seen == Titles{"One", "Two"});
  CHECK(room.titles().size() == 4);
}

TEST_CASE("a reader beside a writer sees whole visits only, in the order of their numbers") {
  Newsroom room({feed("agency")});
  constexpr int visits = 60;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int n = 0; n < visits; ++n) {
      std::vector<Piece> pieces;
      for (int piece = 0; piece < 5; ++piece) {
        pieces.push_back({.guid = std::to_string(n) + '-' + std::to_string(piece), .title = "Story"});
      }
      room.poll("agency", pieces, minute(n));
    }
    done = true;
  });
  Reader reader(room.file);
  std::size_t before = 0;
  for (bool last = false; !last;) {
    last = done;
    std::set<std::int64_t> numbers;
    reader.stories({.after = 0}, [&](const feeds::Story& story) { numbers.insert(story.seq); });
    CHECK(numbers.size() % 5 == 0);
    CHECK(numbers.size() >= before);
    before = numbers.size();
  }
  writer.join();
  CHECK(before == visits * 5);
}

TEST_SUITE_END();

}  // namespace datelined::schema
