#include "feeds/text/utf8.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace datelined::feeds;
using namespace std::string_view_literals;

namespace {

bool has_only_code_points(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (next_code_point(bytes, at) == ill_formed) return false;
  }
  return true;
}

}  // namespace

TEST_SUITE("feeds/text/utf8") {
  TEST_CASE("text in any script is UTF-8, wherever its characters meet a block's end") {
    const std::string text = "déjà vu — وزیر اعظم نے کہا 国务院 한국 Москва กรุงเทพ 😀🇵🇰 \xEF\xBF\xBF\xF4\x8F\xBF\xBF";
    for (std::size_t before = 0; before < 70; ++before) {
      CHECK(is_utf8(std::string(before, 'x') + text + std::string(70 - before, 'y')));
    }
    CHECK(is_utf8(""));
    CHECK(is_utf8("\0"sv));
  }

  TEST_CASE("what Unicode forbids is none, at every place") {
    for (const std::string_view wrong :
         {"\x80"sv, "\xBF"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xC3"sv, "\xC3x"sv, "\xE0\x9F\xBF"sv, "\xE4\xB8"sv,
          "\xED\xA0\x80"sv, "\xED\xBF\xBF"sv, "\xF0\x8F\xBF\xBF"sv, "\xF0\x9F\x98"sv, "\xF4\x90\x80\x80"sv,
          "\xF5\x80\x80\x80"sv, "\xFF"sv, "\xFE"sv}) {
      for (std::size_t before = 0; before < 70; ++before) {
        const std::string text = std::string(before, 'x').append(wrong);
        CAPTURE(text);
        CHECK_FALSE(is_utf8(text));
        CHECK_FALSE(is_utf8(text + std::string(70, 'y')));
      }
    }
  }

  TEST_CASE("the fast reading gives what the reading of any bytes gives, and ends where it ends") {
    std::string bytes(4, 'x');
    for (unsigned first = 0; first < 0x100; ++first) {
      for (unsigned second = 0; second < 0x100; ++second) {
        for (const unsigned third : {0x00U, 0x7FU, 0x80U, 0x9FU, 0xA0U, 0xBFU, 0xC2U, 0xFFU}) {
          bytes[0] = static_cast<char>(first);
          bytes[1] = static_cast<char>(second);
          bytes[2] = static_cast<char>(third);
          for (std::size_t size = 1; size <= bytes.size(); ++size) {
            const std::string_view text(bytes.data(), size);
            std::size_t at = 0, at_of_any = 0;
            REQUIRE(next_code_point(text, at) == next_code_point_of_any(text, at_of_any));
            REQUIRE(at == at_of_any);
          }
        }
      }
    }
  }

  TEST_CASE("every two bytes, and every third after the leads of more, are judged alike by both readings") {
    std::string bytes(3, 'x');
    for (unsigned first = 0x80; first < 0x100; ++first) {
      for (unsigned second = 0; second < 0x100; ++second) {
        for (const unsigned third : {0x00U, 0x7FU, 0x80U, 0x9FU, 0xA0U, 0xBFU, 0xC2U, 0xFFU}) {
          bytes[0] = static_cast<char>(first);
          bytes[1] = static_cast<char>(second);
          bytes[2] = static_cast<char>(third);
          REQUIRE(is_utf8(bytes) == has_only_code_points(bytes));
          REQUIRE(is_utf8(bytes + "\x80") == has_only_code_points(bytes + "\x80"));
        }
      }
    }
  }
}
