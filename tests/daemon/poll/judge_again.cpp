// What stands in a document as it stood in the last one.
#include "feeds/digest.hpp"
#include "tests/daemon/poll/judging.hpp"
#include "tests/support/made_feeds.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <random>
#include <set>

using namespace datelined;
using namespace datelined::test;
using namespace std::chrono_literals;

TEST_SUITE("daemon/poll/judge") {
  TEST_CASE("an entry that stands in a document as it stood in the one before is known by its names alone") {
    for (const auto& made : {item, linked_item}) {
      const auto first = judged(fresh(), answer(200, rss(made("b", "B", "") + made("a", "A", ""))));
      const std::string next = made("c", "C", "") + made("b", "B, corrected", "") + made("a", "A", "");
      const auto second = judged(first.state, answer(200, rss(next)));
      REQUIRE(second.entries.size() == 3);
      CHECK(second.entries[0].unchanged);
      CHECK(second.entries[0].keys == first.entries[0].keys);
      CHECK_FALSE(second.entries[1].unchanged);
      CHECK(second.entries[1].revision_hash != first.entries[1].revision_hash);
      CHECK_FALSE(second.entries[2].unchanged);

      const auto third = judged(second.state, answer(200, rss(made("b", "B", "") + made("a", "A", ""))));
      CHECK_FALSE(third.entries[1].unchanged);  // back to an earlier text
    }
  }

  TEST_CASE("an entry whose names mean something else by now is looked at again") {
    const auto first = judged(fresh(), answer(200, rss(item("a", "A"))));
    const auto second = judged(first.state, answer(200, rss(item("a", "A") + item("a", "Another"))));
    CHECK_FALSE(second.entries.back().unchanged);
  }

  TEST_CASE("of a document that ends in the middle the validators are not kept, unless it comes so again") {
    const std::string whole = rss(item("b", "B") + item("a", "A"));
    const schema::FeedState before = judged(fresh(), answer(200, rss(item("a", "A")), {{"etag", "\"1\""}})).state;
    for (const std::string& cut : {whole.substr(0, whole.find("</rss")), whole.substr(0, whole.rfind("<item") + 30)}) {
      const auto first = judged(before, answer(200, cut, {{"etag", "\"2\""}}));
      CHECK(first.error == "");
      CHECK(first.state.validators == before.validators);
      const auto again = judged(first.state, answer(200, cut, {{"etag", "\"2\""}}));
      CHECK(again.state.validators.etag == "\"2\"");
      const auto then = judged(first.state, answer(200, whole, {{"etag", "\"3\""}}));
      CHECK(then.state.validators.etag == "\"3\"");
    }
    const auto json = judged(before, answer(200,
                                            R"({"version":"https://jsonfeed.org/version/1.1","title":"T","items":[)"
                                            R"({"id":"b","content_text":"B"},{"id":"c")",
                                            {{"etag", "\"2\""}}));
    CHECK(json.entries.size() == 2);
    CHECK(json.state.validators == before.validators);
  }

  TEST_CASE("where the store cannot be read the visit fails, and nothing of the last document is lost") {
    schema::FeedState before = judged(fresh(), answer(200, rss(item("a", "A")))).state;
    before.document.reset();
    Terms with_store = terms;
    with_store.documents = std::make_shared<schema::LastDocuments>("/nonexistent/store.db");
    const auto record = judge(before, with_store, answer(200, rss(item("b", "B"))), now, 0).record;
    CHECK(record.error.find("/nonexistent/store.db") != std::string::npos);
    CHECK_FALSE(record.state.document);
    CHECK(record.state.body_hash == before.body_hash);
    // The same body needs nothing of it.
    CHECK(judge(before, with_store, answer(200, rss(item("a", "A"))), now, 0).record.error == "");
  }

  TEST_CASE("what is not read again would be to the letter what it was, whatever is altered around it") {
    std::mt19937 random(1);
    const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
    std::size_t known = 0, all = 0;
    for (const test::MadeFeed& feed : test::made_feeds(48)) {
      CAPTURE(feed.name);
      std::string body = feed.bytes;
      auto state = fresh();
      std::set<std::uint64_t> before;
      for (int visit = 0; visit < 5; ++visit) {
        CAPTURE(visit);
        auto forgetful = state;
        if (forgetful.document) forgetful.document->digests.clear();
        const auto quick = judged(state, answer(200, body)), whole = judged(forgetful, answer(200, body));
        CHECK(quick.error == whole.error);
        if (whole.head) {
          CHECK(quick.state == whole.state);
          REQUIRE(quick.head);
          CHECK(quick.head->notes.size() == whole.head->notes.size());
        }
        REQUIRE(quick.entries.size() == whole.entries.size());
        std::set<std::uint64_t> digests;
        for (std::size_t i = 0; i < whole.entries.size(); ++i) {
          const schema::SignedEntry& entry = quick.entries[i];
          const std::uint64_t digest = feeds::digest(whole.entries[i].entry, whole.entries[i].keys);
          digests.insert(digest);
          REQUIRE(entry.keys == whole.entries[i].keys);
          const bool is_right =
              entry.unchanged ? before.contains(digest) : feeds::digest(entry.entry, entry.keys) == digest;
          REQUIRE(is_right);
          known += entry.unchanged ? 1 : 0;
          ++all;
        }
        if (whole.head) before = std::move(digests);
        state = quick.state;

        // A letter somewhere, and at times an entry less, or one of them twice.
        for (std::size_t at = below(body.size()), tries = 0; tries < 99; at = below(body.size()), ++tries) {
          if (!std::isalpha(static_cast<unsigned char>(body[at]))) continue;
          body[at] = static_cast<char>('a' + below(26));
          break;
        }
        const std::string name = body.find("<item") != body.npos ? "item" : "entry";
        const std::size_t begin = body.find("<" + name, below(body.size()));
        const std::size_t end = body.find("</" + name + ">", begin);
        if (end == body.npos || visit % 2 == 0) continue;
        const std::string element = body.substr(begin, end + name.size() + 3 - begin);
        visit == 1 ? body.erase(begin, element.size()) : body.insert(begin, element);
      }
    }
    CHECK(known > all / 2);
  }

  TEST_CASE("a fault in an entry is told with each document that has it") {
    const std::string faulty = linked_item("a", "A", "<pubDate>soon</pubDate>");
    const auto first = judged(fresh(), answer(200, rss(faulty)));
    const auto second = judged(first.state, answer(200, rss(linked_item("b", "B") + faulty)));
    CHECK(second.entries.front().unchanged);
    REQUIRE(second.head->notes.size() == 1);
    CHECK(second.head->notes.front().code == "bad-date");
  }

  TEST_CASE("an entry that loses a name to another one is read again") {
    const auto first = judged(fresh(), answer(200, rss(linked_item("a", "A"))));
    const std::string another = "<item><guid isPermaLink='false'>a</guid><link>http://wire.example/b</link></item>";
    const auto second = judged(first.state, answer(200, rss(another + linked_item("a", "A"))));
    REQUIRE(second.entries.size() == 2);
    CHECK_FALSE(second.entries.front().unchanged);
    CHECK(second.entries.front().entry.title == "A");
    // And where it gets it back.
    const auto third = judged(second.state, answer(200, rss(linked_item("a", "A"))));
    CHECK(third.entries.front().keys == first.entries.front().keys);
    CHECK_FALSE(third.entries.front().unchanged);
  }
}
