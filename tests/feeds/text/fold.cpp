#include "feeds/text/fold.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/fold") {
  TEST_CASE("what one keyboard types and another does not is the same word") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"شِنہوا", "شنہوا"},            // a kasra
        {"پاكستان كي", "پاکستان کی"},  // Arabic letters, Urdu letters
        {"۲۰۲۶", "2026"},
        {"٢٠٢٦", "2026"},
        {"२०२६", "2026"},
        {"２０２６", "2026"},
        {"ÉLECTION", "election"},
        {"Straße", "STRASSE"},
        {"ёлка", "елка"},
        {"کتــاب", "کتاب"},          // a stretched line
        {"می‌رود", "میرود"},  // a zero-width non-joiner
        {"क़लम", "कलम"},              // a nukta
        {"ﷲ", "الله"},               // a presentation form
    };
    for (const auto& [a, b] : rows) {
      CAPTURE(a);
      CHECK(fold(a) == fold(b));
      CHECK_FALSE(fold(a).empty());
    }
  }

  TEST_CASE("marks that spell stay") {
    for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{
             {"की", "का"}, {"ที่", "ทา"}, {"が", "か"}, {"ぱ", "は"}, {"1", "2"}}) {
      CAPTURE(a);
      CHECK(fold(a) != fold(b));
    }
  }

  TEST_CASE("everything between words is one space, none at the ends, or none at all") {
    CHECK(fold(" \u00A0Talks —  in\u3000Beijing!\n") == "talks in beijing");
    CHECK(fold_letters(" \u00A0Talks —  in\u3000Beijing!\n") == "talksinbeijing");
    CHECK(fold("") == "");
    CHECK(fold(" ۔ ") == "");
    CHECK(fold_letters("دیا۔ماہرین") == fold_letters("دیا۔ ماہرین"));
  }

  TEST_CASE("bytes that are no UTF-8 do no harm") {
    CHECK(fold("ab\xff\xfe cd\xc3") == "ab cd");
  }
}
