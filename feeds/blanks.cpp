#include "feeds/blanks.hpp"

#include "feeds/text/scan.hpp"

#include <array>
#include <cstdint>

namespace datelined::feeds {
namespace {

// What a byte of UTF-8 is: nearly all letters of all scripts begin with one that begins no blank.
enum class Kind : std::uint8_t { blank, kept, may_begin_blank };

constexpr Byte is_c2(Byte c) {
  return static_cast<Byte>(c == 0xC2);
}
constexpr Byte is_e1_to_e3(Byte c) {
  return static_cast<Byte>((c >= 0xE1) & (c <= 0xE3));
}
constexpr Byte is_ef(Byte c) {
  return static_cast<Byte>(c == 0xEF);
}
constexpr Byte is_narrow_blank(Byte c) {
  return static_cast<Byte>((c == ' ') | (static_cast<Byte>(c - '\t') < 5));
}
constexpr Byte begins_character(Byte c) {
  return static_cast<Byte>((c & 0xC0) != 0x80);
}

constexpr std::array<Kind, 256> kinds = [] {
  std::array<Kind, 256> all{};
  for (unsigned i = 0; i < all.size(); ++i) {
    const auto byte = static_cast<Byte>(i);
    const bool may_begin_blank = (is_c2(byte) | is_e1_to_e3(byte) | is_ef(byte)) != 0;
    all[i] = may_begin_blank ? Kind::may_begin_blank : is_narrow_blank(byte) != 0 ? Kind::blank : Kind::kept;
  }
  return all;
}();

}  // namespace

void append_without_blanks(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + text.size());
  char* end = out.data() + before;
  for (std::size_t at = 0; at < text.size();) {
    const Kind kind = kinds[static_cast<Byte>(text[at])];
    if (kind != Kind::may_begin_blank) {
      *end = text[at++];
      end += static_cast<std::size_t>(kind);
      continue;
    }
    const std::size_t start = at;
    if (!is_blank(next_code_point(text, at))) end += text.copy(end, at - start, start);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
}

std::size_t count_without_blanks(std::string_view utf8) {
  constexpr auto next = find_byte<is_c2, is_e1_to_e3, is_ef>;
  std::size_t count = count_bytes<begins_character>(utf8) - count_bytes<is_narrow_blank>(utf8);
  for (std::size_t at = next(utf8, 0); at < utf8.size(); at = next(utf8, at)) {
    if (is_blank(next_code_point(utf8, at))) --count;
  }
  return count;
}

}  // namespace datelined::feeds
