// The next place that matters in text most of which does not: sixteen bytes are looked at together.
//
// What `matters` is 0 or 1 and written without && and ||, in bytes throughout: only so does the compiler put sixteen
// of them into one register. Several that share little stand one beside the other, and one of them is enough: of a
// list of values in one expression the compiler makes a look into a table.
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

// Of bytes that are 0 or 1.
inline std::size_t sum_of(const std::array<Byte, many>& found) {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  std::uint64_t left = 0, right = 0;
  std::memcpy(&left, found.data(), sizeof left);
  std::memcpy(&right, found.data() + sizeof left, sizeof right);
  return (left + right) * ones >> 56;
}

template <Byte matters(Byte)>
void mark(std::array<Byte, many>& found, const char* text) {
  for (std::size_t i = 0; i < many; ++i) found[i] |= matters(static_cast<Byte>(text[i]));
}

}  // namespace scan

// The place of the byte at or behind `at`, which is inside the text or at its end; the text's size when there is none.
template <Byte (*... matters)(Byte)>
std::size_t find_byte(std::string_view text, std::size_t at) {
  for (; text.size() - at >= scan::many; at += scan::many) {
    std::array<Byte, scan::many> found{};
    (scan::mark<matters>(found, text.data() + at), ...);
    if (const std::size_t first = scan::first_of(found); first < scan::many) return at + first;
  }
  while (at < text.size() && (matters(static_cast<Byte>(text[at])) | ...) == 0) ++at;
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

// How many bytes matter.
template <Byte matters(Byte)>
std::size_t count_bytes(std::string_view text) {
  std::size_t count = 0;
  std::size_t at = 0;
  for (; text.size() - at >= scan::many; at += scan::many) {
    std::array<Byte, scan::many> found{};
    scan::mark<matters>(found, text.data() + at);
    count += scan::sum_of(found);
  }
  for (; at < text.size(); ++at) count += matters(static_cast<Byte>(text[at]));
  return count;
}

}  // namespace datelined::feeds
