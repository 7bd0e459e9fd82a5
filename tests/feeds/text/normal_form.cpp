#include "feeds/text/normal_form.hpp"

#include "feeds/text/characters.hpp"

#include <doctest/doctest.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <string>

using namespace datelined::feeds;

namespace {

const icu::Normalizer2& nfc() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFCInstance(status);
}

int quick_check(UChar32 c) {
  return u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK);
}

}  // namespace

TEST_SUITE("feeds/text/normal_form") {
  TEST_CASE("what the table says of a code point is what ICU says of it") {
    for (UChar32 c = 0x80; c < 0x110000; ++c) {
      const auto kind = normal_form::kind_of(static_cast<char32_t>(c));
      if (kind == normal_form::unsure) continue;
      CAPTURE(c);
      REQUIRE(quick_check(c) == UNORM_YES);
      REQUIRE(nfc().getCombiningClass(c) == kind - 1);
      REQUIRE_FALSE((c < 0xA0 || c == 0xFFFE || c == 0xFFFF || U_IS_SURROGATE(c)));
    }
  }

  TEST_CASE("marks out of order, compositions and ill-formed bytes are left to ICU, and found") {
    for (const std::string text :
         {"e\u0301", "\u0651\u064B", "\u0E48\u0E38", "\u1100\u1161", "\u0928\u093C", "\u212B", "\xC3", "\xE0\x80\x80",
          "\xED\xA0\x80", "\xF0\x80\x80\x80", "a\x01", "\u0085", "\uFFFE"}) {
      CAPTURE(text);
      CHECK_FALSE(is_clean_text(text));
      CHECK(is_clean_text(clean_text(text)));
    }
    for (const std::string text :
         {"\u064B\u0651", "\u0E38\u0E48", "क्षेत्र", "تُرکِيَہ", "ภาษาไทย", "שָׁלוֹם", "中文😀", "Tiếng Việt"}) {
      CAPTURE(text);
      CHECK(is_clean_text(text));
      CHECK(clean_text(text) == text);
    }
  }

  TEST_CASE("what is to be mended is seen wherever it stands, among letters of any script") {
    for (const std::string letter : {"a", "é", "я", "ω", "و", "क", "字", "한", "ไ", "’", "😀"}) {
      std::string before;
      for (std::size_t letters = 0; letters < 90; ++letters, before += letter) {
        for (const std::string wrong : {"e\u0301", "\u0E48\u0E38", "\u0928\u093C", "\u0085", "a\x01", "\xC3", "\r"}) {
          CAPTURE(before);
          CAPTURE(wrong);
          CHECK_FALSE(is_clean_text(before + wrong));
          CHECK_FALSE(is_clean_text(before + wrong + before + "x"));
        }
        CHECK(is_clean_text(before + "x" + before));
      }
    }
  }
}
