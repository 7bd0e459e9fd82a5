#include "schema/hub.hpp"

#include "tests/schema/newsroom.hpp"

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/hub");

namespace {

HubSubscription subscription(int id, std::string callback) {
  return {.id = id,
          .topic = "atom.xml?lang=ur",
          .callback = std::move(callback),
          .secret = std::string("a\0b\xff", 4),
          .access = "public",
          .address = "192.0.2.7",
          .expires = minute(id),
          .sent = 40 + id};
}

using All = std::vector<HubSubscription>;

}  // namespace

TEST_CASE("subscriptions come back at the next start, byte for byte") {
  Newsroom room({});
  const All kept{subscription(1, "https://a.example/1"), subscription(2, "https://b.example/2")};
  room.store->keep_hub({.kept = kept, .dropped = {}, .progress = {}});
  room.restart();
  CHECK(room.store->hub_subscriptions() == kept);
}

TEST_CASE("what was told moves on, what is kept again replaces, what is dropped is gone") {
  Newsroom room({});
  HubSubscription first = subscription(1, "https://a.example/1"), second = subscription(2, "https://b.example/2");
  room.store->keep_hub(
      {.kept = {first, second, subscription(3, "https://c.example/3")}, .dropped = {}, .progress = {}});
  second.secret.clear();
  second.expires = minute(90);
  room.store->keep_hub({.kept = {second}, .dropped = {3}, .progress = {{1, 77}}});
  first.sent = 77;
  CHECK(room.store->hub_subscriptions() == All{first, second});
}

TEST_CASE("progress of a subscription that has been dropped is nobody's") {
  Newsroom room({});
  room.store->keep_hub({.kept = {subscription(1, "https://a.example/1")}, .dropped = {}, .progress = {}});
  room.store->keep_hub(
      {.kept = {subscription(2, "https://b.example/2")}, .dropped = {1, 2}, .progress = {{1, 77}, {2, 78}}});
  CHECK(room.store->hub_subscriptions().empty());
}

TEST_CASE("one callback has one subscription to a topic") {
  Newsroom room({});
  const HubSubscription again = subscription(2, "https://a.example/1");
  room.store->keep_hub({.kept = {subscription(1, "https://a.example/1"), again}, .dropped = {}, .progress = {}});
  CHECK(room.store->hub_subscriptions() == All{again});
}

TEST_SUITE_END();

}  // namespace datelined::schema
