// UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

inline constexpr char32_t ill_formed = 0xFFFF'FFFF;

// As next_code_point(), for whatever bytes stand there.
char32_t next_code_point_of_any(std::string_view text, std::size_t& at);

// The code point at `at`, which moves past it; `ill_formed` for bytes that begin none (Unicode §3.9,
// "maximal subpart"). `at` is inside `text`. Here for speed: what is well formed and of up to three bytes, which is
// nearly all that stands in the news.
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    ++at;
    return first;
  }
  if (first >= 0xC2 && first < 0xE0 && text.size() - at > 1 && continues(1)) {
    const char32_t c = static_cast<char32_t>(first & 0x1F) << 6 | (byte(1) & 0x3F);
    at += 2;
    return c;
  }
  if (first >= 0xE0 && first < 0xF0 && text.size() - at > 2 && continues(1) && continues(2)) {
    const char32_t c =
        static_cast<char32_t>(first & 0x0F) << 12 | static_cast<char32_t>(byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {  // else it is overlong, or a half of UTF-16
      at += 3;
      return c;
    }
  }
  return next_code_point_of_any(text, at);
}

bool is_utf8(std::string_view bytes);

}  // namespace datelined::feeds
