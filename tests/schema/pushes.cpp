#include "schema/pushes.hpp"
#include "schema/lease.hpp"

#include "schema/reader.hpp"
#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/pushes");

namespace {

Push push_of(const FeedState& feed, std::string token = "token") {
  Push push;
  push.feed = feed.id;
  push.url = feed.subscription.url;
  push.advert = {"https://agency.example/self", {"https://one.example/", "https://two.example/"}};
  push.hub = 1;
  push.callback = "https://desk.example/push/" + token;
  push.token = std::move(token);
  push.secret = "secret";
  push.next_try = minute(3);
  return push;
}

}  // namespace

TEST_CASE("a subscription comes back at the next start as it was left") {
  Newsroom room({feed("agency")});
  Push push = push_of(room.state("agency"));
  room.store->keep_push(push);
  push.state = PushState::live;
  push.hub = 0;
  push.since = minute(1);
  push.lease_end = minute(100);
  push.asked = minute(2);
  push.next_try = minute(70);
  push.failures = 2;
  push.error = "HTTP 500";
  push.rejected = 3;
  room.store->keep_push(push);
  room.restart();

  const std::vector<Push> all = room.store->pushes();
  REQUIRE(all.size() == 1);
  const Push& back = all[0];
  CHECK(back.feed == push.feed);
  CHECK(back.url == push.url);
  CHECK(back.advert == push.advert);
  CHECK(back.hub_url() == "https://one.example/");
  CHECK(back.callback == push.callback);
  CHECK(back.token == push.token);
  CHECK(back.secret == push.secret);
  CHECK(back.state == PushState::live);
  CHECK(back.since == push.since);
  CHECK(back.lease_end == push.lease_end);
  CHECK(back.asked == push.asked);
  CHECK(back.next_try == push.next_try);
  CHECK(back.failures == 2);
  CHECK(back.error == "HTTP 500");
  CHECK(back.rejected == 3);
  room.store->drop_push("token");
  CHECK(room.store->pushes().empty());
}

TEST_CASE("a delivery is kept with its entries, and a visit's figures stay") {
  Newsroom room({feed("agency")});
  room.store->keep_push(push_of(room.state("agency")));
  room.store->record(std::vector{visit(room.state("agency"), {{.guid = "1", .title = "Rain"}}, minute(1))});
  PollRecord sent = visit(room.state("agency"), {{.guid = "2", .title = "Sun"}}, minute(5));
  sent.pushed = true;
  sent.status = 0;
  sent.head.reset();
  sent.state.pushed = "abcd";
  sent.state.validators.etag = "not to be kept";
  CHECK(room.store->record(std::vector{sent}).front().created == 1);

  const Push push = room.store->pushes().at(0);
  CHECK(push.deliveries == 1);
  CHECK(push.last_delivery == minute(5));
  const FeedHealth health = Reader(room.file).feeds().at(0);
  CHECK(health.entries == 2);
  CHECK(health.last_poll == minute(1));
  CHECK(health.last_status == 200);
  REQUIRE(health.push);
  CHECK(health.push->hub == "https://two.example/");
  CHECK(health.push->state == "wanted");
  CHECK(health.push->deliveries == 1);
  room.restart();
  room.sync({feed("agency")});
  CHECK(room.state("agency").pushed == "abcd");
  CHECK(room.state("agency").validators.etag != "not to be kept");
}

TEST_CASE("a lease that ended while nobody looked is shown as ended") {
  FeedHealth::Pushed push;
  push.state = "live";
  push.since = minute(0);
  push.lease_end = minute(60);
  CHECK(as_of(push, minute(59)).state == "live");
  const FeedHealth::Pushed ended = as_of(push, minute(60));
  CHECK(ended.state == "wanted");
  CHECK(ended.error == "the lease has ended");
  CHECK_FALSE(ended.lease_end);
  CHECK_FALSE(ended.since);
  push.state = "denied";
  CHECK(as_of(push, minute(61)).state == "denied");
}

TEST_CASE("what a document says of hubs stays until another says otherwise") {
  Newsroom room({feed("agency"), feed("other")});
  const Advert advert{"https://agency.example/self", {"https://one.example/", "https://two.example/"}};
  const auto say = [&](const Advert& said) {
    PollRecord record = visit(room.state("agency"), {}, minute(1));
    record.head = std::make_shared<Head>(Head{.feed = {}, .format = {}, .encoding = {}, .notes = {}, .advert = said});
    room.store->record(std::vector{record});
  };
  say(advert);
  REQUIRE(room.store->adverts().size() == 1);
  CHECK(room.store->adverts()[0].second == advert);
  room.restart();
  CHECK(room.store->adverts().size() == 1);
  say(Advert{});
  CHECK(room.store->adverts().empty());

  say(advert);
  Subscription moved = feed("agency");
  moved.url = "https://elsewhere.example/";
  room.sync({moved});
  CHECK(room.store->adverts().empty());
}

TEST_SUITE_END();

}  // namespace datelined::schema
