#include "feeds/read/references.hpp"

#include <algorithm>
#include <optional>

namespace datelined::feeds::read {
namespace {

// No entity has a longer name, and no line of prose with a stray '&' is searched further for a ';'.
constexpr std::size_t longest_name = 64;

constexpr char32_t beyond_unicode = 0x110000;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

std::optional<unsigned> digit(char c, unsigned base) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (base == 16 && c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (base == 16 && c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

Reference read_number(std::string_view text) {
  const bool hexadecimal = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const unsigned base = hexadecimal ? 16 : 10;
  const std::size_t first = hexadecimal ? 3 : 2;
  std::size_t at = first;
  char32_t code = 0;
  for (; at < text.size(); ++at) {
    const auto value = digit(text[at], base);
    if (!value) break;
    code = std::min<char32_t>(code * base + *value, beyond_unicode);
  }
  if (at == first || at >= text.size() || text[at] != ';') return {};
  return {at + 1, {}, true, code};
}

}  // namespace

Reference read_reference(std::string_view text) {
  if (text.size() > 1 && text[1] == '#') return read_number(text);
  std::size_t end = 1;
  while (end < text.size() && end <= longest_name && is_name(text[end])) ++end;
  if (end == 1 || end >= text.size() || text[end] != ';') return {};
  return {end + 1, text.substr(1, end - 1)};
}

bool is_predefined_entity(std::string_view name) {
  return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

bool is_xml_character(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code >= 0xD800 && code <= 0xDFFF) return false;
  return code != 0xFFFE && code != 0xFFFF && code < beyond_unicode;
}

std::size_t forbidden_character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(at) < 0x20) return is_xml_character(byte(at)) ? 0 : 1;
  // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
  return byte(at) == 0xEF && byte(at + 1) == 0xBF && byte(at + 2) >= 0xBE ? 3 : 0;
}

}  // namespace datelined::feeds::read
