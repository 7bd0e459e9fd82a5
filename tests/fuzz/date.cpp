// Any text as a date: what is read is written, in each format, and read again as the same second; neither blanks
// around it nor the case of its letters matter.
#include "tests/fuzz/oracle.hpp"

#include "feeds/text/date.hpp"

#include <string>

using namespace datelined;
using test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(test::text_of(data, size));
  const auto time = feeds::read_date(text);
  must(feeds::read_date(" \n" + text + "\t ") == time, "blanks around a date do not count", text);
  if (!time) return 0;
  for (const std::string& written : {feeds::rfc3339(*time), feeds::rfc5322(*time), feeds::http_date(*time)}) {
    must(feeds::read_date(written) == time, "a date that was written is read", written, text);
  }
  return 0;
}
