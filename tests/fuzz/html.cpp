// Any markup through the sanitiser: what it writes is harmless and parses back to the same tree, and the one
// pass gives what a whole tree of the same markup gives.
#include "tests/fuzz/oracle.hpp"
#include "tests/support/harmless.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/tree.hpp"

#include <string>

using namespace datelined;
using test::must;

namespace {

constexpr const char* base = "https://example.org/a/";

std::string sanitized(std::string_view html) {
  return feeds::sanitize_html(html, base).html;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html = test::text_of(data, size);

  const std::string once = sanitized(html);
  const std::string harm = test::harm_in(once);
  must(harm.empty(), "what is written is harmless", harm, once);
  const std::string again = sanitized(once);
  must(again == once, "what is written is clean already", again, once);
  const std::string tree = feeds::html::through_tree(once);
  must(tree == once, "what is written parses back to itself", tree, once);

  const std::string bare = test::bare_markup(html);
  if (const std::string slow = test::by_tree(bare); !slow.empty()) {
    const std::string fast = sanitized(bare);
    must(fast == sanitized(slow), "one pass gives what a tree gives", fast, slow);
  }

  feeds::looks_like_html(html);
  const std::string text = feeds::plain_text(html);
  must(test::is_clean_utf8(text), "plain text is clean", text);
  const std::string same = feeds::plain_text(feeds::escape_html(text));
  must(same == text, "plain text that was escaped is itself", same, text);
  return 0;
}
