#include "feeds/write/difference.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

namespace {

std::string marked(std::string_view before, std::string_view after) {
  std::string out, old, fresh;
  for (const Difference& piece : differences(before, after)) {
    const bool removed = piece.kind == Difference::Kind::removed, added = piece.kind == Difference::Kind::added;
    out += removed ? "[-" + piece.text + "]" : added ? "[+" + piece.text + "]" : piece.text;
    if (!added) old += piece.text;
    if (!removed) fresh += piece.text;
  }
  std::erase_if(old, [](char c) { return c == ' '; });
  std::string words(before);
  std::erase_if(words, [](char c) { return c == ' '; });
  CHECK(old == words);
  CHECK(fresh == after);
  return out;
}

}  // namespace

TEST_SUITE("feeds/write/difference") {
  TEST_CASE("what changed is told word by word, or character by character where there are no words") {
    CHECK(marked("", "") == "");
    CHECK(marked("same", "same") == "same");
    CHECK(marked("ten were hurt today", "twelve were hurt today") == "[-ten ][+twelve ]were hurt today");
    CHECK(marked("a b c d", "a c x d") == "a [-b ]c [+x ]d");
    CHECK(marked("one", "one two") == "one [+two]");
    CHECK(marked("台风登陆上海", "台风登陆浙江") == "台风登陆[-上海][+浙江]");
    CHECK(marked("تیز بارش ہوئی", "ہلکی بارش ہوئی") == "[-تیز ][+ہلکی ]بارش ہوئی");
    CHECK(marked("", "new") == "[+new]");
    CHECK(marked("a\xFF\xFE b", "a b") == "[-a\xFF\xFE ][+a ]b");
  }

  TEST_CASE("texts that have nothing in common are replaced, however long they are") {
    std::string before, after;
    for (int i = 0; i < 20'000; ++i) before += "a" + std::to_string(i) + ' ', after += "b" + std::to_string(i) + ' ';
    CHECK(differences("x " + before, "x " + after).size() == 3);
  }
}
