#include "feeds/write/page.hpp"

#include "feeds/text/hash.hpp"
#include "styles.hpp"

#include <cstdint>

namespace datelined::feeds {
namespace {

std::uint32_t hex_digit(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

// Three digits of base 16 are two of base 64; what is missing at the end is padding (RFC 4648 §4).
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = i; j < i + 3; ++j) bits = bits << 4 | (j < hex.size() ? hex_digit(hex[j]) : 0);
    base64 += digits[bits >> 6];
    if (hex.size() - i > 1) base64 += digits[bits & 63];
  }
  while (base64.size() % 4 != 0) base64 += '=';
  return base64;
}

}  // namespace

std::string_view page_style() {
  return styles[0].text;
}

std::string page_policy() {
  static const std::string hash = base64_of_hex(sha256_hex(page_style()));
  return "default-src 'none'; style-src 'sha256-" + hash + "'; base-uri 'none'; form-action 'self'";
}

}  // namespace datelined::feeds
