#include "feeds/text/tokens.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using namespace datelined::feeds::html;

namespace {

// Tags in angle brackets with their attributes, texts as they are, a bar between.
std::string stream(std::string_view html) {
  std::string out;
  Tokens tokens(html);
  for (Token token; tokens.next(token);) {
    if (!out.empty()) out += '|';
    if (token.kind == Token::Kind::text) {
      out += token.text;
      continue;
    }
    out += token.kind == Token::Kind::end ? "</" : "<";
    out += token.name;
    for (const Attribute& attribute : token.attributes) {
      out.append(" ").append(attribute.name).append("=").append(attribute.value);
    }
    out += token.self_closing ? "/>" : ">";
  }
  return out;
}

}  // namespace

TEST_SUITE("feeds/text/tokens") {
  TEST_CASE("tags are told from text as HTML5 tells them") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"a<b>c</b>d", "a|<b>|c|</b>|d"}, {"a < b <3 <", "a |< b |<3 |<"}, {"<B\nx>y</B z>", "<B x=>|y|</B z=>"},
        {"<br/><br / >", "<br/>|<br>"},   {"a</>b</ c>d", "a|b|d"},        {"a<b c", "a"},  // a tag that never ends
    };
    for (const auto& [html, tokens] : rows) {
      CAPTURE(html);
      CHECK(stream(html) == tokens);
    }
  }

  TEST_CASE("attributes are read in every way they are written") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {R"(<a b=1 c='2' d="3" e>)", "<a b=1 c=2 d=3 e=>"},
        {R"(<a b = "x>y"c=z>)", "<a b=x>y c=z>"},
        {R"(<a/b="1"/c>)", "<a b=1 c=>"},
        {R"(<a ="x" b=>)", R"(<a ="x"= b=>)"},
        {R"(<a b=c/>)", "<a b=c/>"},
        {R"(<a b="c)", ""},
    };
    for (const auto& [html, tokens] : rows) {
      CAPTURE(html);
      CHECK(stream(html) == tokens);
    }
  }

  TEST_CASE("comments, doctypes and instructions are passed over") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"a<!-- <b> -->c", "a|c"}, {"a<!-->b", "a|b"},         {"a<!--->b", "a|b"},
        {"a<!-- x --!>b", "a|b"},  {"a<!-- x -- > y", "a"},    {"a<!doctype html>b", "a|b"},
        {"a<?php b ?>c", "a|c"},   {"a<![CDATA[b]]>c", "a|c"}, {"a<!DOCTYPE b", "a|<!DOCTYPE b"},
        {"a<!----", "a"},          {"a<!---->b", "a|b"},
    };
    for (const auto& [html, tokens] : rows) {
      CAPTURE(html);
      CHECK(stream(html) == tokens);
    }
  }

  TEST_CASE("raw text is no markup") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"<style><b></style>c", "<style>|<b>|</style>|c"},
        {"<script>'</scripts>'</SCRIPT >c", "<script>|'</scripts>'|</SCRIPT>|c"},
        {"<script><!--<script></script>--></script>c", "<script>|<!--<script></script>-->|</script>|c"},
        {"<script><!--></script>c", "<script>|<!-->|</script>|c"},
        {"<title>a<b>&amp;</title>", "<title>|a<b>&amp;|</title>"},
        {"<textarea><p>", "<textarea>|<p>"},  // never ends: taken as if it were not there
        {"<script>a<p>", "<script>|a<p>"},    // nobody wants to read a script
    };
    for (const auto& [html, tokens] : rows) {
      CAPTURE(html);
      CHECK(stream(html) == tokens);
    }
  }
}
