#include "feeds/text/fold.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

namespace datelined::feeds {
namespace {

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const instance = icu::Normalizer2::getNFKCCasefoldInstance(error);
  return *instance;  // part of ICU's own data: there is no ICU without it
}

const icu::Normalizer2& nfd() {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const instance = icu::Normalizer2::getNFDInstance(error);
  return *instance;
}

std::string normalize(const icu::Normalizer2& form, std::string_view utf8) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(utf8.size()));
  UErrorCode error = U_ZERO_ERROR;
  form.normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr, error);
  return out;
}

// Vowels and voicing written as marks: without them these scripts say something else.
bool is_spelling_mark(UChar32 c) {
  constexpr UChar32 voiced_kana = 0x3099, semi_voiced_kana = 0x309A;
  if (c == voiced_kana || c == semi_voiced_kana) return true;
  constexpr int nukta = 7;  // its canonical combining class: a dot that many writers leave out
  if (u_getCombiningClass(c) == nukta) return false;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_DEVANAGARI:
    case USCRIPT_BENGALI:
    case USCRIPT_GURMUKHI:
    case USCRIPT_GUJARATI:
    case USCRIPT_ORIYA:
    case USCRIPT_TAMIL:
    case USCRIPT_TELUGU:
    case USCRIPT_KANNADA:
    case USCRIPT_MALAYALAM:
    case USCRIPT_SINHALA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_TIBETAN:
    case USCRIPT_MYANMAR:
    case USCRIPT_KHMER:
      return true;
    default:
      return false;
  }
}

// Letters that keyboards of Arabic, Persian and Urdu type for one another, after canonical decomposition.
UChar32 one_letter(UChar32 c) {
  switch (c) {
    case 0x0671: return 0x0627;                            // ٱ: ا
    case 0x0649: case 0x064A: case 0x06D0: case 0x06D2: return 0x06CC;  // ى ي ې ے: ی
    case 0x0643: return 0x06A9;                            // ك: ک
    case 0x0629: case 0x06C1: case 0x06C3: case 0x06BE: case 0x06D5: return 0x0647;  // ة ہ ۃ ھ ە: ه
    default: return c;
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a code point becomes: a letter or digit, nothing at all, or a gap between words.
constexpr UChar32 gap = -1, nothing = -2;

UChar32 fold_one(UChar32 c) {
  constexpr UChar32 tatweel = 0x0640;  // a stretch of the line, though Unicode has it as a letter
  if (c == tatweel) return nothing;
  const auto mask = U_GET_GC_MASK(c);
  if ((mask & U_GC_ND_MASK) != 0) return '0' + u_charDigitValue(c);
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK)) != 0) return one_letter(c);
  if ((mask & U_GC_M_MASK) != 0) return is_spelling_mark(c) ? c : nothing;
  if ((mask & U_GC_CF_MASK) != 0) return nothing;
  return gap;
}

std::string fold_text(std::string_view utf8, bool keep_gaps) {
  const std::string decomposed =
      is_ascii(utf8) ? std::string(utf8) : normalize(nfd(), normalize(nfkc_casefold(), utf8));
  std::string out;
  out.reserve(decomposed.size());
  bool pending_gap = false;
  for (std::size_t at = 0; at < decomposed.size();) {
    const auto c = static_cast<UChar32>(next_code_point(decomposed, at));
    const UChar32 folded = c >= 0 && c < 0x80 ? (u_isalnum(c) ? u_tolower(c) : gap) : fold_one(c);
    if (folded == nothing) continue;
    if (folded == gap) {
      pending_gap = keep_gaps && !out.empty();
      continue;
    }
    if (pending_gap) out += ' ';
    pending_gap = false;
    append_utf8(out, static_cast<char32_t>(folded));
  }
  return out;
}

}  // namespace

std::string fold(std::string_view utf8) { return fold_text(utf8, true); }

std::string fold_letters(std::string_view utf8) { return fold_text(utf8, false); }

}  // namespace datelined::feeds
