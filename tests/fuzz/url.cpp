// Any base and reference: what resolves against a base stays what it is when resolved again.
#include "feeds/text/url.hpp"

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end_of_line = std::min(all.find('\n'), all.size());
  const std::string_view base = all.substr(0, end_of_line);
  const auto resolved = resolve_url(base, all.substr(std::min(end_of_line + 1, all.size())));
  canonical_url(all);
  without_credentials(all);
  if (resolved && is_http_url(*resolved) && resolve_url(base, *resolved) != resolved) std::abort();
  return 0;
}
