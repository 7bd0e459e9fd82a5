// What is missing between two documents of a feed, and what brings a part of one.
#include "tests/daemon/poll/judging.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace datelined::test;
using namespace std::chrono_literals;

TEST_SUITE("daemon/poll/judge") {
  TEST_CASE("a difference is merged and never replaces, and is no gap") {
    auto state = judged(fresh(), answer(200, rss(item("a", "A") + item("b", "B")), {{"etag", "\"1\""}})).state;
    const std::uint64_t whole = state.body_hash;
    auto record = judged(state, answer(226, rss(item("c", "C") + item("d", "D")), {{"etag", "\"2\""}, {"im", "feed"}}));
    CHECK(record.error == "");
    CHECK(titles(record) == Titles{"D", "C"});
    CHECK(record.state.validators.etag == "\"2\"");
    CHECK(record.state.body_hash == whole);
    CHECK(record.state.gaps == 0);
    // The whole document again shares entries with both.
    record = judged(record.state, answer(200, rss(item("d", "D") + item("a", "A"))));
    CHECK(record.state.gaps == 0);
    // To a request without validators a difference is an answer to nothing.
    CHECK(judged(fresh(), answer(226, rss(item("c", "C")))).error == "HTTP 226");
  }

  TEST_CASE("who sends no difference that can be used is asked for none, and at last for the whole document") {
    auto state = judged(fresh(), answer(200, rss(item("a", "A") + item("b", "B")), {{"etag", "\"1\""}})).state;
    const auto differs = [&](const std::string& body, std::vector<Header> headers) {
      headers.push_back({"etag", "\"2\""});
      return judged(state, answer(226, body, std::move(headers)));
    };
    const std::string news = rss(item("c", "C"));
    const schema::PollRecord useless[] = {
        differs(news, {{"im", "vcdiff"}}),
        differs("1,2c", {{"im", "diffe"}}),
        differs("", {{"im", "feed"}}),
        differs("nonsense", {}),
        differs(news, {{"im", "feed"}, {"delta-base", "\"0\""}}),
    };
    for (const schema::PollRecord& record : useless) {
      CHECK_FALSE(record.error.empty());
      CHECK(record.entries.empty());
      CHECK(record.state.validators.etag == "\"1\"");
      CHECK(record.state.document->shown == state.document->shown);
    }
    state.errors = 1;
    CHECK(differs("nonsense", {{"im", "feed"}}).state.validators == schema::Validators{});
    state.errors = 0;
    CHECK(differs(news, {{"im", "FEED, gzip"}, {"delta-base", "\"1\""}}).error == "");
  }

  TEST_CASE("a document that shares no entry with the one before is a possible gap, and hurries") {
    auto record = judged(fresh(), answer(200, rss(item("a", "A") + item("b", "B"))));
    CHECK(record.state.gaps == 0);
    record = judged(record.state, answer(200, rss(item("c", "C") + item("b", "B"))));
    CHECK(record.state.gaps == 0);
    record = judged(record.state, answer(200, rss(item("e", "E") + item("d", "D"))));
    CHECK(record.state.gaps == 1);
    CHECK(record.state.why == "gap");
    CHECK(*record.state.next_poll < now + 8min);
    // Calm visits calm it down.
    for (int visit = 0; visit < 8; ++visit)
      record = judged(record.state, answer(200, rss(item("e", "E") + item("d", "D"))));
    CHECK(record.state.why == "interval");
    CHECK(record.state.gaps == 1);

    // A page of one entry loses nothing, and neither does an empty desk.
    auto single = judged(fresh(), answer(200, rss(item("a", "A")))).state;
    CHECK(judged(single, answer(200, rss(item("b", "B")))).state.gaps == 0);
    single = judged(record.state, answer(200, rss(""))).state;
    CHECK(judged(single, answer(200, rss(item("e", "E") + item("f", "F")))).state.gaps == 1);
  }

  TEST_CASE("a document that says it is all there is has no gap before it") {
    const std::string complete = "<h:complete xmlns:h='http://purl.org/syndication/history/1.0'/>";
    const auto state = judged(fresh(), answer(200, rss(item("a", "A") + item("b", "B"), complete))).state;
    const std::string others = item("c", "C") + item("d", "D");
    CHECK(judged(state, answer(200, rss(others, complete))).state.gaps == 0);
    CHECK(judged(state, answer(200, rss(others, "<complete/>"))).state.gaps == 1);
    const auto atom = [](const std::string& id, const std::string& head) {
      return answer(200, "<feed xmlns='http://www.w3.org/2005/Atom'><title>W</title>" + head + "<entry><id>" + id +
                             "1</id></entry><entry><id>" + id + "2</id></entry></feed>");
    };
    CHECK(judged(judged(fresh(), atom("a", complete)).state, atom("b", complete)).state.gaps == 0);
    CHECK(judged(judged(fresh(), atom("a", complete)).state, atom("b", "")).state.gaps == 1);
  }

  TEST_CASE("of a long document the entries that it shares may stand behind hundreds of new ones") {
    const auto entries = [](int newest, int oldest) {
      std::string items;
      for (int i = newest; i > oldest; --i) items += item(std::to_string(i), std::to_string(i));
      return items;
    };
    const auto state = judged(fresh(), answer(200, rss(entries(400, 0)))).state;
    CHECK(judged(state, answer(200, rss(entries(700, 300)))).state.gaps == 0);
    Judged gap = judge(state, terms, feeds::Result<Fetched>(answer(200, rss(entries(900, 800)))), now, 0);
    CHECK(gap.record.state.gaps == 1);
    add_older(gap, terms, answer(200, rss(entries(800, 300))));
    CHECK(gap.older == "");
    CHECK(gap.record.state.gaps == 0);
  }

  TEST_CASE("a gap of which the archive cannot be read now is found again, and counted once") {
    const auto before = judged(fresh(), answer(200, rss(item("b", "B") + item("a", "A")), {{"etag", "\"1\""}})).state;
    const auto answered = answer(200, rss(item("f", "F") + item("e", "E")), {{"etag", "\"2\""}});
    Judged visit = judge(before, terms, feeds::Result<Fetched>(answered), now, 0);
    REQUIRE(visit.record.state.gaps == 1);
    find_gap_again(visit.record, before, visit.shown);
    CHECK(visit.record.state.validators.etag == "\"1\"");
    const std::string rhythm = visit.record.state.rhythm;

    visit = judge(visit.record.state, terms, feeds::Result<Fetched>(answered), now, 0);
    CHECK(visit.record.state.gaps == 1);
    CHECK(visit.record.state.rhythm == rhythm);
    const auto page = answer(200, rss(item("d", "D") + item("c", "C") + item("b", "B")));
    Judged filled = visit;
    add_older(filled, terms, page);
    CHECK(filled.record.state.gaps == 0);
  }

  TEST_CASE("after a gap an archive is followed back to what is known") {
    const auto look = [](const schema::FeedState& before, const std::string& head, const std::string& items) {
      return judge(before, terms, feeds::Result<Fetched>(answer(200, rss(items, head))), now, 0);
    };
    const std::string link =
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='prev-archive' href='/1.xml'/>"
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='/p2.xml'/>";
    const auto state = look(fresh(), link, item("b", "B") + item("a", "A")).record.state;
    CHECK(look(state, link, item("c", "C") + item("b", "B")).older == "");
    Judged judged = look(state, link, item("f", "F") + item("e", "E"));
    CHECK(judged.older == "http://wire.example/1.xml");
    CHECK(judged.record.state.gaps == 1);
    const auto page = [](const std::string& items) {
      return feeds::Result<Fetched>(answer(200, rss(items,
                                                    "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' "
                                                    "rel='next' href='/p3.xml'/>")));
    };
    Judged endless = judged;
    add_older(judged, terms, page(item("d", "D")));
    CHECK(judged.older == "http://wire.example/p3.xml");
    Judged cut = judged;
    add_older(judged, terms, page(item("c", "C") + item("b", "B")));
    CHECK(judged.older == "");
    CHECK(titles(judged.record) == Titles{"B", "C", "D", "E", "F"});
    CHECK(judged.record.state.gaps == 0);
    add_older(cut, terms, feeds::Problem{"x", "timed out"});
    CHECK(cut.older == "");
    CHECK(cut.record.state.gaps == 1);

    // However small its pages are under way, an archive takes no more memory than there is room for.
    CHECK(endless.room == 2 * terms.max_body);
    endless.room = 10'000;
    int pages = 0;
    for (; !endless.older.empty() && pages < 100; ++pages) {
      add_older(endless, terms, page(item(std::to_string(pages), std::string(3'000, 'x'))));
    }
    CHECK(pages == 4);
    CHECK(endless.record.entries.size() == 2 + 3);
  }

  TEST_CASE("a busy wire that falls silent is quiet until it speaks again") {
    auto state = fresh();
    feeds::Time time = now;
    const auto visit = [&](int newest) {
      std::string items;
      for (int i = newest; i > newest - 10; --i) items += item(std::to_string(i), std::to_string(i));
      return judge(state, terms, feeds::Result<Fetched>(answer(200, rss(items))), time, 0).record.state;
    };
    int newest = 10;
    for (int hour = 0; hour < 24 * 7; ++hour, time += 1h) state = visit(newest++);
    CHECK_FALSE(state.quiet);
    CHECK(state.why == "interval");
    for (int hour = 0; hour < 6; ++hour, time += 1h) state = visit(newest);
    CHECK_FALSE(state.quiet);
    for (int hour = 0; hour < 18; ++hour, time += 1h) state = visit(newest);
    CHECK(state.quiet);
    state = visit(++newest);
    CHECK_FALSE(state.quiet);
  }
}
