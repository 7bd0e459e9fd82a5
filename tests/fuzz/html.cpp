// Any markup through the sanitiser: what it writes is already clean.
#include "feeds/text/html.hpp"

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  plain_text(html);
  looks_like_html(html);
  const std::string once = sanitize_html(html, "https://example.org/a").html;
  if (sanitize_html(once, "https://example.org/a").html != once) std::abort();
  return 0;
}
