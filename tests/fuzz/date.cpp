// Any text as a date: what is read is written and read again as the same second.
#include "feeds/text/date.hpp"

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto time = read_date({reinterpret_cast<const char*>(data), size});
  if (time && read_date(rfc3339(*time)) != time) std::abort();
  return 0;
}
