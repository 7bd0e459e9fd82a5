#include "daemon/push/subscription.hpp"

#include <doctest/doctest.h>

using namespace datelined;
using namespace std::chrono_literals;
using schema::Push;
using schema::PushState;
using std::chrono::days;
using std::chrono::seconds;

namespace {

const feeds::Time noon = feeds::Time{seconds{1'700'481'600}};
const std::string url = "https://wire.example/a.xml", topic = "https://wire.example/self";
constexpr seconds week = days{7};

Push fresh(std::vector<std::string> hubs = {"https://hub.example/"}) {
  return new_push(7, url, {topic, std::move(hubs)}, "https://desk.example/push/", "token", "secret", noon);
}
Push asked(std::vector<std::string> hubs = {"https://hub.example/"}) {
  return asking(fresh(std::move(hubs)), noon);
}
Push live(seconds lease = 1000s) {
  return verified(asked(), lease, week, noon, 0);
}

}  // namespace

TEST_SUITE("daemon/push/subscription") {
  TEST_CASE("a new one is asked for at once, under a callback of its own") {
    const Push push = fresh();
    CHECK(push.callback == "https://desk.example/push/token");
    CHECK(next_step(push, noon) == PushStep::subscribe);
    CHECK_FALSE(is_live(push, noon));
    // While the hub has the request there is nothing to do but wait.
    CHECK(next_step(asked(), noon) == PushStep::wait);
  }

  TEST_CASE("a hub's question is answered where it is about what was asked, and nowhere else") {
    const Push of_us = asked(), lives = live(), left = leaving(live(), noon);
    const struct {
      const Push& push;
      std::string_view mode, topic;
      bool expected;
    } rows[] = {
        {of_us, "subscribe", topic, true}, {of_us, "unsubscribe", topic, false},
        {of_us, "subscribe", url, false},  {of_us, "subscribe", topic + "/", false},
        {of_us, "subscribe", "", false},   {of_us, "", topic, false},
        {of_us, "denied", topic, true},    {of_us, "denied", url, false},
        {lives, "subscribe", topic, true}, {lives, "unsubscribe", topic, false},
        {lives, "denied", topic, true},    {left, "unsubscribe", topic, true},
        {left, "subscribe", topic, false}, {left, "unsubscribe", url, false},
    };
    for (const auto& row : rows) {
      CAPTURE(row.mode);
      CAPTURE(row.topic);
      CHECK(expects(row.push, row.mode, row.topic) == row.expected);
    }
    // Late, it is welcome: it is still wanted.
    CHECK(expects(refused(asked(), "HTTP 500", noon, 0), "subscribe", topic));
    CHECK(expects(at_time(asked(), noon + 10min, 0), "subscribe", topic));
    const Push never_asked = fresh();
    CHECK_FALSE(expects(never_asked, "subscribe", topic));
    CHECK_FALSE(expects(never_asked, "denied", topic));
  }

  TEST_CASE("it lives for the hub's lease, and is renewed well before its end") {
    const Push push = live(1000s);
    CHECK(is_live(push, noon + 999s));
    CHECK_FALSE(is_live(push, noon + 1000s));
    CHECK(push.since == noon);
    CHECK(push.next_try == noon + 700s);
    CHECK(verified(asked(), 1000s, week, noon, 0.99).next_try < noon + 850s);
    CHECK(next_step(push, noon + 699s) == PushStep::wait);
    CHECK(next_step(push, noon + 700s) == PushStep::subscribe);

    const Push again = verified(asking(push, noon + 700s), 1000s, week, noon + 701s, 0);
    CHECK(again.since == noon);
    CHECK(again.lease_end == noon + 1701s);
  }

  TEST_CASE("a lease that the hub does not tell, or that nobody means, is one all the same") {
    CHECK(verified(asked(), std::nullopt, week, noon, 0).lease_end == noon + week);
    CHECK(verified(asked(), seconds{std::int64_t{1} << 40}, week, noon, 0).lease_end == noon + days{3650});
    CHECK(verified(asked(), -5s, week, noon, 0).lease_end == noon + 1s);
  }

  TEST_CASE("a lease of moments does not have the hub asked all the time") {
    for (const seconds lease : {1s, 2s, 5s, 20s}) {
      CAPTURE(lease.count());
      Push push = fresh();
      int requests = 0;
      for (feeds::Time now = noon; now < noon + 1h; now += 1s) {
        for (int step = 0; step < 10; ++step) {
          push = at_time(push, now, 0);
          if (next_step(push, now) != PushStep::subscribe) break;
          ++requests;
          push = verified(asking(push, now), lease, week, now, 0);
        }
      }
      CHECK(requests > 50);
      CHECK(requests < 400);
    }
    // Who was not there when it was time to renew asks at once.
    CHECK(next_step(at_time(live(1000s), noon + 5000s, 0), noon + 5000s) == PushStep::subscribe);
  }

  TEST_CASE("a renewal that fails ends nothing before the lease does") {
    Push push = refused(asking(live(), noon + 700s), "HTTP 500", noon + 700s, 0);
    CHECK(push.state == PushState::live);
    CHECK(push.error == "HTTP 500");
    CHECK(next_step(push, push.next_try) == PushStep::subscribe);
    CHECK(at_time(push, noon + 999s, 0).state == PushState::live);
    const Push lapsed = at_time(push, noon + 1000s, 0);
    CHECK(lapsed.state == PushState::wanted);
    CHECK(lapsed.since == std::nullopt);
    CHECK(lapsed.lease_end == std::nullopt);
    CHECK(next_step(lapsed, noon + 1000s) == PushStep::subscribe);
    CHECK(wakes_at(push) <= noon + 1000s);
  }

  TEST_CASE("a hub that refuses is followed by the next, and all of them by a pause that grows to a day") {
    Push push = fresh({"https://one.example/", "https://two.example/"});
    feeds::Time now = noon;
    std::vector<std::string> order;
    std::vector<seconds> waits;
    for (int i = 0; i < 40; ++i) {
      order.push_back(push.hub_url());
      push = refused(asking(push, now), "HTTP 503", now, 0);
      waits.push_back(push.next_try - now);
      now = push.next_try;
      REQUIRE(next_step(push, now) == PushStep::subscribe);
    }
    CHECK(order[0] != order[1]);
    CHECK(order[0] == order[2]);
    CHECK(std::vector<seconds>(waits.begin(), waits.begin() + 6) == std::vector<seconds>{0s, 60s, 0s, 120s, 0s, 240s});
    CHECK(waits.back() == 16h);
    push = refused(asking(push, now), "HTTP 503", now, 0.999);
    push = refused(asking(push, now), "HTTP 503", now, 0.999);
    CHECK(push.next_try - now > 20h);
    CHECK(push.next_try - now <= 24h);
  }

  TEST_CASE("of several hubs the one that failed is named") {
    const Push push = refused(asked({"https://one.example/", "https://two.example/"}), "HTTP 503", noon, 0);
    CHECK(push.hub_url() == "https://two.example/");
    CHECK(push.error == "https://one.example/: HTTP 503");
  }

  TEST_CASE("a hub that asks for a pause gets it, and another is not made to wait") {
    const feeds::Time later = noon + 5h;
    CHECK(refused(asked(), "HTTP 429", noon, 0, later).next_try == later);
    CHECK(refused(asked(), "HTTP 429", noon, 0, noon + 1s).next_try > noon + 1s);
    CHECK(refused(asked({"https://one.example/", "https://two.example/"}), "HTTP 429", noon, 0, later).next_try ==
          noon);
  }

  TEST_CASE("what a hub took and does not verify is a refusal") {
    Push push = asked();
    CHECK(wakes_at(push) == noon + 10min);
    CHECK(at_time(push, noon + 10min - 1s, 0).state == PushState::asked);
    push = at_time(push, noon + 10min, 0);
    CHECK(push.state == PushState::wanted);
    CHECK(push.failures == 1);
    CHECK_FALSE(push.error.empty());
  }

  TEST_CASE("an answer that comes after the hub has verified changes nothing") {
    const Push push = verified(asked(), 1000s, week, noon, 0);
    const Push after = refused(push, "timed out", noon + 1s, 0);
    CHECK(after.state == PushState::live);
    CHECK(after.error == "");
  }

  TEST_CASE("a hub that denies is not asked again for a day, unless there is another") {
    for (const Push& before : {asked(), live()}) {
      const Push push = denied(before, "no", noon, 0);
      CHECK(push.state == PushState::denied);
      CHECK_FALSE(is_live(push, noon));
      CHECK(push.error == "no");
      CHECK(next_step(push, noon + 24h - 1s) == PushStep::wait);
      CHECK(next_step(push, noon + 24h) == PushStep::subscribe);
      CHECK(asking(push, noon + 24h).state == PushState::asked);
    }
    const Push push = denied(asked({"https://one.example/", "https://two.example/"}), "no", noon, 0);
    CHECK(push.hub_url() == "https://two.example/");
    CHECK(next_step(push, noon) == PushStep::subscribe);
  }

  TEST_CASE("what is left is unsubscribed, a few times, and dropped with its lease") {
    Push push = leaving(live(days{1}), noon);
    CHECK_FALSE(is_live(push, noon));
    feeds::Time now = noon;
    for (int i = 0; i < 4; ++i) {
      REQUIRE(next_step(push, now) == PushStep::unsubscribe);
      push = refused(asking(push, now), "HTTP 500", now, 0);
      CHECK(push.state == PushState::leaving);
      now = push.next_try;
    }
    CHECK(next_step(push, now) == PushStep::drop);

    CHECK(next_step(leaving(fresh(), noon), noon) == PushStep::drop);  // no hub knows of it
    const Push waits = asking(leaving(live(), noon), noon);
    CHECK(next_step(at_time(waits, noon + 1000s, 0), noon + 1000s) == PushStep::drop);
  }

  TEST_CASE("it serves a feed until that says otherwise") {
    const Push push = fresh({"https://one.example/", "https://two.example/"});
    const std::string callback = "https://desk.example/push/";
    CHECK(still_serves(push, url, push.advert, callback));
    CHECK(still_serves(push, url, {topic, {"https://three.example/", "https://one.example/"}}, callback));
    CHECK_FALSE(still_serves(push, url, {topic, {"https://two.example/"}}, callback));
    CHECK_FALSE(still_serves(push, url, {url, push.advert.hubs}, callback));
    CHECK_FALSE(still_serves(push, topic, push.advert, callback));
    CHECK_FALSE(still_serves(push, url, push.advert, "https://new.example/push/"));
  }
}
