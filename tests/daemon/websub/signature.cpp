#include "daemon/websub/signature.hpp"

#include "daemon/websub/token.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/websub/signature") {
  // RFC 2202 §3 and RFC 4231 §4.3: the second test case of each.
  TEST_CASE("a body is signed as the RFCs say") {
    const std::string key = "Jefe", body = "what do ya want for nothing?";
    CHECK(sign_body(SignatureMethod::sha1, key, body) == "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    CHECK(sign_body(SignatureMethod::sha256, key, body) ==
          "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(sign_body(SignatureMethod::sha384, key, body) ==
          "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    CHECK(sign_body(SignatureMethod::sha512, key, body) ==
          "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaea"
          "b1a34d4a6b4b636e070a38bce737");
  }

  TEST_CASE("a signature holds for its body and secret alone") {
    for (const auto method :
         {SignatureMethod::sha1, SignatureMethod::sha256, SignatureMethod::sha384, SignatureMethod::sha512}) {
      const std::string signature = sign_body(method, "secret", "body");
      CAPTURE(signature);
      CHECK(is_signed(signature, "secret", "body"));
      CHECK(!is_signed(signature, "secret", "bodY"));
      CHECK(!is_signed(signature, "Secret", "body"));
      CHECK(!is_signed(signature + "0", "secret", "body"));
      CHECK(!is_signed(signature.substr(0, signature.size() - 1), "secret", "body"));
    }
    std::string upper = sign_body(SignatureMethod::sha256, "secret", "");
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    CHECK(is_signed(upper, "secret", ""));
  }

  TEST_CASE("what is no signature holds for nothing") {
    for (const char* text : {"", "sha256", "sha256=", "md5=d41d8cd98f00b204e9800998ecf8427e", "=abc", "sha1=zz"}) {
      CAPTURE(text);
      CHECK(!is_signed(text, "secret", ""));
    }
    CHECK(read_method("SHA512") == SignatureMethod::sha512);
    CHECK(read_method("md5") == std::nullopt);
  }

  TEST_CASE("tokens are long and never the same") {
    CHECK(random_token(16).size() == 32);
    CHECK(random_token(16) != random_token(16));
  }
}
