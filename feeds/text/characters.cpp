#include "feeds/text/characters.hpp"

#include "feeds/text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace datelined::feeds {
namespace {

// The five bytes that windows-1252 leaves open stay what they are, as in the WHATWG index.
constexpr std::array<char16_t, 32> c1_in_windows_1252{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                      0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

constexpr bool is_c1(char32_t c) {
  return c >= 0x80 && c <= 0x9F;
}

constexpr bool xml_forbids(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
}

// Eight bytes at once: text is most of a feed.
bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080u;
  constexpr std::uint64_t spaces = 0x2020'2020'2020'2020u;
  const auto is_plain = [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; };
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if ((word & high_bits) != 0) return false;
    const bool has_control = ((word - spaces) & high_bits) != 0;
    if (has_control && !std::all_of(text.begin(), text.begin() + sizeof word, is_plain)) return false;
  }
  return std::all_of(text.begin(), text.end(), is_plain);
}

bool needs_mending(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == ill_formed || c == '\r' || is_c1(c) || xml_forbids(c)) return true;
  }
  return false;
}

std::string mended(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == ill_formed) {
      append_utf8(out, U'\uFFFD');
    } else if (c == '\r') {
      if (at == text.size() || text[at] != '\n') out += '\n';
    } else if (!xml_forbids(c)) {
      append_utf8(out, without_c1(c));
    }
  }
  return out;
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

bool is_nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  return U_FAILURE(status) || normalizer->isNormalizedUTF8(piece(text), status);
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  if (U_SUCCESS(status)) normalizer->normalizeUTF8(0, piece(text), sink, nullptr, status);
  return U_SUCCESS(status) ? out : std::string(text);
}

}  // namespace

bool is_clean_text(std::string_view utf8) {
  return is_plain_ascii(utf8) || (!needs_mending(utf8) && is_nfc(utf8));
}

std::string clean_text(std::string_view utf8) {
  return is_clean_text(utf8) ? std::string(utf8) : nfc(mended(utf8));
}

char32_t without_c1(char32_t code_point) {
  return is_c1(code_point) ? c1_in_windows_1252[code_point - 0x80] : code_point;
}

void append_utf8(std::string& out, char32_t code_point) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  out.append(bytes.data(), size);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

}  // namespace datelined::feeds
