// Any bytes as a subscription list; what is written of it is read as the same list.
#include "tests/fuzz/oracle.hpp"
#include "tests/support/harmless.hpp"

#include "feeds/read/opml.hpp"

#include <string>

using namespace datelined;
using test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = feeds::read_opml({.bytes = test::text_of(data, size)});
  if (!list) return 0;
  const std::string written = feeds::write_opml(list->title, feeds::Time{}, list->outlines);
  must(test::is_clean_utf8(written), "what is written is clean", written);
  const auto again = feeds::read_opml({.bytes = written});
  must(again.has_value(), "what is written is a list", written);
  for (const feeds::Note& note : again->notes) must(note.code == "relative-url", "it is sound", note.message, written);
  must(again->outlines.size() == list->outlines.size(), "what is written has every feed", written);
  return 0;
}
