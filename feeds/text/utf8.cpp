#include "feeds/text/utf8.hpp"

#include <simdjson.h>
#include <unicode/utf8.h>

namespace datelined::feeds {

// ICU's macro narrows without a cast.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
char32_t next_code_point_of_any(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  U8_NEXT(text.data(), at, text.size(), c);
  return c < 0 ? ill_formed : static_cast<char32_t>(c);
}
#pragma GCC diagnostic pop

bool is_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace datelined::feeds
