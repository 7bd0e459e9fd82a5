#include "daemon/serve/access.hpp"

#include "daemon/serve/attempts.hpp"
#include "daemon/serve/base64.hpp"
#include "feeds/text/hash.hpp"

#include <doctest/doctest.h>

#include <tuple>

using namespace datelined;

namespace {

using Verdict = Access::Verdict;

Access access_by(const std::vector<std::string>& tokens) {
  std::vector<TokenSettings> all;
  for (const std::string& token : tokens) all.push_back({feeds::sha256_hex(token), {}, {}});
  return Access(all, {});
}

Verdict verdict(const Access& access, std::string_view authorization, const Params& params = {}) {
  return access.check(authorization, "", params).verdict;
}

}  // namespace

TEST_SUITE("daemon/serve/access") {
  TEST_CASE("a token is taken as Bearer, as the password of Basic, or as a parameter") {
    const Access access = access_by({"one", "two:2"});
    CHECK(verdict(access, "Bearer one") == Verdict::allowed);
    CHECK(verdict(access, "bearer   two:2") == Verdict::allowed);
    CHECK(verdict(access, "Basic YW55b25lOm9uZQ==") == Verdict::allowed);
    CHECK(verdict(access, "BASIC OnR3bzoy") == Verdict::allowed);
    CHECK(verdict(access, "", {{"limit", "1"}, {"token", "one"}}) == Verdict::allowed);
  }

  TEST_CASE("a wrong token is told from none") {
    const Access access = access_by({"one"});
    for (const std::string_view text :
         {"", "Bearer", "Bearer ", "Bearerone", "one", "Digest one", "Basic b25l", "Basic !!!!"}) {
      CAPTURE(text);
      CHECK(verdict(access, text) == Verdict::nothing_shown);
    }
    for (const std::string_view text : {"Bearer on", "Bearer onee", "Basic b25lOnR3bw=="}) {
      CAPTURE(text);
      CHECK(verdict(access, text) == Verdict::wrong);
    }
    CHECK(verdict(access, "", {{"token", ""}, {"tokens", "one"}}) == Verdict::nothing_shown);
    CHECK(verdict(access, "", {{"token", "ONE"}}) == Verdict::wrong);
  }

  TEST_CASE("without tokens, or with an empty digest, nobody is let in") {
    CHECK(verdict(access_by({}), "Bearer x") == Verdict::wrong);
    CHECK(verdict(Access({{"", {}, {}}}, {}), "Bearer x") == Verdict::wrong);
    CHECK(verdict(access_by({""}), "Basic YTo=") == Verdict::nothing_shown);
  }

  TEST_CASE("a scope is feeds by name, and feeds of a category and below it") {
    std::vector<FeedSettings> feeds(4);
    const std::vector<std::pair<std::string, std::string>> given{
        {"d", "Asia"}, {"c", "Asia/South"}, {"b", "Asiatica"}, {"a", ""}};
    for (std::size_t i = 0; i < given.size(); ++i) std::tie(feeds[i].name, feeds[i].category) = given[i];
    const Access access({{feeds::sha256_hex("x"), {"a", "gone"}, {"Asia"}}, {feeds::sha256_hex("y"), {}, {}}}, feeds);
    const Scope scope = access.check("Bearer x", "", {}).scope;
    REQUIRE(scope);
    CHECK(*scope == std::vector<std::string>{"a", "c", "d"});
    CHECK_FALSE(access.check("Bearer y", "", {}).scope);
  }

  TEST_CASE("an address that guesses is barred for a while, by its network") {
    Attempts attempts;
    const Attempts::Clock::time_point now{};
    for (int i = 0; i < Attempts::most; ++i) {
      CHECK_FALSE(attempts.barred("2001:db8::1", now));
      attempts.failed("2001:db8::" + std::to_string(i), now);
    }
    CHECK(attempts.barred("2001:db8::ffff", now) == Attempts::window);
    CHECK_FALSE(attempts.barred("2001:db8:0:1::1", now));
    CHECK_FALSE(attempts.barred("2001:db8::1", now + Attempts::window));
  }

  TEST_CASE("counting guesses is bounded") {
    Attempts attempts;
    for (int i = 0; i < 50'000; ++i)
      attempts.failed("10.1." + std::to_string(i / 256) + '.' + std::to_string(i % 256), {});
    CHECK_FALSE(attempts.barred("10.1.0.1", {}));
  }

  TEST_CASE("Base64 is that of RFC 4648") {
    for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                                      {"f", "Zg=="},
                                                                                      {"fo", "Zm8="},
                                                                                      {"foo", "Zm9v"},
                                                                                      {"foob", "Zm9vYg=="},
                                                                                      {"fooba", "Zm9vYmE="},
                                                                                      {"foobar", "Zm9vYmFy"},
                                                                                      {"\xff\xfe\xfd", "//79"}}) {
      CHECK(decode_base64(text) == bytes);
    }
    CHECK(decode_base64("Zg") == "f");
    CHECK(decode_base64("Z g=") == std::nullopt);
  }
}
