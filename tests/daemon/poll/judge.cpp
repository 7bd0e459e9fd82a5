#include "daemon/poll/judge.hpp"

#include "feeds/digest.hpp"
#include "feeds/text/hash.hpp"
#include "tests/support/made_feeds.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <random>
#include <set>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

const feeds::Time now = feeds::Time{std::chrono::seconds{1'700'481'600}};  // 2023-11-20T12:00:00Z
const Terms terms{15min, 1min, 24h};

std::string rss(const std::string& items, const std::string& head = "") {
  return "<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>" + head + items + "</channel></rss>";
}

std::string item(const std::string& guid, const std::string& title, const std::string& date = "") {
  return "<item><guid isPermaLink='false'>" + guid + "</guid><title>" + title + "</title>" +
         (date.empty() ? "" : "<pubDate>" + date + "</pubDate>") + "</item>";
}

std::string linked_item(const std::string& guid, const std::string& title, const std::string& more = "") {
  return "<item><guid isPermaLink='false'>" + guid + "</guid><link>http://wire.example/" + guid + "</link><title>" +
         title + "</title>" + more + "</item>";
}

Fetched answer(int status, std::string body = "", std::vector<Header> headers = {}) {
  Fetched fetched;
  fetched.status = status;
  fetched.headers = std::move(headers);
  fetched.body = std::move(body);
  fetched.url = "http://wire.example/a.xml";
  return fetched;
}

schema::FeedState fresh() {
  schema::FeedState state;
  state.id = 7;
  state.subscription.name = "wire";
  state.subscription.url = "http://wire.example/a.xml";
  return state;
}

schema::FeedState known() {
  schema::FeedState state = fresh();
  state.validators = {"\"1\"", "Mon, 20 Nov 2023 08:00:00 GMT"};
  state.body_hash = feeds::hash64(rss(item("a", "A")));
  state.freshness = 1h;
  state.errors = 2;
  return state;
}

schema::PollRecord judged(const schema::FeedState& before, Fetched fetched) {
  return judge(before, terms, feeds::Result<Fetched>(std::move(fetched)), now, 0).record;
}

std::vector<std::string> titles(const schema::PollRecord& record) {
  std::vector<std::string> all;
  for (const schema::SignedEntry& entry : record.entries) all.push_back(entry.entry.title);
  return all;
}

using Titles = std::vector<std::string>;

}  // namespace

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
