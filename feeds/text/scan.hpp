// The next place that matters in text most of which does not: sixteen bytes are looked at together.
//
// `matters` is 0 or 1 and written without && and ||, in bytes throughout: only so does the compiler put sixteen
// of them into one register.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace datelined::feeds {

using Byte = unsigned char;

namespace scan {

inline constexpr std::size_t many = 16;

// The first of them that is not 0; `many`: none.
inline std::size_t first_of(const std::array<Byte, many>& found) {
  constexpr std::size_t half = sizeof(std::uint64_t);
  const auto first_in = [](std::uint64_t word) {
    return static_cast<std::size_t>(std::endian::native == std::endian::little ? std::countr_zero(word)
                                                                               : std::countl_zero(word)) /
           8;
  };
  std::uint64_t left = 0, right = 0;
  std::memcpy(&left, found.data(), half);
  std::memcpy(&right, found.data() + half, half);
  if (left != 0) return first_in(left);
  return right != 0 ? half + first_in(right) : many;
}

}  // namespace scan

// The place of the byte at or behind `at`, which is inside the text or at its end; the text's size when there is none.
template <Byte matters(Byte)>
std::size_t find_byte(std::string_view text, std::size_t at) {
  std::array<Byte, scan::many> found;
  for (; text.size() - at >= scan::many; at += scan::many) {
    for (std::size_t i = 0; i < scan::many; ++i) found[i] = matters(static_cast<Byte>(text[at + i]));
    if (const std::size_t first = scan::first_of(found); first < scan::many) return at + first;
  }
  while (at < text.size() && matters(static_cast<Byte>(text[at])) == 0) ++at;
  return at;
}

// The same for two bytes that stand side by side: the place of the first one.
template <Byte matters(Byte, Byte)>
std::size_t find_pair(std::string_view text, std::size_t at) {
  std::array<Byte, scan::many> found;
  for (; text.size() - at > scan::many; at += scan::many) {
    for (std::size_t i = 0; i < scan::many; ++i) {
      found[i] = matters(static_cast<Byte>(text[at + i]), static_cast<Byte>(text[at + i + 1]));
    }
    if (const std::size_t first = scan::first_of(found); first < scan::many) return at + first;
  }
  for (; text.size() - at > 1; ++at) {
    if (matters(static_cast<Byte>(text[at]), static_cast<Byte>(text[at + 1])) != 0) return at;
  }
  return text.size();
}

}  // namespace datelined::feeds
