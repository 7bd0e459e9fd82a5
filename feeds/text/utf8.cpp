#include "feeds/text/utf8.hpp"

#include <unicode/utf8.h>

#include <cstring>

namespace datelined::feeds {

// ICU's macro narrows without a cast.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
char32_t next_code_point(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  U8_NEXT(text.data(), at, text.size(), c);
  return c < 0 ? ill_formed : static_cast<char32_t>(c);
}
#pragma GCC diagnostic pop

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    // Eight ASCII bytes at once: most documents are mostly markup.
    std::uint64_t word = 0;
    while (bytes.size() - at >= sizeof word) {
      std::memcpy(&word, bytes.data() + at, sizeof word);
      if ((word & 0x8080'8080'8080'8080u) != 0) break;
      at += sizeof word;
    }
    if (at < bytes.size() && next_code_point(bytes, at) == ill_formed) return false;
  }
  return true;
}

}  // namespace datelined::feeds
