#include "feeds/text/search_tokens.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace datelined::feeds {
namespace {

bool has_no_spaces(char32_t c) {
  constexpr char32_t first = 0x0E00;  // Thai: what stands before puts spaces between words
  if (c < first) return false;
  constexpr char32_t long_vowel = 0x30FC;  // of kana, though Unicode counts it to no script
  if (c == long_vowel) return true;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_YI:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
      return true;
    default:
      return false;
  }
}

// Folding makes an i of every I, which in Turkish is the capital of ı: whoever looks for a word takes them for one.
void add_dots(std::string& folded) {
  constexpr std::string_view dotless = "ı";
  std::size_t at = folded.find(dotless);
  if (at == folded.npos) return;
  std::size_t end = at;
  while (at < folded.size()) {
    const bool is_dotless = folded.compare(at, dotless.size(), dotless) == 0;
    folded[end++] = is_dotless ? 'i' : folded[at];
    at += is_dotless ? dotless.size() : 1;
  }
  folded.resize(end);
}

// Appends the pairs of a run, and its last character alone where that is asked for or all there is.
void append_run(std::string& out, std::string_view run, bool with_last) {
  std::size_t from = 0, at = 0;
  next_code_point(run, at);
  while (at < run.size()) {
    const std::size_t next = at;
    next_code_point(run, at);
    if (!out.empty()) out += ' ';
    out += run.substr(from, at - from);
    from = next;
  }
  if (!with_last && from != 0) return;
  if (!out.empty()) out += ' ';
  out += run.substr(from);
}

// `is_sought`: a run at the end is without its last character alone.
SoughtTokens cut(std::string_view text, bool is_sought) {
  // Folding takes Korean syllables apart, which are its characters.
  std::string folded = clean_text(fold(text));
  add_dots(folded);
  SoughtTokens out;
  out.tokens.reserve(folded.size() + folded.size() / 4);
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t begin = at;
    if (folded[at] == ' ') {
      ++at;
      continue;
    }
    const bool run = has_no_spaces(next_code_point(folded, at));
    while (at < folded.size() && folded[at] != ' ') {
      std::size_t next = at;
      if (has_no_spaces(next_code_point(folded, next)) != run) break;
      at = next;
    }
    const std::string_view piece = std::string_view(folded).substr(begin, at - begin);
    if (run) {
      const bool is_last = is_sought && at == folded.size();
      append_run(out.tokens, piece, !is_last);
      std::size_t first = 0;
      next_code_point(piece, first);
      out.is_prefix = is_last && first == piece.size();
    } else {
      if (!out.tokens.empty()) out.tokens += ' ';
      out.tokens += piece;
      out.is_prefix = false;
    }
  }
  return out;
}

}  // namespace

std::string search_tokens(std::string_view text) {
  return cut(text, false).tokens;
}

SoughtTokens sought_tokens(std::string_view text) {
  return cut(text, true);
}

std::int64_t search_form() {
  // A text that shows what folding and cutting do in the scripts that news is written in.
  static const std::int64_t form = static_cast<std::int64_t>(
      hash64(search_tokens("Ärzte-Übung Œuvre İstanbul ığdır ЁЖ Ά½ ﬁ ２０２４ شِنہوا ك ي ى ة أإآ "
                           "٤۴४ می‌شود שָׁלוֹם हिन्दी "
                           "বাংলা தமிழ் 台湾臺灣 "
                           "コンピューター ｶﾞ 대통령은 ภาษาไทย ភាសាខ្មែរ မြန်မာ ລາວ")));
  return form;
}

}  // namespace datelined::feeds
