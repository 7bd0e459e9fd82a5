#include "daemon/serve/feeds_page.hpp"

#include "schema/history.hpp"

#include <doctest/doctest.h>

using namespace datelined;

namespace {

schema::FeedHealth feed(std::string name, std::int64_t entries) {
  schema::FeedHealth health;
  health.subscription.name = std::move(name);
  health.subscription.url = "https://a.example/" + health.subscription.name;
  health.last_poll = feeds::Time(std::chrono::seconds(1'710'000'000));
  health.entries = entries;
  return health;
}

FeedsPage page() {
  FeedsPage page;
  page.site_title = "Wire";
  page.feeds = {feed("a-well", 30), feed("b-quiet", 9), feed("c-failing", 5), feed("d <gone>", 2), feed("e-local", 0)};
  page.feeds[2].errors = 3;
  page.feeds[2].last_error = "HTTP 500 <b>";
  page.feeds[3].gone = true;
  page.feeds[4].subscription.url = "file:///srv/secret/wire.xml";
  page.feeds[4].errors = 1;
  page.feeds[4].last_error = "/srv/secret/wire.xml: no such file";
  page.activity = {{"a-well", std::vector<std::int64_t>(shown_days, 2), 3'720}};
  return page;
}

std::vector<std::size_t> places(const std::string& html, std::initializer_list<std::string_view> texts) {
  std::vector<std::size_t> found;
  for (const std::string_view text : texts) {
    found.push_back(html.find(text));
    REQUIRE(found.back() != html.npos);
  }
  return found;
}

}  // namespace

TEST_SUITE("daemon/serve/feeds_page") {
  TEST_CASE("what is broken or quiet stands on top, unless another order is asked for") {
    const auto by_health =
        places(write_feeds_page(page()), {"d &lt;gone&gt;", "c-failing", "e-local", "b-quiet", "a-well"});
    CHECK(std::is_sorted(by_health.begin(), by_health.end()));
    FeedsPage named = page();
    named.order = FeedOrder::name;
    const auto by_name =
        places(write_feeds_page(named), {"a-well", "b-quiet", "c-failing", "d &lt;gone&gt;", "e-local"});
    CHECK(std::is_sorted(by_name.begin(), by_name.end()));
    named.order = FeedOrder::entries;
    const auto by_entries = places(write_feeds_page(named), {"a-well", "b-quiet", "c-failing", "d &lt;gone&gt;"});
    CHECK(std::is_sorted(by_entries.begin(), by_entries.end()));
  }

  TEST_CASE("a row tells health, rhythm and latency, and neither markup nor where a local file lies") {
    const std::string html = write_feeds_page(page());
    places(html, {"3 failures in a row: <bdi>HTTP 500 &lt;b&gt;</bdi>", "28 entries in 14 days, at most 2 a day",
                  "1 h 2 min", "quiet for a week", "5 feeds, 3 broken, 1 quiet", "aria-sort=\"descending\""});
    CHECK(html.find("secret") == html.npos);
    CHECK(html.find("<b>") == html.npos);
  }

  TEST_CASE("a row shows how the visits of the last days went") {
    FeedsPage full = page();
    full.now = feeds::Time(std::chrono::sys_days{std::chrono::days(20'000)}) + std::chrono::hours(5);
    std::string& history = full.feeds[0].history;
    const auto visit = [&](int days_ago, bool failed, int milliseconds) {
      schema::note_visit(history, full.now - std::chrono::days(days_ago), failed,
                         std::chrono::milliseconds(milliseconds));
    };
    visit(20, true, 1);  // before what is shown
    for (int i = 0; i < 3; ++i) visit(2, i == 0, 400);
    visit(0, false, 100);
    full.feeds[0].gaps = 2;
    full.feeds[1].quiet = true;
    const std::string html = write_feeds_page(full);
    places(html, {"aria-label=\"1 of 4 polls failed in 14 days\"", "class=\"pale\"",
                  "y=\"14\" width=\"5\" height=\"6\" class=\"bad\"", "<td>1 of 4<svg",
                  "answers took 100 milliseconds on the last day, at most 400 on the average of a day",
                  "<td>100 ms<svg", "2 possible gaps", "quiet, against its rhythm"});
    full.order = FeedOrder::failures;
    const auto by_failures = places(write_feeds_page(full), {"a-well", "b-quiet"});
    CHECK(std::is_sorted(by_failures.begin(), by_failures.end()));
  }

  TEST_CASE("a row tells what the feed's hub does, and of a lease that ended that it has ended") {
    FeedsPage full = page();
    full.now = feeds::Time(std::chrono::seconds(1'710'000'000));
    const auto push = [&](std::size_t row, std::string state) -> schema::FeedHealth::Pushed& {
      full.feeds[row].push.emplace().state = std::move(state);
      full.feeds[row].push->hub = "https://hub.example/?client=secret";
      return *full.feeds[row].push;
    };
    auto& live = push(0, "live");
    live.lease_end = full.now + std::chrono::hours(1);
    live.last_delivery = full.now - std::chrono::hours(1);
    live.deliveries = 7;
    live.rejected = 2;
    push(1, "live").lease_end = full.now - std::chrono::seconds(1);
    push(2, "denied").error = "غير <مسموح>";
    full.order = FeedOrder::push;
    const std::string html = write_feeds_page(full);
    const auto by_push = places(
        html, {"<td>denied: <bdi>غير &lt;مسموح&gt;</bdi></td>", "<td>wanted: <bdi>the lease has ended</bdi></td>",
               "<td>live until <time datetime=\"2024-03-09T17:00:00Z\">", "7 deliveries, last <time",
               "<br>2 not signed by the hub</td>", "d &lt;gone&gt;"});
    CHECK(std::is_sorted(by_push.begin(), by_push.end()));
    CHECK(html.find("secret") == html.npos);
    CHECK(read_feed_order("push") == FeedOrder::push);
  }

  TEST_CASE("an order goes by its name") {
    CHECK(read_feed_order("latency") == FeedOrder::latency);
    CHECK(read_feed_order("failures") == FeedOrder::failures);
    CHECK(read_feed_order("best") == std::nullopt);
  }
}
