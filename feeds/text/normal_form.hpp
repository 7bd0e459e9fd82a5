// What a code point does to a text's normal form (NFC), for those that news is written in.
//
// ICU has the answer for every text, at its own pace. Most text is made of letters that no form changes
// and of vowel signs in the order Unicode gives them: those are told here by one look into a table.
// See: Unicode Standard Annex #15, "Detecting Normalization Forms".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace datelined::feeds {

namespace normal_form {

// 0: ask ICU. 1: stays itself, whatever stands before it. n > 1: a mark of combining class n - 1, which
// stays itself too, as long as no mark of a higher class stands before it.
using Kind = std::uint8_t;
inline constexpr Kind unsure = 0, inert = 1;

struct Range {
  char32_t first, last;
};

// No C1 control is among them: they are mended to windows-1252.
inline constexpr Range inert_ranges[] = {
    {0x00A0, 0x02FF},  // Latin with everything composed, phonetic letters
    {0x0370, 0x0373}, {0x0375, 0x037D}, {0x037F, 0x0386}, {0x0388, 0x0482},                    // Greek, Cyrillic
    {0x048A, 0x0590},                                                                          // Cyrillic, Armenian
    {0x05BE, 0x05BE}, {0x05C0, 0x05C0}, {0x05C3, 0x05C3}, {0x05C6, 0x05C6}, {0x05D0, 0x060F},  // Hebrew
    {0x061B, 0x064A}, {0x0660, 0x066F}, {0x0671, 0x06D5}, {0x06DD, 0x06DE}, {0x06E5, 0x06E6},
    {0x06EE, 0x0710},                                                                          // Arabic, Persian, Urdu
    {0x0900, 0x093B}, {0x093D, 0x094C}, {0x094E, 0x0950}, {0x0955, 0x0957}, {0x0960, 0x09BB},  // Devanagari
    {0x09BD, 0x09BD}, {0x09BF, 0x09CC}, {0x09CE, 0x09D6}, {0x09E0, 0x09FD},                    // Bengali
    {0x0A01, 0x0A32}, {0x0A34, 0x0A35}, {0x0A37, 0x0A3B}, {0x0A3D, 0x0A4C}, {0x0A5F, 0x0ABB},  // Gurmukhi
    {0x0ABD, 0x0ACC}, {0x0ACE, 0x0B3B}, {0x0B3D, 0x0B3D}, {0x0B3F, 0x0B4C},                    // Gujarati, Oriya
    {0x0B82, 0x0BBD}, {0x0BBF, 0x0BCC}, {0x0BD8, 0x0C3B}, {0x0C3D, 0x0C4C},                    // Tamil, Telugu
    {0x0C58, 0x0CBB}, {0x0CBD, 0x0CC1}, {0x0CC3, 0x0CCC}, {0x0CD7, 0x0D3A},                    // Kannada
    {0x0D3F, 0x0D4C}, {0x0D4E, 0x0D56}, {0x0D58, 0x0DC9}, {0x0DD0, 0x0DDE}, {0x0DE0, 0x0E37},  // Malayalam, Sinhala
    {0x0E3B, 0x0E47}, {0x0E4C, 0x0EB7}, {0x0EBB, 0x0EC7}, {0x0ECC, 0x0F17},                    // Thai, Lao
    {0x1000, 0x102D}, {0x102F, 0x1036}, {0x1038, 0x1038}, {0x103B, 0x108C},                    // Burmese
    {0x10A0, 0x10FF}, {0x1200, 0x135C},                                                        // Georgian, Ethiopic
    {0x1780, 0x17D1}, {0x17D3, 0x17DC},                                                        // Khmer
    {0x1E00, 0x1F70},  // Latin, Vietnamese, old Greek
    {0x2002, 0x20CF}, {0x2100, 0x2125}, {0x2127, 0x2129}, {0x212C, 0x2328}, {0x232B, 0x2ADB},  // marks and signs
    {0x2E80, 0x3029}, {0x3030, 0x3098}, {0x309B, 0xA66E}, {0xAC00, 0xD7A3},  // Chinese, Japanese, Korean
    {0xE000, 0xF8FF}, {0xFB50, 0xFE1F}, {0xFE30, 0xFFFD},                    // Arabic as printed, wide and narrow forms
};

struct Marks {
  char32_t first, last;
  std::uint8_t combining_class;
};

inline constexpr Marks marks[] = {
    {0x05B0, 0x05B0, 10},  {0x05B1, 0x05B1, 11}, {0x05B2, 0x05B2, 12},  {0x05B3, 0x05B3, 13},  {0x05B4, 0x05B4, 14},
    {0x05B5, 0x05B5, 15},  {0x05B6, 0x05B6, 16}, {0x05B7, 0x05B7, 17},  {0x05B8, 0x05B8, 18},  {0x05B9, 0x05BA, 19},
    {0x05BB, 0x05BB, 20},  {0x05BC, 0x05BC, 21}, {0x05BD, 0x05BD, 22},  {0x05BF, 0x05BF, 23},  {0x05C1, 0x05C1, 24},
    {0x05C2, 0x05C2, 25},  {0x064B, 0x064B, 27}, {0x064C, 0x064C, 28},  {0x064D, 0x064D, 29},  {0x064E, 0x064E, 30},
    {0x064F, 0x064F, 31},  {0x0650, 0x0650, 32}, {0x0651, 0x0651, 33},  {0x0652, 0x0652, 34},  {0x0657, 0x0657, 230},
    {0x0670, 0x0670, 35},  {0x094D, 0x094D, 9},  {0x09BC, 0x09BC, 7},   {0x09CD, 0x09CD, 9},   {0x0A3C, 0x0A3C, 7},
    {0x0A4D, 0x0A4D, 9},   {0x0ABC, 0x0ABC, 7},  {0x0ACD, 0x0ACD, 9},   {0x0B3C, 0x0B3C, 7},   {0x0B4D, 0x0B4D, 9},
    {0x0BCD, 0x0BCD, 9},   {0x0C4D, 0x0C4D, 9},  {0x0CBC, 0x0CBC, 7},   {0x0CCD, 0x0CCD, 9},   {0x0D4D, 0x0D4D, 9},
    {0x0E38, 0x0E39, 103}, {0x0E3A, 0x0E3A, 9},  {0x0E48, 0x0E4B, 107}, {0x0EB8, 0x0EB9, 118}, {0x0EC8, 0x0ECB, 122},
    {0x1037, 0x1037, 7},   {0x1039, 0x103A, 9},  {0x17D2, 0x17D2, 9},
};

// Of the Basic Multilingual Plane.
inline constexpr auto kinds = [] {
  std::array<Kind, 0x10000> table{};
  for (const Range& range : inert_ranges) {
    for (char32_t c = range.first; c <= range.last; ++c) table[c] = inert;
  }
  for (const Marks& range : marks) {
    for (char32_t c = range.first; c <= range.last; ++c) table[c] = static_cast<Kind>(range.combining_class + 1);
  }
  return table;
}();

// Emoji, and the ideographs that are no compatibility forms.
inline constexpr Range inert_beyond[] = {{0x1F000, 0x1FAFF}, {0x20000, 0x2F7FF}};

constexpr Kind kind_of(char32_t c) {
  if (c < kinds.size()) return kinds[c];
  for (const Range& range : inert_beyond) {
    if (c >= range.first && c <= range.last) return inert;
  }
  return unsure;
}

// Two bytes that stand side by side in UTF-8: whether every code point that begins with the pair is inert,
// or plain ASCII. A continuation byte says nothing new of what stands before it.
using Pairs = std::array<bool, 0x10000>;

constexpr std::size_t pair_index(unsigned char first, unsigned char second) {
  return first | static_cast<std::size_t>(second) << 8;
}

constexpr bool is_inert_block(char32_t first, char32_t size) {
  for (char32_t c = first; c < first + size; ++c) {
    if (kind_of(c) != inert) return false;
  }
  return true;
}

// Over the bytes before the second one; `lead` is the first byte.
constexpr bool is_inert_pair(unsigned lead, unsigned second) {
  const bool continues = second >= 0x80 && second < 0xC0;
  if (lead < 0xC2) return true;  // ASCII and continuation bytes are judged where they are second
  if (!continues) return false;
  if (lead < 0xE0) return kind_of((lead & 0x1F) << 6 | (second & 0x3F)) == inert;
  if (lead < 0xF0) return is_inert_block((lead & 0x0F) << 12 | (second & 0x3F) << 6, 0x40);
  return false;
}

inline constexpr Pairs inert_pairs = [] {
  Pairs pairs{};
  for (unsigned first = 0; first < 0x100; ++first) {
    for (unsigned second = 0; second < 0x100; ++second) {
      const bool is_control = (second < 0x20 && second != '\n' && second != '\t');
      pairs[pair_index(static_cast<unsigned char>(first), static_cast<unsigned char>(second))] =
          !is_control && is_inert_pair(first, second);
    }
  }
  return pairs;
}();

}  // namespace normal_form
}  // namespace datelined::feeds
