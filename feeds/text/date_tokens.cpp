#include "feeds/text/date_tokens.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/date_names.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace datelined::feeds::dates {
namespace {

constexpr int most_digits = 9;  // they fit an int

std::string nfkc(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCInstance(error);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (U_SUCCESS(error)) {
    form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
  }
  return U_SUCCESS(error) ? out : std::string();
}

bool is_apostrophe(char32_t c) {
  return c == U'\'' || c == U'’' || c == U'ʼ' || c == U'ʻ';
}

constexpr char32_t han_zero = U'〇';  // a letter number, in no script of its own

bool is_word_part(char32_t c) {
  return c == han_zero || (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

// Marks belong to the letter before them, whatever its script.
bool is_letter_of_run(char32_t c) {
  return c == han_zero || (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

// Scripts that put no space between words.
bool runs_together(char32_t c) {
  if (c == han_zero) return true;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

// 0 to 9, 10 for 十, 100 for 百; nothing for what is no numeral.
std::optional<int> han_numeral(char32_t c) {
  constexpr std::u32string_view numerals = U"〇一二三四五六七八九十";
  if (c == U'零') return 0;
  if (c == U'元') return 1;  // 元年: an era's first year
  if (c == U'百') return 100;
  const std::size_t at = numerals.find(c);
  return at == numerals.npos ? std::nullopt : std::optional(static_cast<int>(at));
}

bool is_han_unit(char32_t c) {
  return std::u32string_view(U"年月日号號時时點点分秒").find(c) != std::u32string_view::npos;
}

// 二〇二四 is written digit by digit, 二十四 and 一百一十三 are counted.
struct HanNumber {
  int value = 0, digits = 0;
  std::size_t size = 0;  // bytes
};

std::optional<HanNumber> han_number(std::string_view text) {
  int by_digit = 0, counted = 0, pending = 0, figures = 0;
  bool is_counted = false;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    const char32_t c = next_code_point(text, next);
    const std::optional<int> numeral = han_numeral(c);
    if (!numeral) {
      if (figures == 0 || !is_han_unit(c)) return std::nullopt;
      const int value = is_counted ? counted + pending : by_digit;
      int digits = 1;
      for (int rest = value; rest >= 10; rest /= 10) ++digits;
      return HanNumber{value, digits, at};
    }
    if (++figures > 5) return std::nullopt;
    if (*numeral >= 10) {
      is_counted = true;
      counted += std::max(pending, 1) * *numeral;
      pending = 0;
    } else {
      by_digit = by_digit * 10 + *numeral;
      pending = *numeral;
    }
    at = next;
  }
  return std::nullopt;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size() && !is_full()) {
      std::size_t next = at_;
      const char32_t c = next_code_point(text_, next);
      if (c == U' ') {
        space_ = true;
        at_ = next;
      } else if (c >= U'0' && c <= U'9') {
        if (!take_number()) return {};
      } else if (is_word_part(c)) {
        take_word(c);
      } else {
        add({.kind = Token::Kind::mark, .text = {}, .letters = {}, .mark = c});
        at_ = next;
      }
    }
    if (is_full()) return {};
    return std::move(tokens_);
  }

 private:
  void add(Token token) {
    token.after_space = std::exchange(space_, false);
    tokens_.push_back(std::move(token));
  }

  bool take_number() {
    Token token{.kind = Token::Kind::number, .text = {}, .letters = {}};
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      if (++token.digits > most_digits) return false;
      token.value = token.value * 10 + (text_[at_] - '0');
    }
    add(std::move(token));
    return true;
  }

  void take_word(char32_t first) {
    const bool together = runs_together(first);
    const std::size_t begin = at_;
    std::size_t end = at_;
    while (end < text_.size()) {
      std::size_t next = end;
      const char32_t c = next_code_point(text_, next);
      if (!is_word_part(c) && !is_apostrophe(c)) break;
      if (is_letter_of_run(c) && runs_together(c) != together) break;
      end = next;
    }
    at_ = end;
    const std::string_view word = text_.substr(begin, end - begin);
    if (together) {
      split(word);
    } else {
      add_word(word);
    }
  }

  void add_word(std::string_view word) {
    std::string folded = folded_word(word);
    if (folded.empty()) return;  // a mark without a letter
    add({.kind = Token::Kind::word, .text = std::move(folded), .letters = std::string(word)});
  }

  // By the longest word that is known at each place; what nobody knows stays in one piece.
  void split(std::string_view word) {
    while (!word.empty() && !is_full()) {
      if (const auto number = han_number(word)) {
        add({.kind = Token::Kind::number, .value = number->value, .digits = number->digits, .text = {}, .letters = {}});
        word.remove_prefix(number->size);
        continue;
      }
      const std::size_t size = longest_known(word);
      add_word(word.substr(0, size == 0 ? word.size() : size));
      word.remove_prefix(size == 0 ? word.size() : size);
    }
  }

  static std::size_t longest_known(std::string_view word) {
    std::string folded;
    std::size_t longest = 0;
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t begin = at;
      next_code_point(word, at);
      folded += folded_word(word.substr(begin, at - begin));
      if (!begins_word(folded)) break;
      if (!meanings_of(folded).empty()) longest = at;
    }
    return longest;
  }

  bool is_full() const { return tokens_.size() > most_tokens; }

  std::string_view text_;
  std::size_t at_ = 0;
  bool space_ = false;
  std::vector<Token> tokens_;
};

}  // namespace

std::string plain_digits(std::string_view text) {
  const std::string normal = nfkc(text);
  std::string out;
  out.reserve(normal.size());
  for (std::size_t at = 0; at < normal.size();) {
    const char32_t c = next_code_point(normal, at);
    if (c == ill_formed) {
      append_utf8(out, 0xFFFD);
      continue;
    }
    const auto character = static_cast<UChar32>(c);
    const auto mask = U_GET_GC_MASK(character);
    constexpr char32_t minus = 0x2212, tatweel = 0x0640;
    if ((mask & U_GC_ND_MASK) != 0) {
      out += static_cast<char>('0' + u_charDigitValue(character));
    } else if ((mask & U_GC_CF_MASK) != 0 || c == tatweel) {
      continue;
    } else if (u_isUWhiteSpace(character) || u_iscntrl(character)) {
      if (!out.empty() && !out.ends_with(' ')) out += ' ';
    } else if (c == minus) {
      out += '-';
    } else {
      append_utf8(out, c);
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<Token> tokens_of(std::string_view text) {
  return Tokenizer(text).run();
}

}  // namespace datelined::feeds::dates
