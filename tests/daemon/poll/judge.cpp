#include "tests/daemon/poll/judging.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace datelined::test;
using namespace std::chrono_literals;

TEST_SUITE("daemon/poll/judge") {
  TEST_CASE("a good document brings its head, its entries and its validators") {
    const auto record = judged(fresh(), answer(200, rss(item("b", "B") + item("a", "A"), "<ttl>60</ttl>"),
                                               {{"etag", "W/\"2\""}, {"last-modified", "noon"}}));
    CHECK(record.error == "");
    CHECK(record.status == 200);
    CHECK(record.at == now);
    REQUIRE(record.head);
    CHECK(record.head->feed.title == "Wire");
    CHECK(record.head->format == "rss-2.0");
    CHECK(titles(record) == Titles{"A", "B"});
    for (const auto& entry : record.entries) {
      CHECK_FALSE(entry.keys.empty());
      CHECK(entry.revision_hash != 0);
    }
    CHECK(record.state.validators == schema::Validators{"W/\"2\"", "noon"});
    CHECK(record.state.freshness == 1h);
    CHECK(record.state.last_poll == now);
    CHECK(record.state.next_poll == now + 1h + 1s);
    CHECK(record.state.errors == 0);
  }

  TEST_CASE("what the document's headers said of its freshness holds after a 304, but for what that says itself") {
    using Headers = std::vector<Header>;
    const char* const two = "Mon, 20 Nov 2023 14:00:00 GMT";
    const struct {
      Headers document, not_modified;
      std::chrono::seconds wait;
    } rows[] = {
        {{{"cache-control", "max-age=7200"}}, {}, 2h},
        {{{"cache-control", "max-age=7200"}}, {{"age", "600"}}, 110min},
        {{{"cache-control", "max-age=7200"}, {"age", "3600"}}, {}, 2h},
        {{{"cache-control", "max-age=7200"}}, {{"cache-control", "max-age=3600"}}, 1h},
        {{{"cache-control", "max-age=7200"}}, {{"cache-control", "max-age=0"}}, 15min},
        {{{"cache-control", "max-age=7200"}}, {{"cache-control", "no-cache"}}, 15min},
        {{{"cache-control", "max-age=7200"}}, {{"cache-control", "public"}}, 15min},
        {{{"cache-control", "max-age=7200"}}, {{"expires", "0"}}, 2h},
        {{{"cache-control", "no-cache"}}, {{"expires", two}}, 15min},
        {{{"cache-control", "no-cache"}}, {{"cache-control", "max-age=7200"}}, 2h},
        {{{"expires", two}}, {}, 2h},
        {{{"expires", two}}, {{"date", "Mon, 20 Nov 2023 13:00:00 GMT"}}, 1h},
        {{{"expires", two}}, {{"date", "Mon, 20 Nov 2023 15:00:00 GMT"}}, 15min},
        {{{"expires", two}}, {{"cache-control", "public"}}, 2h},
        {{{"expires", two}}, {{"cache-control", "max-age=3600"}}, 1h},
        {{{"expires", two}}, {{"expires", "Mon, 20 Nov 2023 13:00:00 GMT"}}, 1h},
        {{{"expires", two}}, {{"expires", "0"}}, 15min},
        {{}, {{"cache-control", "max-age=7200"}}, 2h},
        {{}, {}, 15min},
    };
    for (const auto& row : rows) {
      CAPTURE(&row - rows);
      Headers document = row.document;
      document.push_back({"etag", "\"1\""});
      schema::FeedState state = judged(fresh(), answer(200, rss(item("a", "A")), document)).state;
      // What stands between is an error page's, and means nothing.
      state = judged(state, answer(500, "", {{"cache-control", "max-age=60"}, {"expires", "0"}})).state;
      state = judged(state, answer(304, "", row.not_modified)).state;
      CHECK(*state.next_poll - now - 1s == row.wait);
      CHECK(judged(state, answer(200, rss(item("a", "A")))).state.next_poll == now + 15min + 1s);
      // What a 304 said holds after the next one, but for when it was sent.
      const Fetched said = answer(304, "", row.not_modified);
      if (!said.header("age").empty() || !said.header("date").empty()) continue;
      CHECK(*judged(state, answer(304)).state.next_poll - now - 1s == row.wait);
    }
  }

  TEST_CASE("a 304 keeps the document and renews what it brings") {
    auto record = judged(known(), answer(304, "", {{"etag", "\"2\""}}));
    CHECK(record.error == "");
    CHECK_FALSE(record.head);
    CHECK(record.entries.empty());
    CHECK(record.state.validators == schema::Validators{"\"2\"", "Mon, 20 Nov 2023 08:00:00 GMT"});
    CHECK(record.state.body_hash == known().body_hash);
    CHECK(record.state.errors == 0);
    CHECK(record.state.next_poll == now + 1h + 1s);

    record = judged(fresh(), answer(304, "", {{"etag", "\"2\""}}));
    CHECK(record.error != "");
    CHECK(record.state.validators == schema::Validators{});
  }

  TEST_CASE("the same body is unchanged, and its validators are renewed") {
    const auto record = judged(known(), answer(200, rss(item("a", "A")), {{"etag", "\"3\""}}));
    CHECK(record.error == "");
    CHECK_FALSE(record.head);
    CHECK(record.entries.empty());
    CHECK(record.state.validators == schema::Validators{"\"3\"", ""});
    CHECK(record.state.freshness == 1h);
  }

  TEST_CASE("what is no good answer says why, and nothing that was known is lost") {
    const struct {
      Fetched fetched;
      const char* error;
    } rows[] = {
        {answer(503, rss(item("b", "B")), {{"etag", "\"9\""}}), "HTTP 503"},
        {answer(404), "HTTP 404"},
        {answer(204), "HTTP 204"},
        {answer(200, ""), "the answer is empty"},
        {answer(200, "<!DOCTYPE html><html><body>Parked</body></html>", {{"etag", "\"9\""}}),
         "the answer is an HTML page, not a feed"},
    };
    for (const auto& row : rows) {
      CAPTURE(row.error);
      const auto record = judged(known(), row.fetched);
      CHECK(record.error == row.error);
      CHECK(record.status == row.fetched.status);
      CHECK_FALSE(record.head);
      CHECK(record.entries.empty());
      CHECK(record.state.validators == known().validators);
      CHECK(record.state.body_hash == known().body_hash);
      CHECK(record.state.errors == 3);
      CHECK(record.state.next_poll == now + 1h + 1s);
    }
    CHECK(judged(known(), answer(200, "no feed at all")).error != "");

    const auto silent = judge(known(), terms, feeds::Problem{"x", "timed out after 30 s"}, now, 0).record;
    CHECK(silent.error == "timed out after 30 s");
    CHECK(silent.status == 0);
    CHECK(silent.state.errors == 3);
  }

  TEST_CASE("410 is the end, until a good answer comes again") {
    auto record = judged(known(), answer(410));
    CHECK(record.state.gone);
    CHECK(record.state.next_poll == std::nullopt);
    CHECK(record.error.starts_with("HTTP 410"));
    record = judged(record.state, answer(200, rss(item("b", "B"))));
    CHECK_FALSE(record.state.gone);
    CHECK(record.state.next_poll.has_value());
  }

  TEST_CASE("an ETag of * is never kept") {
    CHECK(judged(fresh(), answer(200, rss(item("a", "A")), {{"etag", "*"}})).state.validators == schema::Validators{});
  }

  TEST_CASE("entries stand oldest first, whatever their order in the document") {
    const std::string old = "Mon, 20 Nov 2023 08:00:00 GMT", young = "Mon, 20 Nov 2023 10:00:00 GMT";
    CHECK(titles(judged(fresh(), answer(200, rss(item("a", "old", old) + item("b", "young", young))))) ==
          Titles{"old", "young"});
    CHECK(titles(judged(fresh(), answer(200, rss(item("b", "young", young) + item("a", "old", old))))) ==
          Titles{"old", "young"});
    CHECK(titles(judged(fresh(), answer(200, rss(item("a", "second") + item("a", "first"))))) ==
          Titles{"first", "second"});
  }

  TEST_CASE("a wire's own label is told beside the headline, and a correction is one") {
    const auto record = judged(
        fresh(), answer(200, rss(item("a", "CORRECTED-Talks end in Geneva") + item("b", "Talks begin in Geneva"))));
    REQUIRE(record.entries.size() == 2);
    CHECK(record.entries[1].entry.title == "CORRECTED-Talks end in Geneva");
    CHECK(record.entries[1].signal == "correction");
    CHECK(record.entries[1].status == feeds::Status::corrected);
    CHECK(record.entries[0].signal == "");
    CHECK(record.entries[0].status == feeds::Status::usable);
  }

  TEST_CASE("kills, embargoes and notes for editors are read on the way in") {
    const std::string ap =
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>"
        "<title>Wire</title><id>urn:w</id><updated>2023-11-20T10:00:00Z</updated>"
        "<at:deleted-entry ref='urn:gone' when='2023-11-20T11:00:00Z'/>"
        "<at:delete-entry ref='urn:gone-too'/>"
        "<entry><id>urn:1</id><title>KILL: Bank names chief</title><updated>2023-11-20T10:00:00Z</updated></entry>"
        "<entry><id>urn:2</id><title>Rain</title><updated>2023-11-20T09:00:00Z</updated>"
        "<content type='html'>&lt;p&gt;It rains.&lt;/p&gt;&lt;p&gt;NOT FOR PUBLICATION: ring "
        "Ann&lt;/p&gt;</content></entry>"
        "</feed>";
    const auto record = judged(fresh(), answer(200, ap));
    REQUIRE(record.error == "");
    REQUIRE(record.withdrawn.size() == 2);
    CHECK(record.withdrawn[0].keys == feeds::keys_of_id("urn:gone"));
    CHECK(record.withdrawn[0].when.has_value());
    CHECK_FALSE(record.withdrawn[1].when.has_value());
    REQUIRE(record.entries.size() == 2);
    CHECK(record.entries[0].entry.content_html == "<p>It rains.</p>");
    CHECK(record.entries[1].status == feeds::Status::killed);
    CHECK(record.entries[1].entry.title == "KILL: Bank names chief");
    CHECK(record.entries[1].signal == "kill");
  }

  TEST_CASE("a permanent redirect is remembered once it has led to a good feed three times") {
    const Fetched good = [] {
      Fetched fetched = answer(200, rss(item("a", "A")));
      fetched.hops = {{301, "http://new.example/a.xml"}, {302, "http://cdn.example/a.xml"}};
      return fetched;
    }();
    auto state = fresh();
    for (int visit = 1; visit <= 2; ++visit) {
      state = judged(state, good).state;
      CHECK(state.moved_url == "");
    }
    Fetched parked = good;
    parked.body = "<html>Buy this domain</html>";
    state = judged(state, parked).state;
    for (int visit = 1; visit <= 3; ++visit) {
      CHECK(state.moved_url == "");
      state = judged(state, good).state;
    }
    CHECK(state.moved_url == "http://new.example/a.xml");
  }

  TEST_CASE("temporary redirects and a way from https down to http are never remembered") {
    for (const Hop& hop : {Hop{302, "https://new.example/"}, Hop{307, "https://new.example/"},
                           Hop{303, "https://n.example/"}, Hop{301, "http://new.example/"}}) {
      auto state = fresh();
      state.subscription.url = "https://wire.example/a.xml";
      Fetched fetched = answer(200, rss(item("a", "A")));
      fetched.hops = {hop};
      for (int visit = 0; visit < 5; ++visit) state = judged(state, fetched).state;
      CHECK(state.moved_url == "");
    }
  }

  TEST_CASE("what the document declares counts before a server's default charset, where it decodes") {
    const auto title = [](const std::string& declared, const std::string& type, const std::string& text) {
      const std::string declaration = declared.empty() ? "" : "<?xml version='1.0' encoding='" + declared + "'?>";
      const auto record =
          judged(fresh(), answer(200, declaration + "<rss><channel><title>" + text + "</title></channel></rss>",
                                 {{"content-type", type}}));
      return record.head ? record.head->feed.title : record.error;
    };
    CHECK(title("utf-8", "text/xml; charset=ISO-8859-1", "\xc5\xbdlu\xc5\xa5") == "\xc5\xbdlu\xc5\xa5");
    CHECK(title("windows-1251", "text/xml; charset=utf-8", "\xcc\xee\xf1\xea\xe2\xe0") == "Москва");
    // No declaration, a name nobody knows, and bytes that are not what it says leave it to the header.
    CHECK(title("", "text/xml; charset=windows-1251", "\xcc\xee\xf1\xea\xe2\xe0") == "Москва");
    CHECK(title("klingon", "text/xml; charset=windows-1251", "\xcc\xee\xf1\xea\xe2\xe0") == "Москва");
    CHECK(title("utf-8", "text/xml; charset=windows-1251", "\xcc\xee\xf1\xea\xe2\xe0") == "Москва");
    CHECK(title("", "text/xml; charset=iso-2022-jp", "\x1b$B5-<T\x1b(B") == "記者");
  }

  TEST_CASE("a body is judged by its bytes as they came: the same again are not even decoded") {
    auto record = judged(fresh(), answer(200, rss(item("a", "A")), {{"content-encoding", "gzip"}}));
    CHECK(record.error == "");
    CHECK(titles(record) == Titles{"A"});
    record = judged(record.state, answer(200, rss(item("a", "A")), {{"content-encoding", "gzip"}}));
    CHECK(record.entries.empty());
    // The same bytes under another charset are another document.
    record = judged(record.state, answer(200, rss(item("a", "A")), {{"content-type", "text/xml; charset=utf-16"}}));
    CHECK(record.head);

    record = judged(known(), answer(200, "\x1f\x8b cut", {{"etag", "\"bad\""}}));
    CHECK(record.error.starts_with("the body is cut short"));
    CHECK(record.state.validators == known().validators);
  }

  TEST_CASE("a page leads to the feed that it names, while none is known yet") {
    const std::string page =
        "<!doctype html><html><link rel='alternate' type='application/rss+xml' href='/b.xml'></html>";
    const auto look = [](const schema::FeedState& before, Fetched fetched) {
      return judge(before, terms, feeds::Result<Fetched>(std::move(fetched)), now, 0);
    };
    const Judged first = look(fresh(), answer(200, page));
    CHECK(first.leads_to == "http://wire.example/b.xml");
    CHECK(first.record.error != "");
    CHECK(look(known(), answer(200, page)).leads_to == "");
    CHECK(look(fresh(), answer(404, page)).leads_to == "");

    const auto there = found_at(fresh(), first.leads_to);
    CHECK(look(there, answer(200, page)).leads_to == "");
    auto state = look(there, answer(200, rss(item("a", "A")), {{"etag", "\"1\""}})).record.state;
    CHECK(state.moved_url == first.leads_to);
    // When it dies, the page is asked again; what is stored stays.
    CHECK(look(state, answer(503)).record.state.moved_url == first.leads_to);
    for (const int status : {404, 410}) {
      state = look(state, answer(status)).record.state;
      CHECK(state.moved_url == "");
      CHECK(state.validators == schema::Validators{});
      CHECK_FALSE(state.gone);
      state = found_at(state, first.leads_to);
    }
  }

  TEST_CASE("a local file is judged like an answer") {
    auto state = fresh();
    state.subscription.url = "file:///wires/a.xml";
    const auto bytes = [](std::string text) {
      return feeds::Result<std::string>(boost::system::in_place_value, std::move(text));
    };
    auto record = judge_file(state, terms, bytes(rss(item("a", "A"))), now, 0);
    CHECK(record.error == "");
    CHECK(record.status == 0);
    CHECK(titles(record) == Titles{"A"});
    CHECK(record.state.next_poll == now + 15min + 1s);

    record = judge_file(record.state, terms, bytes(rss(item("a", "A"))), now, 0);
    CHECK(record.error == "");
    CHECK(record.entries.empty());

    record = judge_file(record.state, terms, feeds::Problem{"x", "not there"}, now, 0);
    CHECK(record.error == "not there");
    CHECK(record.state.errors == 1);
  }
}
