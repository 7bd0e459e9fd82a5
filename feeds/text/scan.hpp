// The next byte that matters in text most of whose bytes do not: sixteen are looked at together.
//
// `matters(byte)` is 0 or 1 and written without && and ||, in bytes throughout: only so does the compiler
// put sixteen of them into one register.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace datelined::feeds {

using Byte = unsigned char;

// Its place at or behind `at`, which is inside the text or at its end; the text's size when there is none.
template <Byte matters(Byte)>
std::size_t find_byte(std::string_view text, std::size_t at) {
  constexpr std::size_t many = 16, half = sizeof(std::uint64_t);
  const auto first_in = [](std::uint64_t word) {
    return static_cast<std::size_t>(std::endian::native == std::endian::little ? std::countr_zero(word)
                                                                               : std::countl_zero(word)) /
           8;
  };
  std::array<Byte, many> found;
  for (; text.size() - at >= many; at += many) {
    for (std::size_t i = 0; i < many; ++i) found[i] = matters(static_cast<Byte>(text[at + i]));
    std::uint64_t left = 0, right = 0;
    std::memcpy(&left, found.data(), half);
    std::memcpy(&right, found.data() + half, half);
    if (left != 0) return at + first_in(left);
    if (right != 0) return at + half + first_in(right);
  }
  while (at < text.size() && matters(static_cast<Byte>(text[at])) == 0) ++at;
  return at;
}

}  // namespace datelined::feeds
