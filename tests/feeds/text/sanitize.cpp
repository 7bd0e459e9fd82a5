#include "feeds/text/html.hpp"
#include "feeds/text/tree.hpp"

#include "tests/support/harmless.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace datelined::feeds;
using namespace datelined::feeds::html;

namespace {

std::string safe(std::string_view html) {
  return sanitize_html(html, "http://wire.example/news/").html;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

void check_all(const std::vector<std::pair<std::string, std::string>>& rows) {
  for (const auto& [html, expected] : rows) {
    CAPTURE(html);
    CHECK(safe(html) == expected);
  }
}

}  // namespace

TEST_SUITE("feeds/text/sanitize") {
  TEST_CASE("what readers need stays") {
    check_all({
        {"plain text", "plain text"},
        {"<p>one <b>two</b><br>three</p>", "<p>one <b>two</b><br>three</p>"},
        {R"~(<p dir="rtl" lang="ur">شِنہوا <bdi>Xinhua</bdi></p>)~",
         R"~(<p dir="rtl" lang="ur">شِنہوا <bdi>Xinhua</bdi></p>)~"},
        {"<ruby>漢<rp>(<rt>kan<rp>)</ruby>", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"},
        {"<IMG ALT='a \"b\"' SRC=/i.jpg>", R"~(<img alt="a &quot;b&quot;" src="http://wire.example/i.jpg">)~"},
        {"<table><caption>c<tr><th scope=col>h<td colspan=2>d</table>",
         R"~(<table><caption>c</caption><tbody><tr><th scope="col">h</th><td colspan="2">d</td></tr></tbody></table>)~"},
        {R"~(<time datetime="2024-05-06">May</time> <abbr title="United Nations">UN</abbr>)~",
         R"~(<time datetime="2024-05-06">May</time> <abbr title="United Nations">UN</abbr>)~"},
        {R"~(<a href="b?x=1&y=2&copy=3">l</a>)~",
         R"~(<a href="http://wire.example/news/b?x=1&amp;y=2&amp;copy=3">l</a>)~"},
        {"<pre>\n\n a\n</pre>", "<pre>\n\n a\n</pre>"},
    });
  }

  TEST_CASE("markup is read as a browser reads it") {
    check_all({
        {"<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>"},
        {"<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"},
        {"<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"},
        {"<p><b>a</p><p>b</p>", "<p><b>a</b></p><p><b>b</b></p>"},
        {"<a href=/1>a<a href=/2>b", R"~(<a href="http://wire.example/1">a</a><a href="http://wire.example/2">b</a>)~"},
        {"<table>a<tr><td>b</table>", "a<table><tbody><tr><td>b</td></tr></tbody></table>"},
        {"<td>a</td>", "a"},
        {"a</p>b", "a<p></p>b"},
        {"a</br>b", "a<br>b"},
        {"a</i></div>b", "ab"},
        {"<h1>a<h2>b</h1>", "<h1>a</h1><h2>b</h2>"},
        {"1 < 2 <3 & 4&lt;5", "1 &lt; 2 &lt;3 &amp; 4&lt;5"},
        {"<pre>\na</pre>", "<pre>a</pre>"},
        {"<pre></i>\na</pre>", "<pre>\n\na</pre>"},
        // A formatting element that a table pushed out is open again behind the table.
        {"<table><tr><b>a<tr><td>b</b></table>c",
         "<b>a</b><table><tbody><tr></tr><tr><td>b</td></tr></tbody></table><b>c</b>"},
        {"<table><tr><b>a<tr>b</b></table>c", "<b>a</b><b>b</b><table><tbody><tr></tr><tr></tr></tbody></table>c"},
        {"<table> </td>a<td>b</table>", "a<table> <tbody><tr><td>b</td></tr></tbody></table>"},
        {"<div/>a", "<div>a</div>"},
        // Texts that a table pushed out are one text, and in NFC as one.
        {"<table>e><col>\xCC\xB8", "e\xE2\x89\xAF<table><colgroup><col></colgroup></table>"},
        // A table ends a paragraph: in no-quirks mode, that of every page we write.
        {"<p><table>a<tr><td>b", "<p></p>a<table><tbody><tr><td>b</td></tr></tbody></table>"},
    });
  }

  TEST_CASE("active content goes with its text, unknown elements leave theirs") {
    check_all({
        {"a<script>alert(1)</script>b", "ab"},
        {"a<script><!-- <script> </script> --></script>b", "ab"},
        {"a<style>p{}</style>b<!-- c --><!doctype d><?e f?>g", "abg"},
        {"a<iframe src=x>b</iframe>c<object>d<object>e</object></object>f", "acf"},
        {"a<svg><title>b</title><script>c</script></svg>d", "ad"},
        {"a<svg/>b<math><mi>c</mi></math>d", "abd"},
        {"a<svg><path><p>b</p>", "a<p>b</p>"},  // HTML ends it
        {"a<template><b>c</b></template>d<noembed>e</noembed>f", "adf"},
        {"<form action=/x><input name=a><button>go</button></form>", "go"},
        {"<textarea><b>a</b>&amp;</textarea>", "&lt;b&gt;a&lt;/b&gt;&amp;"},
        {"<blink>a</blink><x-y>b</x-y><o:p>c</o:p>", "abc"},
    });
  }

  TEST_CASE("an end tag that is missing does not take the story along") {
    check_all({
        {"a<object data=x> <b>story</b>", "a <b>story</b>"},
        {"a<svg onload=x>story", "astory"},
        {"a<iframe src=x>story", "astory"},
        {"a<script src=x/> story", "a"},
        {"a<script src=x /> story", "a story"},
        {"a<object>b<textarea>c</textarea>d<title>e", "abcde"},
    });
  }

  TEST_CASE("handlers, styles and forms of script have no attribute left") {
    check_all({
        {R"~(<p onclick="x()" style="color:red" id=a name=b class=c background=d data-x=e>a</p>)~", "<p>a</p>"},
        {R"~(<img src=x onerror=alert(1)>)~", R"~(<img src="http://wire.example/news/x">)~"},
        {R"~(<a href="javascript:x" title=t>a</a>)~", R"~(<a title="t">a</a>)~"},
        {R"~(<a href="java&#10;script:x">a</a>)~", "<a>a</a>"},
        {R"~(<a href="&#1;javascript&colon;x">a</a>)~", "<a>a</a>"},
        {R"~(<a href=/1 href=javascript:x target=_blank ping=/2 rel=opener>a</a>)~",
         R"~(<a href="http://wire.example/1">a</a>)~"},
        {R"~(<video src=/v autoplay poster="data:x"></video>)~", R"~(<video src="http://wire.example/v"></video>)~"},
        {"a<img>b<img src=''>c<img src=javascript:x>d", "abcd"},
    });
  }

  TEST_CASE("what hides in one parse does not come out in the next") {
    for (const std::string_view html :
         {R"~(<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>)~",
          R"~(<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">)~",
          R"~(<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>)~",
          R"~(<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">)~",
          R"~(<xmp><p title="</xmp><img src=x onerror=alert(1)>">)~",
          R"~(<select><style></select><img src=x onerror=alert(1)></style>)~",
          R"~(<![CDATA[<img src=x onerror=alert(1)>]]>)~"}) {
      CAPTURE(html);
      const std::string once = safe(html);
      for (const std::string_view tag : {"<svg", "<math", "<style", "<noscript", "<select", "<xmp", "<form"})
        CHECK(once.find(tag) == std::string::npos);
      CHECK(through_tree(once) == once);
      CHECK(safe(once) == once);
      for (std::size_t at = once.find("onerror"); at != std::string::npos; at = once.find("onerror", at + 1)) {
        const std::string before = once.substr(0, at);
        CHECK(before.rfind("&lt;img") > before.rfind("<img") + 1);  // as text only
      }
    }
  }

  TEST_CASE("normalising what was written changes no markup") {
    CHECK(safe("<p>\u0338a</p>") == "<p>&#824;a</p>");
    CHECK(safe("<p title='\u0338'>e\u0301</p>") == "<p title=\"&#824;\">é</p>");
    // Where a tag between two texts is gone, and where a table pushes one out to the other.
    CHECK(safe("e<x-y>\u0301") == "é");
    CHECK(safe("e<table>\u0301</table>") == "é<table></table>");
  }

  TEST_CASE("characters that browsers keep stay on the long way too") {
    for (const std::string_view text : {"\u007F", "\u0081", "\uFDD0", "\U0001FFFF"}) {
      CAPTURE(text);
      const std::string crossed = "<b>" + std::string(text) + "<i></b></i>";
      CHECK(safe(crossed) == "<b>" + std::string(text) + "<i></i></b>");
    }
  }

  TEST_CASE("it says which references it could not make good") {
    const Sanitized kept = sanitize_html("<a href=/a>a</a>", "http://wire.example/");
    CHECK_FALSE(kept.relative_url);
    CHECK_FALSE(kept.bad_url);
    const Sanitized relative = sanitize_html("<a href=/a>a</a>", "");
    CHECK(relative.html == "<a href=\"/a\">a</a>");
    CHECK(relative.relative_url);
    const Sanitized bad = sanitize_html("<a href=data:x>a</a>", "http://wire.example/");
    CHECK(bad.html == "<a>a</a>");
    CHECK(bad.bad_url);
  }

  // Random tags, opened and closed in and out of order.
  std::string tag_soup(std::mt19937 & random) {
    constexpr const char* tags[] = {
        "a",  "b",  "font", "i",     "p",       "div",   "span",    "ul", "li",         "dl",   "dt", "dd",
        "h1", "h2", "pre",  "table", "caption", "tr",    "td",      "th", "col",        "ruby", "rt", "hr",
        "br", "u",  "cite", "tbody", "center",  "video", "section", "rp", "blockquote", "main"};
    const auto any = [&](std::size_t below) {
      return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    std::string out;
    std::vector<const char*> open;
    const std::size_t length = 2 + any(20);
    for (std::size_t i = 0; i < length; ++i) {
      const std::size_t kind = any(10);
      if (kind < 5) {
        open.push_back(tags[any(std::size(tags))]);
        out += '<' + std::string(open.back()) + (any(3) == 0 ? " title=t" + std::to_string(any(5)) : "") + '>';
      } else if (kind < 7 && !open.empty()) {
        out += "</" + std::string(open.back()) + '>';
        open.pop_back();
      } else if (kind < 8) {
        out += "</" + std::string(tags[any(std::size(tags))]) + '>';
      } else {
        out += any(2) == 0 ? "text" : "\n ";
      }
    }
    return out;
  }

  void check_what_must_hold(std::string_view html) {
    CAPTURE(html);
    const std::string once = safe(html);
    REQUIRE(datelined::test::harm_in(once) == "");
    REQUIRE(through_tree(once) == once);
    REQUIRE(safe(once) == once);
    const std::string bare = datelined::test::bare_markup(html);
    const std::string slow = datelined::test::by_tree(bare);
    if (!slow.empty()) REQUIRE(safe(bare) == safe(slow));
  }

  TEST_CASE("one pass gives what a tree gives, harmless and for good, whatever came in") {
    std::mt19937 random(20240706);
    for (int i = 0; i < 20'000; ++i) check_what_must_hold(tag_soup(random));
  }

  TEST_CASE("whatever stands in between, list items, phrases and paragraphs end where they do in a tree") {
    for (const std::string name :
         {"abbr",    "address", "article", "aside",  "audio",    "b",          "bdi",   "blockquote",
          "caption", "center",  "cite",    "code",   "colgroup", "dd",         "del",   "details",
          "div",     "dl",      "dt",      "em",     "figure",   "figcaption", "font",  "footer",
          "h1",      "header",  "ins",     "kbd",    "li",       "main",       "mark",  "nav",
          "ol",      "p",       "picture", "pre",    "q",        "rp",         "rt",    "ruby",
          "section", "small",   "span",    "strong", "sub",      "summary",    "table", "tbody",
          "td",      "tr",      "time",    "u",      "ul",       "var",        "video"}) {
      const std::string it = "<" + name + ">", end = "</" + name + ">";
      for (const std::string_view item : {"dt", "dd", "li"}) {
        const std::string tag = "<" + std::string(item) + ">";
        check_what_must_hold("<ul>" + tag + "a" + it + "b" + tag + "c</ul>");
      }
      for (const std::string_view outer : {"span", "b", "p", "div", "ruby"}) {
        const std::string tag(outer);
        check_what_must_hold("<" + tag + ">a" + it + "b</" + tag + ">c");
        check_what_must_hold(it + "<" + tag + ">a" + end + "b");
      }
    }
    CHECK(safe("<dl><dt>a<main>b<dt>c</dl>") == "<dl><dt>a<main>b</main></dt><dt>c</dt></dl>");
  }

  TEST_CASE("one pass gives what a tree gives over all documents that tests have") {
    int documents = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(TEST_DATA)) {
      if (!item.is_regular_file()) continue;
      std::ifstream stream(item.path(), std::ios::binary);
      CAPTURE(item.path().string());
      check_what_must_hold(std::string{std::istreambuf_iterator<char>(stream), {}});
      ++documents;
    }
    CHECK(documents > 100);
  }

  TEST_CASE("links in links that no parser takes apart are taken apart") {
    check_what_must_hold("<a href=/1>" + repeated("<div><a href=/2>", 60));
    const std::string out = safe("<a href=/1>" + repeated("<div>", 40) + "<a href=/2>story");
    CHECK(out.find("story") != std::string::npos);
    CHECK(out.find("/2") != std::string::npos);
  }

  TEST_CASE("markup made to hurt stays in bounds") {
    for (const std::string_view unit : {"<div>",
                                        "<b title=x><p>",
                                        "<span><div></span>",
                                        "<p><b title=x></p>",
                                        "<table><td>",
                                        "<table><p></table>",
                                        "<object>",
                                        "<svg>",
                                        "<svg><title>",
                                        "<!--",
                                        "<!-- --!>",
                                        "<iframe>",
                                        "<script><!--",
                                        "<a href=x>",
                                        "<ul><li>",
                                        "<b><div><div><div><div><div><div><div><div><div></b>",
                                        "</p>",
                                        "&",
                                        "<",
                                        "<a b=",
                                        "<x "}) {
      CAPTURE(unit);
      const std::string out = safe(repeated(unit, 20'000));
      CHECK(out.size() < 4'000'000);
      CHECK(through_tree(out) == out);
    }
    // Formatting elements that are left open are opened again in every paragraph.
    std::string reopened;
    for (int i = 0; i < 200; ++i) reopened += "<font title=" + std::to_string(i) + '>';
    reopened += repeated("<p>story</p></font>", 50'000);
    const std::string out = safe(reopened);
    CHECK(out.size() < 60'000'000);
    CHECK(out.find("story") != std::string::npos);
  }

  TEST_CASE("a story nested too deeply keeps its text") {
    const std::string out = safe(repeated("<div>", 5'000) + "story" + repeated("</div>", 5'000));
    CHECK(out.find("story") != std::string::npos);
    CHECK(out.size() < 5'000);
  }
}
