// Any text as a date, in the language that its first line names: what is read is written, in each format, and
// read again as the same second by every language; blanks around it do not matter.
#include "tests/fuzz/oracle.hpp"

#include "feeds/text/date.hpp"

#include <string>

using namespace datelined;
using test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(test::text_of(data, size));
  const std::size_t line = input.find('\n');
  const std::string language = line == input.npos ? std::string() : input.substr(0, line);
  const std::string text = line == input.npos ? input : input.substr(line + 1);

  const auto time = feeds::read_date(text, language);
  must(feeds::read_date(" \n" + text + "\t ", language) == time, "blanks around a date do not count", text);
  if (!time) return 0;
  for (const std::string& written : {feeds::rfc3339(*time), feeds::rfc5322(*time), feeds::http_date(*time)}) {
    must(feeds::read_date(written) == time, "a date that was written is read", written, text);
  }
  // Years of our time are no calendar's but the Gregorian one's.
  constexpr feeds::Time first = std::chrono::sys_days(std::chrono::year(1600) / 1 / 1);
  constexpr feeds::Time end = std::chrono::sys_days(std::chrono::year(2400) / 1 / 1);
  if (*time >= first && *time < end) {
    must(feeds::read_date(feeds::rfc3339(*time), language) == time, "a language makes no other day of it", text);
  }
  return 0;
}
