#include "feeds/text/characters.hpp"

#include "feeds/text/normal_form.hpp"
#include "feeds/text/scan.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
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

// Whether to go on, and with what.
enum class Look { clean, unclean, ask_icu };

constexpr bool is_control(unsigned char byte) {
  return byte < 0x20 && byte != '\n' && byte != '\t';
}

// Neither ASCII that stays nor a byte of a character that does, whatever it is: of Latin, Cyrillic and Han letters.
constexpr Byte is_forbidden(Byte c) {
  return static_cast<Byte>((c < 0x20) & (c != '\t') & (c != '\n'));
}
constexpr Byte is_c2(Byte c) {
  return static_cast<Byte>(c == 0xC2);
}
constexpr Byte is_cc_to_cf(Byte c) {
  return static_cast<Byte>((c >= 0xCC) & (c <= 0xCF));
}
constexpr Byte is_d2_to_e3(Byte c) {
  return static_cast<Byte>((c >= 0xD2) & (c <= 0xE3));
}
constexpr Byte is_ea_or_above(Byte c) {
  return static_cast<Byte>(c >= 0xEA);
}
constexpr auto find_unsettled = find_byte<is_forbidden, is_c2, is_cc_to_cf, is_d2_to_e3, is_ea_or_above>;

// So the tables have it.
static_assert([] {
  for (unsigned lead = 0xC2; lead < 0xF0; ++lead) {
    const bool of_two = lead < 0xE0;
    const bool inert =
        normal_form::is_inert_block(of_two ? (lead & 0x1F) << 6 : (lead & 0x0F) << 12, of_two ? 0x40 : 0x1000);
    const auto byte = static_cast<Byte>(lead);
    const bool is_settled = (is_c2(byte) | is_cc_to_cf(byte) | is_d2_to_e3(byte) | is_ea_or_above(byte)) == 0;
    if (is_settled && !inert) return false;
  }
  return true;
}());

// Text is most of a feed: pairs of bytes are looked up without a branch, many at once, and only where one
// is in doubt its code point is looked at. What the tables do not settle is left to who has more time.
class Scan {
 public:
  explicit Scan(std::string_view valid_utf8) : text_(valid_utf8) {}

  Look run() {
    while (true) {
      skip_inert();
      if (at_ == text_.size()) return Look::clean;
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (is_control(byte)) return Look::unclean;
      const char32_t c = next_code_point(text_, at_);
      const normal_form::Kind kind = byte < 0x80 ? normal_form::inert : normal_form::kind_of(c);
      if (kind == normal_form::unsure || (kind != normal_form::inert && kind < class_)) return Look::ask_icu;
      class_ = kind;
    }
  }

 private:
  // From the beginning of a code point to that of the first that the pairs do not settle.
  void skip_inert() {
    constexpr std::size_t many = 16, in_a_row = 3;
    const char* const bytes = text_.data();
    std::size_t at = at_;
    unsigned char before = 'a';
    for (bool inert = true; inert;) {
      at = find_unsettled(text_, at);
      before = at == at_ ? 'a' : static_cast<unsigned char>(bytes[at - 1]);
      // Where one stands, others are near.
      std::size_t row = 0;
      for (; inert && row < in_a_row && text_.size() - at >= many; ++row) {
        unsigned char first = before;
        for (std::size_t i = 0; i < many; ++i) {  // no && below: a branch for every byte costs more than the look
          const auto second = static_cast<unsigned char>(bytes[at + i]);
          inert &= normal_form::inert_pairs[normal_form::pair_index(first, second)];
          first = second;
        }
        if (!inert) break;
        before = first;
        at += many;
      }
      if (row < in_a_row) break;
      // A lead byte at the end is looked at with what comes behind it.
      if (before >= 0xC0) --at;
    }
    for (; at < text_.size(); ++at) {
      const auto second = static_cast<unsigned char>(bytes[at]);
      if (!normal_form::inert_pairs[normal_form::pair_index(before, second)]) break;
      before = second;
    }
    // A pair that failed at its second byte, or a lead byte at the end: back to where the code point begins.
    if (at < text_.size()) {
      while (at > at_ && (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80) --at;
    }
    if (at > at_) class_ = normal_form::inert;
    at_ = at;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  normal_form::Kind class_ = normal_form::inert;
};

// What a letter carries has an order, and sorting it takes the square of its length: a joiner that says nothing parts
// what is longer than any language needs.
// See: Unicode Standard Annex #15, "Stream-Safe Text Process".
class MarkRuns {
 public:
  // Whether a joiner is due before this one.
  bool is_too_long(char32_t c) {
    constexpr std::size_t longest = 30;
    const bool is_mark = may_be_mark(c) && u_getCombiningClass(static_cast<UChar32>(c)) != 0;
    const bool is_over = is_mark && length_ == longest;
    length_ = is_mark ? (is_over ? 1 : length_ + 1) : 0;
    return is_over;
  }

 private:
  // No letter that news is written in is one: ICU is asked of the rest.
  static bool may_be_mark(char32_t c) {
    constexpr char32_t first_mark = 0x0300;
    return c >= first_mark && normal_form::kind_of(c) != normal_form::inert;
  }

  std::size_t length_ = 0;
};

bool needs_mending(std::string_view text) {
  MarkRuns runs;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == ill_formed || c == '\r' || is_c1(c) || xml_forbids(c) || runs.is_too_long(c)) return true;
  }
  return false;
}

std::string mended(std::string_view text) {
  constexpr char32_t combining_grapheme_joiner = 0x034F;
  MarkRuns runs;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (runs.is_too_long(c)) append_utf8(out, combining_grapheme_joiner);
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

// Of two bytes that stand side by side: whether the first is a space, and not a lone blank between two words. As
// ranges, which the compiler looks at together; a list of values it would not.
constexpr Byte is_wide_space(Byte c, Byte next) {
  constexpr Byte vertical_tab = 11;
  const Byte other = (static_cast<Byte>(c - '\t') < 5) & (c != vertical_tab);
  const Byte goes_on = (next == ' ') | ((static_cast<Byte>(next - '\t') < 5) & (next != vertical_tab));
  return static_cast<Byte>(other | ((c == ' ') & goes_on));
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
  if (!is_utf8(utf8)) return false;
  const Look look = Scan(utf8).run();
  return look == Look::ask_icu ? !needs_mending(utf8) && is_nfc(utf8) : look == Look::clean;
}

std::string clean_text(std::string utf8) {
  if (is_clean_text(utf8)) return utf8;
  return nfc(mended(utf8));
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

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

bool is_collapsed(std::string_view text) {
  return trimmed(text).size() == text.size() && find_pair<is_wide_space>(text, 0) == text.size();
}

// In place: most texts have nothing to mend, or little.
std::string collapsed(std::string text) {
  const std::string_view inside = trimmed(text);
  char* end = text.data();
  for (std::size_t at = 0; at < inside.size();) {
    const std::size_t wide = find_pair<is_wide_space>(inside, at);
    std::memmove(end, inside.data() + at, wide - at);
    end += wide - at;
    if (wide == inside.size()) break;
    *end++ = ' ';
    at = wide;
    while (is_ascii_space(inside[at])) ++at;  // the last one is none
  }
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

}  // namespace datelined::feeds
