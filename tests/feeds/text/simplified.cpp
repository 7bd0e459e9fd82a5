#include "feeds/text/simplified.hpp"

#include <doctest/doctest.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <memory>
#include <utility>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/simplified") {
  TEST_CASE("every Han character becomes what ICU makes of it, any other stays") {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> icu(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
    REQUIRE(icu);
    int changed = 0;
    for (const auto& [first, last] : {std::pair<char32_t, char32_t>{0x3400, 0x9FFF}, {0xF900, 0xFAFF}}) {
      for (char32_t c = first; c <= last; ++c) {
        icu::UnicodeString text(static_cast<UChar32>(c));
        icu->transliterate(text);
        CAPTURE(static_cast<std::uint32_t>(c));
        REQUIRE(text.countChar32() == 1);
        REQUIRE(static_cast<std::uint32_t>(simplified(c)) == static_cast<std::uint32_t>(text.char32At(0)));
        changed += simplified(c) != c ? 1 : 0;
      }
    }
    CHECK(changed > 2'800);
    for (const char32_t c : U"a é 가 ن 。") CHECK(simplified(c) == c);
  }
}
