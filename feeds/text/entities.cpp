#include "feeds/text/entities.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <charconv>

namespace datelined::feeds {
namespace {

constexpr std::size_t longest_name = 31;  // CounterClockwiseContourIntegral

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t append_named(std::string& out, std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && end <= longest_name && is_alphanumeric(text[end])) ++end;
  if (end == text.size() || text[end] != ';') return 0;
  const std::string_view meaning = named_reference(text.substr(1, end - 1));
  out += meaning;
  return meaning.empty() ? 0 : end + 1;
}

std::size_t append_numeric(std::string& out, std::string_view text) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const char* const digits = text.data() + (hex ? 3 : 2);
  const char* const end = text.data() + text.size();
  unsigned long number = 0;
  const auto [stop, error] = std::from_chars(std::min(digits, end), end, number, hex ? 16 : 10);
  if (stop == digits) return 0;

  const bool no_character = error != std::errc() || number == 0 || number > 0x10FFFF || (number >> 11) == 0x1B;
  append_utf8(out, no_character ? U'\uFFFD' : without_c1(static_cast<char32_t>(number)));
  const auto length = static_cast<std::size_t>(stop - text.data());
  return length < text.size() && text[length] == ';' ? length + 1 : length;
}

}  // namespace

std::size_t append_reference(std::string& out, std::string_view text) {
  if (text.size() < 3) return 0;
  return text[1] == '#' ? append_numeric(out, text) : append_named(out, text);
}

void append_decoded(std::string& out, std::string_view text) {
  while (true) {
    const std::size_t ampersand = text.find('&');
    out += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) return;
    text.remove_prefix(ampersand);
    std::size_t used = append_reference(out, text);
    if (used == 0) {
      out += '&';
      used = 1;
    }
    text.remove_prefix(used);
  }
}

std::string decode_references(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_decoded(out, text);
  return out;
}

}  // namespace datelined::feeds
