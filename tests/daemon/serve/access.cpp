#include "daemon/serve/access.hpp"

#include "daemon/serve/base64.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/serve/access") {
  TEST_CASE("a token is taken as Bearer, as the password of Basic, or as a parameter") {
    const Access access({"one", "two:2"});
    CHECK(access.allows("Bearer one", {}));
    CHECK(access.allows("bearer   two:2", {}));
    CHECK(access.allows("Basic YW55b25lOm9uZQ==", {}));
    CHECK(access.allows("BASIC OnR3bzoy", {}));
    CHECK(access.allows("", {{"limit", "1"}, {"token", "one"}}));
  }

  TEST_CASE("anything else is not") {
    const Access access({"one"});
    for (const std::string& text :
         {std::string(), std::string("Bearer"), std::string("Bearer "), std::string("Bearer on"),
          std::string("Bearer onee"), std::string("Bearerone"), std::string("one"), std::string("Digest one"),
          std::string("Basic b25l"), std::string("Basic !!!!"), std::string("Basic b25lOnR3bw==")}) {
      CAPTURE(text);
      CHECK_FALSE(access.allows(text, {}));
    }
    CHECK_FALSE(access.allows("", {{"token", ""}, {"token", "ONE"}, {"tokens", "one"}}));
  }

  TEST_CASE("without tokens, or with an empty one, nobody is let in") {
    CHECK_FALSE(Access({}).allows("Bearer ", {{"token", ""}}));
    CHECK_FALSE(Access({""}).allows("Bearer ", {{"token", ""}}));
    CHECK_FALSE(Access({""}).allows("Basic YTo=", {}));
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
