#include "feeds/text/html.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/plain") {
  TEST_CASE("markup becomes the text people read") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"", ""},
        {"  two   words\n", "two words"},
        {"<b>bold</b>ly", "boldly"},
        {"<p>one</p><p>two</p>", "one two"},
        {"one<br>two<br/>three", "one two three"},
        {"<ul><li>a<li>b</ul>c", "a b c"},
        {"Q&amp;A &eacute;&#233; &ldquo;so&rdquo;", "Q&A éé “so”"},
        {"&lt;b&gt;", "<b>"},
        {"a<script>b</script><style>c</style><!-- d --><svg><text>e</text></svg>f", "af"},
        {"a<unknown>b</unknown>", "ab"},
        {"1 < 2 & 3 > 2", "1 < 2 & 3 > 2"},
        {"AT&T ?a=1&copy=2", "AT&T ?a=1&copy=2"},
        {"\u00A0&nbsp;تازترین&nbsp;خبر&nbsp; ", "تازترین\u00A0خبر"},
        {"e<b>\u0301</b>", "é"},
    };
    for (const auto& [html, text] : rows) {
      CAPTURE(html);
      CHECK(plain_text(html) == text);
    }
  }
}
