#include "feeds/text/entities.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/entities") {
  TEST_CASE("the names of HTML are known, by their letter case") {
    CHECK(named_reference("nbsp") == "\xC2\xA0");
    CHECK(named_reference("eacute") == "é");
    CHECK(named_reference("Eacute") == "É");
    CHECK(named_reference("AElig") == "Æ");
    CHECK(named_reference("zwnj") == "\xE2\x80\x8C");
    CHECK(named_reference("NotEqualTilde") == "≂̸");
    CHECK(named_reference("CounterClockwiseContourIntegral") == "∳");
    CHECK(named_reference("EACUTE").empty());
    CHECK(named_reference("").empty());
  }

  TEST_CASE("references are decoded") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"Q&amp;A", "Q&A"},
        {"&lt;b&gt;", "<b>"},
        {"&#233;&#xE9;&#XE9;", "ééé"},
        {"&#1588;&#1616;", "شِ"},
        {"&#128512;", "😀"},
        {"&#233 &#xE9 ", "é é "},
        {"&#147;so&#148; &#150; &#x80;", "“so” – €"},  // windows-1252
        {"&amp;amp;", "&amp;"},
    };
    for (const auto& [text, decoded] : rows) {
      CAPTURE(text);
      CHECK(decode_references(text) == decoded);
    }
  }

  TEST_CASE("what is no reference stays as it is") {
    for (const std::string_view text :
         {"AT&T", "?a=1&copy=2", "&", "&&", "&;", "&#;", "&#x;", "&unknown;", "&eacute", "& amp;"}) {
      CAPTURE(text);
      CHECK(decode_references(text) == text);
    }
  }

  TEST_CASE("numbers that are no character become the replacement character") {
    for (const std::string_view text : {"&#0;", "&#xD800;", "&#x110000;", "&#99999999999999999999;"}) {
      CAPTURE(text);
      CHECK(decode_references(text) == "\xEF\xBF\xBD");
    }
  }
}
