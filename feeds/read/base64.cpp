#include "feeds/read/base64.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace datelined::feeds::read {
namespace {

constexpr std::uint8_t no_digit = 64;

constexpr auto digits = [] {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (is_ascii_space(c) || c == '=') continue;
    const std::uint8_t digit = digits[static_cast<unsigned char>(c)];
    if (digit == no_digit) return std::nullopt;
    bits = (bits << 6) | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(static_cast<unsigned char>((bits >> count) & 0xFF));
  }
  return bytes;
}

// Cleaning puts U+FFFD where bytes are no UTF-8 and drops what XML forbids.
bool is_utf8_text(std::string_view bytes) {
  const bool has_controls =
      std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_ascii_space(c); });
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  return !has_controls && (bytes.find(replacement) != bytes.npos ||
                           clean_text(std::string(bytes)).find(replacement) == std::string::npos);
}

}  // namespace datelined::feeds::read
