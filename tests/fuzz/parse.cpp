// Any bytes through the one door in; what comes out survives its own JSON.
#include "feeds/parse.hpp"
#include "feeds/json.hpp"

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse({.bytes = bytes, .url = "https://example.org/feed.xml", .keep_foreign = true});
  if (!parsed) return 0;
  for (const Entry& entry : parsed->entries) {
    const auto json = to_json(entry);
    if (to_json(entry_from_json(json)) != json) std::abort();
  }
  return 0;
}
