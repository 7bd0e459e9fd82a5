// Any bytes under any Content-Type, which the first line is: what comes out is UTF-8, and stays what it is.
#include "tests/fuzz/oracle.hpp"

#include "feeds/text/charset.hpp"
#include "feeds/text/utf8.hpp"

#include <string>

using namespace datelined;
using test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, bytes] = test::split_line(test::text_of(data, size));
  const feeds::Decoded decoded = feeds::decode(bytes, type);
  must(feeds::is_utf8(decoded.text), "what is decoded is UTF-8", decoded.text);
  must(!decoded.encoding.empty(), "the encoding has a name");
  for (const char c : decoded.encoding) must(c < 'A' || c > 'Z', "its name is in lower case", decoded.encoding);
  for (const feeds::Note& note : decoded.notes)
    must(!note.code.empty() && !note.message.empty(), "a note says something");

  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  constexpr std::string_view japanese_escape = "\x1B$";        // ISO-2022-JP, whatever it is said to be
  if (decoded.text.find('\0') != std::string::npos) return 0;  // may look like UTF-16
  if (decoded.text.starts_with(byte_order_mark) || decoded.text.find(japanese_escape) != std::string::npos) return 0;
  const feeds::Decoded again = feeds::decode(decoded.text, "text/xml; charset=utf-8");
  must(again.text == decoded.text, "UTF-8 decodes to itself", again.text, decoded.text);
  return 0;
}
