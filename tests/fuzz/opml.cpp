// Any bytes as a subscription list; what is written of it is read as the same list.
#include "feeds/read/opml.hpp"

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = read_opml({.bytes = {reinterpret_cast<const char*>(data), size}});
  if (!list) return 0;
  const std::string written = write_opml(list->title, Time{}, list->outlines);
  const auto again = read_opml({.bytes = written});
  if (!again || again->outlines.size() != list->outlines.size()) std::abort();
  return 0;
}
