#include "daemon/hub/ledger.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

using Claim = HubLedger::Claim;
using Moment = HubLedger::Moment;

const Moment start{1'000'000s};

feeds::Time second(int n) {
  return feeds::Time(std::chrono::seconds(1'710'000'000 + n));
}

Claim wanted(std::string callback, std::string host = "desk.example", std::string network = "192.0.2.1") {
  Claim claim;
  claim.topic = "atom.xml";
  claim.callback = std::move(callback);
  claim.host = std::move(host);
  claim.network = std::move(network);
  return claim;
}

Claim leaving(std::string callback) {
  Claim claim = wanted(std::move(callback));
  claim.subscribe = false;
  return claim;
}

Claim claimed(HubLedger& ledger, const Claim& claim, Moment now = start) {
  auto taken = ledger.claim(claim, now);
  REQUIRE(std::holds_alternative<Claim>(taken));
  return std::get<Claim>(taken);
}

// 0: the claim is taken, and said no to at once.
int refusal(HubLedger& ledger, const Claim& claim, Moment now = start) {
  auto taken = ledger.claim(claim, now);
  if (const auto* refusal = std::get_if<HubLedger::Refusal>(&taken)) return refusal->status;
  ledger.refused(std::get<Claim>(taken), now);
  return 0;
}

schema::HubSubscription terms(int expires, std::int64_t sent = 0, std::string secret = "") {
  schema::HubSubscription terms;
  terms.expires = second(expires);
  terms.sent = sent;
  terms.secret = std::move(secret);
  return terms;
}

std::int64_t subscribed(HubLedger& ledger, const Claim& claim, const schema::HubSubscription& on = terms(100)) {
  return ledger.kept(claimed(ledger, claim), on).id;
}

}  // namespace

TEST_SUITE("daemon/hub/ledger") {
  TEST_CASE("a subscription is in force once its callback has said yes") {
    HubLedger ledger({});
    const Claim claim = claimed(ledger, wanted("https://desk.example/1"));
    CHECK(ledger.size() == 0);
    CHECK(ledger.asked() == 1);
    const auto kept = ledger.kept(claim, terms(100, 7, "s"));
    CHECK(ledger.asked() == 0);
    REQUIRE(ledger.find(kept.id) != nullptr);
    CHECK(ledger.find(kept.id)->is == kept);
    CHECK(kept.topic == "atom.xml");
    CHECK(kept.callback == "https://desk.example/1");
    CHECK(kept.sent == 7);
  }

  TEST_CASE("what a callback did not agree to changes nothing") {
    HubLedger ledger({});
    const std::int64_t id = subscribed(ledger, wanted("https://desk.example/1"), terms(100, 7, "s"));
    const auto before = ledger.find(id)->is;
    CHECK(refusal(ledger, wanted("https://desk.example/1")) == 0);
    CHECK(refusal(ledger, leaving("https://desk.example/1")) == 0);
    CHECK(ledger.find(id)->is == before);
  }

  TEST_CASE("a renewed subscription has new terms, and goes on where it was") {
    HubLedger ledger({});
    const std::int64_t id = subscribed(ledger, wanted("https://desk.example/1"), terms(100, 7, "old"));
    ledger.advance(id, 12);
    const auto renewed = ledger.kept(claimed(ledger, wanted("https://desk.example/1")), terms(200, 50, "new"));
    CHECK(renewed.id == id);
    CHECK(renewed.sent == 12);
    CHECK(renewed.secret == "new");
    CHECK(renewed.expires == second(200));
    CHECK(ledger.size() == 1);
  }

  TEST_CASE("another topic of the same callback is another subscription") {
    HubLedger ledger({});
    Claim other = wanted("https://desk.example/1");
    other.topic = "rss.xml";
    CHECK(subscribed(ledger, wanted("https://desk.example/1")) != subscribed(ledger, other));
  }

  TEST_CASE("who leaves is gone, who was never there leaves nothing") {
    HubLedger ledger({});
    const std::int64_t id = subscribed(ledger, wanted("https://desk.example/1"));
    CHECK(ledger.left(claimed(ledger, leaving("https://desk.example/2"))) == std::nullopt);
    CHECK(ledger.left(claimed(ledger, leaving("https://desk.example/1"))) == id);
    CHECK(ledger.size() == 0);
    CHECK(ledger.find(id) == nullptr);
  }

  TEST_CASE("what has been told does not become untold") {
    HubLedger ledger({});
    const std::int64_t id = subscribed(ledger, wanted("https://desk.example/1"), terms(100, 7));
    ledger.advance(id, 5);
    CHECK(ledger.find(id)->is.sent == 7);
    ledger.advance(id + 1, 5);
  }

  TEST_CASE("a lease ends at its second") {
    HubLedger ledger({});
    const std::int64_t first = subscribed(ledger, wanted("https://desk.example/1"), terms(100));
    subscribed(ledger, wanted("https://desk.example/2"), terms(101));
    CHECK(ledger.expired(second(99)).empty());
    CHECK(ledger.expired(second(100)) == std::vector{first});
  }

  TEST_CASE("subscriptions are bounded in all, those being asked for among them") {
    HubLedger ledger({.subscriptions = 2});
    subscribed(ledger, wanted("https://a.example/", "a.example", ""));
    const Claim asked = claimed(ledger, wanted("https://b.example/", "b.example", ""));
    CHECK(refusal(ledger, wanted("https://c.example/", "c.example", "")) == 503);
    CHECK(refusal(ledger, wanted("https://a.example/", "a.example", "")) == 0);  // renews
    ledger.refused(asked, start);
    CHECK(refusal(ledger, wanted("https://c.example/", "c.example", "")) == 0);
  }

  TEST_CASE("subscriptions are bounded per host of the callback") {
    HubLedger ledger({.per_host = 2});
    const std::int64_t first = subscribed(ledger, wanted("https://desk.example/1"));
    subscribed(ledger, wanted("https://desk.example/2"));
    CHECK(refusal(ledger, wanted("https://desk.example/3")) == 403);
    CHECK(refusal(ledger, wanted("https://other.example/", "other.example")) == 0);
    ledger.drop(first);
    CHECK(refusal(ledger, wanted("https://desk.example/3")) == 0);
  }

  TEST_CASE("subscriptions are bounded per address that asks, but not where it is not known") {
    HubLedger ledger({.per_network = 1});
    subscribed(ledger, wanted("https://a.example/", "a.example"));
    CHECK(refusal(ledger, wanted("https://b.example/", "b.example")) == 403);
    CHECK(refusal(ledger, wanted("https://b.example/", "b.example", "192.0.2.2")) == 0);
    subscribed(ledger, wanted("https://c.example/", "c.example", ""));
    subscribed(ledger, wanted("https://d.example/", "d.example", ""));
  }

  TEST_CASE("callbacks asked at once for one address are bounded") {
    HubLedger ledger({.asked_per_network = 1});
    const Claim first = claimed(ledger, wanted("https://a.example/", "a.example"));
    CHECK(refusal(ledger, wanted("https://b.example/", "b.example")) == 503);
    CHECK(refusal(ledger, wanted("https://b.example/", "b.example", "192.0.2.2")) == 0);
    ledger.kept(first, terms(100));
    CHECK(refusal(ledger, wanted("https://b.example/", "b.example")) == 0);
  }

  TEST_CASE("callbacks asked at once are bounded, in all and per host") {
    HubLedger ledger({.asked = 2, .asked_per_host = 1});
    const Claim first = claimed(ledger, wanted("https://a.example/1", "a.example"));
    CHECK(refusal(ledger, wanted("https://a.example/2", "a.example")) == 503);
    const Claim second = claimed(ledger, leaving("https://desk.example/"));
    CHECK(refusal(ledger, wanted("https://c.example/", "c.example")) == 503);
    ledger.kept(first, terms(100));
    CHECK(refusal(ledger, wanted("https://a.example/2", "a.example")) == 0);
    ledger.left(second);
  }

  TEST_CASE("a host that keeps saying no is not asked for the rest of a minute") {
    HubLedger ledger({});
    for (int i = 0; i < HubLedger::most_failures; ++i) CHECK(refusal(ledger, wanted("https://desk.example/")) == 0);
    CHECK(refusal(ledger, wanted("https://desk.example/")) == 429);
    CHECK(refusal(ledger, leaving("https://desk.example/"), start + 59s) == 429);
    CHECK(refusal(ledger, wanted("https://other.example/", "other.example")) == 0);
    CHECK(refusal(ledger, wanted("https://desk.example/"), start + 60s) == 0);
    CHECK(refusal(ledger, wanted("https://desk.example/"), start + 60s) == 0);
  }

  TEST_CASE("what one subscription counted is given back with it, however it ends") {
    HubLedger ledger({.subscriptions = 1, .per_host = 1, .per_network = 1});
    for (int round = 0; round < 3; ++round) {
      const std::int64_t id = subscribed(ledger, wanted("https://desk.example/1"));
      ledger.kept(claimed(ledger, wanted("https://desk.example/1", "desk.example", "192.0.2.9")), terms(100));
      ledger.drop(id);
      CHECK(ledger.left(claimed(ledger, leaving("https://desk.example/1"))) == std::nullopt);
      CHECK(refusal(ledger, wanted("https://desk.example/2")) == 0);
    }
  }

  TEST_CASE("two that ask for the same at once become one") {
    HubLedger ledger({.subscriptions = 2, .per_host = 2});
    const Claim first = claimed(ledger, wanted("https://desk.example/1"));
    const Claim second = claimed(ledger, wanted("https://desk.example/1"));
    const std::int64_t id = ledger.kept(first, terms(100)).id;
    CHECK(ledger.kept(second, terms(200)).id == id);
    CHECK(ledger.size() == 1);
    CHECK(refusal(ledger, wanted("https://desk.example/2")) == 0);
  }

  TEST_CASE("ids go on behind those of the last start") {
    HubLedger ledger({});
    schema::HubSubscription old = terms(100, 9);
    old.id = 41;
    old.topic = "atom.xml";
    old.callback = "https://desk.example/1";
    ledger.restore(old, "desk.example", "");
    CHECK(ledger.find(41)->is == old);
    CHECK(subscribed(ledger, wanted("https://desk.example/2")) == 42);
    CHECK(subscribed(ledger, wanted("https://desk.example/1")) == 41);
  }
}
