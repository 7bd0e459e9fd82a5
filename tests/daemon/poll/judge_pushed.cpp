// What hubs send of a feed, and what its documents say of hubs.
#include "tests/daemon/poll/judging.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace datelined::test;
using namespace std::chrono_literals;

TEST_SUITE("daemon/poll/judge") {
  TEST_CASE("what a hub sends brings its entries and leaves the poll's part of the state alone") {
    schema::FeedState before = judged(fresh(), answer(200, rss(item("b", "B") + item("a", "A")),
                                                      {{"etag", "\"1\""}, {"last-modified", "noon"}}))
                                   .state;
    before.errors = 2;
    before.hurry = 3;
    before.push_missed = true;
    before.quiet = true;
    const auto record = judge_push(before, terms, answer(200, rss(item("d", "D") + item("c", "C"))), now + 1h);
    CHECK(record.pushed);
    CHECK(record.error == "");
    CHECK(titles(record) == Titles{"C", "D"});
    CHECK_FALSE(record.head);
    CHECK(record.state.validators == before.validators);
    CHECK(record.state.body_hash == before.body_hash);
    CHECK(record.state.last_poll == before.last_poll);
    CHECK(record.state.next_poll == before.next_poll);
    CHECK(record.state.document->shown == before.document->shown);
    CHECK(record.state.errors == 2);
    CHECK(record.state.hurry == 3);
    CHECK(record.state.gaps == 0);
    CHECK(record.state.last_news == now + 1h);
    CHECK(record.state.rhythm != before.rhythm);
    CHECK_FALSE(record.state.push_missed);
    CHECK_FALSE(record.state.quiet);
    // Once more: it is nothing new.
    const auto again = judge_push(record.state, terms, answer(200, rss(item("d", "D"))), now + 2h);
    CHECK(again.state.last_news == now + 1h);
    CHECK(again.state.rhythm == record.state.rhythm);
  }

  TEST_CASE("what a hub sends may be compressed, the poll's own document, or no feed at all") {
    const std::string document = rss(item("a", "A"));
    const schema::FeedState before = judged(fresh(), answer(200, document)).state;
    const auto same = judge_push(before, terms, answer(200, document), now);
    CHECK(same.error == "");
    CHECK(same.entries.empty());
    for (const char* body : {"", "<!doctype html><p>hub</p>", "nonsense"}) {
      const auto record = judge_push(before, terms, answer(200, body), now);
      CHECK_FALSE(record.error.empty());
      CHECK(record.entries.empty());
      CHECK(record.state.document->shown == before.document->shown);
    }
    CHECK_FALSE(judge_push(before, terms, answer(200, "x", {{"content-encoding", "gzip"}}), now).error.empty());
  }

  TEST_CASE("after a hub's delivery the next document is compared with the last document") {
    const schema::FeedState before = judged(fresh(), answer(200, rss(item("b", "B") + item("a", "A")))).state;
    schema::FeedState pushed = judge_push(before, terms, answer(200, rss(item("c", "C"))), now + 1h).state;
    pushed.pushed_since = now - 1h;
    // It shares an entry with what the hub sent, and none with what was shown: there may have been others between.
    const auto gap = judged(pushed, answer(200, rss(item("d", "D") + item("c", "C"))));
    CHECK(gap.state.gaps == 1);
    CHECK(gap.state.pushed == "");
    // Where it has sent all that is there, nothing tells that it kept anything back.
    const auto sent = judge_push(pushed, terms, answer(200, rss(item("e", "E") + item("d", "D"))), now + 1h).state;
    CHECK(judged(sent, answer(200, rss(item("e", "E") + item("d", "D")))).state.gaps == 0);
    // What came out just now is on its way.
    const auto newer = [](const std::string& date) {
      return answer(200, rss(item("f", "F", date) + item("e", "E") + item("d", "D")));
    };
    const auto just_now = judged(sent, newer("Mon, 20 Nov 2023 11:59:30 GMT")).state;
    CHECK(just_now.gaps == 0);
    CHECK_FALSE(just_now.push_missed);
    const auto long_ago = judged(sent, newer("Mon, 20 Nov 2023 11:50:00 GMT"));
    CHECK(long_ago.state.gaps == 1);
    // What the hub had sent is no news, and nothing it missed.
    const auto well = judged(pushed, answer(200, rss(item("c", "C") + item("b", "B"))));
    CHECK(well.state.gaps == 0);
    CHECK(well.state.rhythm == pushed.rhythm);
    CHECK_FALSE(well.state.push_missed);
    // What it had not sent tells of the hub, unless it came before there was a subscription.
    CHECK(judged(pushed, answer(200, rss(item("d", "D") + item("b", "B")))).state.push_missed);
    pushed.pushed_since = now + 1h;
    CHECK_FALSE(judged(pushed, answer(200, rss(item("d", "D") + item("b", "B")))).state.push_missed);
  }

  TEST_CASE("a document says whether its feed can be had pushed") {
    const auto record = judged(fresh(), answer(200, rss(""), {{"link", "<https://hub.example/>; rel=hub"}}));
    CHECK(record.head->advert == schema::Advert{"http://wire.example/a.xml", {"https://hub.example/"}});
    CHECK(judged(fresh(), answer(200, rss(""))).head->advert.hubs.empty());
    CHECK_FALSE(judged(known(), answer(304)).head);
  }
}
