#include "feeds/text/fold.hpp"

#include "feeds/text/simplified.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace datelined::feeds {
namespace {

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const instance = icu::Normalizer2::getNFKCCasefoldInstance(error);
  return *instance;  // part of ICU's own data: there is no ICU without it
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
    case 0x0671:
      return 0x0627;  // ٱ: ا
    case 0x0649:
    case 0x064A:
    case 0x06D0:
    case 0x06D2:
      return 0x06CC;  // ى ي ې ے: ی
    case 0x0643:
      return 0x06A9;  // ك: ک
    case 0x0629:
    case 0x06C1:
    case 0x06C3:
    case 0x06BE:
    case 0x06D5:
      return 0x0647;  // ة ہ ۃ ھ ە: ه
    default:
      return c;
  }
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

// NFKC and case folding, then canonical decomposition: a code point alone.
icu::UnicodeString decomposed(UChar32 c) {
  icu::UnicodeString text;
  if (!nfkc_casefold().getDecomposition(c, text)) text = c;
  return text;
}

bool is_han(UChar32 c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF);
}

// What 256 code points that stand together become. Worked out when the first of them is met: ICU takes
// 300 ns for each, and a text keeps to few blocks.
class Block {
 public:
  explicit Block(UChar32 first) {
    for (UChar32 i = 0; i < size; ++i) learn(i, decomposed(first + i));
    if (is_han(first)) std::ranges::transform(folded_, folded_.begin(), simplified);
  }

  // What the code point with this place in the block becomes; is_gap alone keeps apart what it stands between.
  std::u32string_view of(std::size_t place) const {
    const char32_t& folded = folded_[place];
    if (folded >= first_expansion) return expansions_[folded - first_expansion];
    return {&folded, folded == 0 ? std::size_t{0} : 1};
  }

  // The same where it becomes one code point, as nearly every one does and all of ASCII do; 0: see of().
  char32_t one_of(std::size_t place) const { return folded_[place] < first_expansion ? folded_[place] : 0; }

  static constexpr UChar32 size = 256;
  static constexpr char32_t is_gap = U' ';

 private:
  // Above every code point: the number of an expansion.
  static constexpr char32_t first_expansion = 0x11'0000;

  void learn(UChar32 place, const icu::UnicodeString& text) {
    std::u32string letters;
    bool has_gap = false;
    for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
      const UChar32 folded = fold_one(text.char32At(at));
      if (folded >= 0) letters += static_cast<char32_t>(folded);
      if (folded != gap) continue;
      has_gap = true;
      // A gap inside an expansion ("℀", "½") keeps apart what it stands between.
      if (!letters.empty() && letters.back() != is_gap) letters += is_gap;
    }
    char32_t& into = folded_[static_cast<std::size_t>(place)];
    if (letters.empty()) {
      into = has_gap ? is_gap : 0;
    } else if (letters.size() == 1) {
      into = letters.front();
    } else {
      into = first_expansion + static_cast<char32_t>(expansions_.size());
      expansions_.push_back(std::move(letters));
    }
  }

  std::array<char32_t, size> folded_{};
  std::vector<std::u32string> expansions_;
};

const Block& block_of(char32_t c) {
  static std::array<std::atomic<const Block*>, 0x11'0000 / Block::size> blocks{};
  static std::mutex learning;
  std::atomic<const Block*>& place = blocks[c / Block::size];
  if (const Block* known = place.load(std::memory_order_acquire)) return *known;
  const std::scoped_lock lock(learning);
  if (place.load(std::memory_order_acquire) == nullptr) {
    // For as long as the program runs, as ICU's own data.
    place.store(new Block(static_cast<UChar32>(c - c % Block::size)), std::memory_order_release);
  }
  return *place.load(std::memory_order_acquire);
}

enum class Gaps { kept, left_out };

template <Gaps gaps>
std::string to_utf8(std::u32string_view code_points) {
  constexpr std::size_t most_bytes = 4;
  std::string out(most_bytes * code_points.size(), '\0');
  char* end = out.data();
  const auto continuation = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  for (const char32_t c : code_points) {
    if (c < 0x80) {
      *end = static_cast<char>(c);
      end += gaps == Gaps::left_out && c == Block::is_gap ? 0 : 1;
    } else if (c < 0x800) {
      *end++ = static_cast<char>(0xC0 | c >> 6);
      *end++ = continuation(c);
    } else if (c < 0x1'0000) {
      *end++ = static_cast<char>(0xE0 | c >> 12);
      *end++ = continuation(c >> 6);
      *end++ = continuation(c);
    } else {
      *end++ = static_cast<char>(0xF0 | c >> 18);
      *end++ = continuation(c >> 12);
      *end++ = continuation(c >> 6);
      *end++ = continuation(c);
    }
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

}  // namespace

std::u32string fold_to_code_points(std::string_view utf8) {
  // Written in place: no byte becomes more than one code point, but where one expands, and then there is made room.
  std::u32string out(utf8.size(), U'\0');
  std::size_t length = 0;
  bool after_gap = true;  // one gap after another, or at the beginning, is none
  const Block& ascii = block_of(0);
  const Block* block = nullptr;
  char32_t block_number = ill_formed;
  const auto put = [&](char32_t folded) {
    const bool is_gap = folded == Block::is_gap;
    out[length] = folded;
    length += is_gap && after_gap ? 0 : 1;
    after_gap = is_gap;
  };
  for (std::size_t at = 0; at < utf8.size();) {
    if (const auto byte = static_cast<unsigned char>(utf8[at]); byte < 0x80) {
      put(ascii.one_of(byte));
      ++at;
      continue;
    }
    const char32_t c = next_code_point(utf8, at);
    if (c == ill_formed) {
      put(Block::is_gap);
      continue;
    }
    if (const char32_t number = c / Block::size; number != block_number) {
      block = &block_of(c);
      block_number = number;
    }
    if (const char32_t folded = block->one_of(c % Block::size); folded != 0) {
      put(folded);
      continue;
    }
    const std::u32string_view folded = block->of(c % Block::size);
    if (const std::size_t room = length + folded.size() + utf8.size() - at; room > out.size()) out.resize(2 * room);
    for (const char32_t each : folded) put(each);
  }
  if (length > 0 && after_gap) --length;
  out.resize(length);
  return out;
}

bool folds_to_digit(char32_t c) {
  if (c == ill_formed) return false;
  const std::u32string_view folded = block_of(c).of(c % Block::size);
  return std::any_of(folded.begin(), folded.end(), [](char32_t each) { return each >= '0' && each <= '9'; });
}

std::string fold(std::string_view utf8) {
  return to_utf8<Gaps::kept>(fold_to_code_points(utf8));
}

std::string fold_letters(std::string_view utf8) {
  return letters_of(fold_to_code_points(utf8));
}

std::string letters_of(std::u32string_view folded) {
  return to_utf8<Gaps::left_out>(folded);
}

}  // namespace datelined::feeds
