#include "daemon/poll/confirmed.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

const feeds::Time now = feeds::Time{std::chrono::seconds{1'700'481'600}};

schema::FeedState known() {
  schema::FeedState state;
  state.id = 7;
  state.validators.etag = "\"1\"";
  state.last_poll = now - 1h;
  state.next_poll = now;
  state.hurry = 2;
  return state;
}

schema::PollRecord visit() {
  schema::PollRecord record;
  record.state = known();
  record.state.last_poll = now;
  record.state.next_poll = now + 1h;
  record.state.why = "interval";
  record.state.hurry = 1;
  record.state.lifetime.expires = now + 2h;
  record.at = now;
  record.status = 304;
  return record;
}

}  // namespace

TEST_SUITE("daemon/poll/confirmed") {
  TEST_CASE("a visit that found everything as it was moves times alone") {
    schema::PollRecord record = visit();
    const auto times = confirmed(known(), record);
    REQUIRE(times.has_value());
    CHECK(times->id == 7);
    CHECK(times->last_poll == now);
    CHECK(times->next_poll == now + 1h);
    CHECK(times->why == "interval");
    CHECK(times->hurry == 1);
    CHECK(times->expires == now + 2h);
    CHECK(times->status == 304);
    CHECK(record.state.next_poll == now + 1h);
  }

  TEST_CASE("what changed, failed, brought something or came first is kept in full") {
    const auto is_kept_in_full = [](auto change) {
      schema::FeedState before = known();
      schema::PollRecord record = visit();
      change(before, record);
      return !confirmed(before, record).has_value();
    };
    CHECK(is_kept_in_full([](auto&, auto& record) { record.state.validators.etag = "\"2\""; }));
    CHECK(is_kept_in_full([](auto&, auto& record) { record.state.lifetime.max_age = 2h; }));
    CHECK(is_kept_in_full([](auto&, auto& record) { record.state.quiet = true; }));
    CHECK(is_kept_in_full([](auto&, auto& record) { record.error = "HTTP 404"; }));
    CHECK(is_kept_in_full([](auto&, auto& record) { record.head = std::make_shared<schema::Head>(); }));
    CHECK(is_kept_in_full([](auto& before, auto&) { before.errors = 1; }));
    CHECK(is_kept_in_full([](auto& before, auto&) { before.last_poll.reset(); }));
  }
}
