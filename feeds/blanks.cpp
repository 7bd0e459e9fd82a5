#include "feeds/blanks.hpp"

#include <array>
#include <cstdint>

namespace datelined::feeds {
namespace {

// What a byte of UTF-8 begins: nearly all letters of all scripts begin with one that begins no blank.
enum class Begins : std::uint8_t { nothing, character, blank, either };

constexpr std::array<Begins, 256> what_begins = [] {
  std::array<Begins, 256> all{};
  for (unsigned byte = 0; byte < all.size(); ++byte) {
    const bool continues = byte >= 0x80 && byte < 0xC0;
    const bool may_be_blank = byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3) || byte == 0xEF;
    all[byte] = continues                       ? Begins::nothing
                : may_be_blank                  ? Begins::either
                : byte < 0x80 && is_blank(byte) ? Begins::blank
                                                : Begins::character;
  }
  return all;
}();

Begins begins(char c) {
  return what_begins[static_cast<unsigned char>(c)];
}

}  // namespace

void append_without_blanks(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + text.size());
  char* end = out.data() + before;
  for (std::size_t at = 0; at < text.size();) {
    if (begins(text[at]) != Begins::either) {
      *end = text[at];
      end += begins(text[at]) == Begins::blank ? 0 : 1;
      ++at;
      continue;
    }
    const std::size_t start = at;
    if (is_blank(next_code_point(text, at))) continue;
    end += text.copy(end, at - start, start);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
}

std::size_t count_without_blanks(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    if (begins(utf8[at]) == Begins::either) {
      count += is_blank(next_code_point(utf8, at)) ? 0 : 1;
    } else {
      count += begins(utf8[at]) == Begins::character ? 1 : 0;
      ++at;
    }
  }
  return count;
}

}  // namespace datelined::feeds
