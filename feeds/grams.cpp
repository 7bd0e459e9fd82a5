#include "feeds/grams.hpp"

#include <cstddef>
#include <string>

namespace datelined::feeds {
namespace {

constexpr std::size_t long_gram = 8, short_gram = 4, word_gram = 3;

// How many letters of an alphabet are a text's beginning; one of Han or kana counts twice.
constexpr std::size_t lead_letters = 150;

constexpr std::uint64_t base = 0x9E37'79B9'7F4A'7C15;  // odd: 2^64 over the golden ratio

constexpr std::uint64_t power(std::size_t exponent) {
  std::uint64_t value = 1;
  for (std::size_t i = 0; i < exponent; ++i) value *= base;
  return value;
}

// The finalizer of MurmurHash3: each bit of the value touches each bit of the hash.
constexpr Hash mixed(std::uint64_t value) {
  value = (value ^ (value >> 33)) * 0xFF51'AFD7'ED55'8CCD;
  value = (value ^ (value >> 33)) * 0xC4CE'B9FE'1A85'EC53;
  return static_cast<Hash>(value >> (64 - hash_bits));
}

bool is_ideographic(char32_t c) {
  return c >= 0x3040 && (c <= 0x30FF || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
                         (c >= 0x2'0000 && c <= 0x3'FFFF));
}

// Scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, beside Han and kana.
bool is_without_spaces(char32_t c) {
  return c >= 0x0E00 &&
         (c <= 0x0EFF || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) || is_ideographic(c));
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

// The hash of the last N letters, where they stand in a row.
template <std::size_t N>
class Rolling {
 public:
  // The one that comes; the one that leaves stands N before it, if the text has begun by then.
  void push(const char32_t* letter, bool is_full) {
    hash_ = hash_ * base + (*letter - (is_full ? power(N) * letter[-static_cast<std::ptrdiff_t>(N)] : 0));
  }
  Hash hash() const { return mixed(hash_ + N); }

 private:
  std::uint64_t hash_ = 0;
};

void add_grams(const std::u32string& letters, bool any_ideographic, Grams& out) {
  Rolling<long_gram> by_eight;
  Rolling<short_gram> by_four;
  const std::size_t count = letters.size();
  out.letters = count;
  std::size_t place = 0;
  const auto push = [&] {
    by_eight.push(&letters[place], place >= long_gram);
    if (any_ideographic) by_four.push(&letters[place], place >= short_gram);
  };
  // The beginning is counted by letters of different weight; behind it a letter is a gram.
  std::size_t lead_left = lead_letters;
  for (; place < count && (lead_left > 0 || any_ideographic); ++place) {
    push();
    const bool ideographic = is_ideographic(letters[place]);
    if (ideographic && place + 1 >= short_gram) {
      out.grams.push_back(by_four.hash());
    } else if (place + 1 >= long_gram) {
      out.grams.push_back(by_eight.hash());
    }
    if (lead_left > 0) {
      lead_left -= ideographic && lead_left > 1 ? 2 : 1;
      out.lead = out.grams.size();
    }
  }
  std::size_t next = out.grams.size();
  out.grams.resize(next + count - place);
  for (; place < count; ++place) {
    by_eight.push(&letters[place], true);
    out.grams[next++] = by_eight.hash();
  }
  if (count > 0 && out.grams.empty()) {
    out.grams.push_back(by_eight.hash());
    out.lead = 1;
  }
}

std::uint64_t hash_of(std::u32string_view letters) {
  std::uint64_t hash = 0;
  for (const char32_t c : letters) hash = hash * base + c;
  return hash;
}

// A run of what a script writes without spaces: each three letters that follow one another.
void add_run(std::u32string_view run, Grams& out) {
  for (std::size_t i = 0; i + word_gram <= run.size() || i == 0; ++i) {
    out.words.push_back(mixed(hash_of(run.substr(i, word_gram))));
  }
}

// Where a letter is of another kind than the one before, a run ends: "3月", "covid19".
enum class Kind { gap, digit, without_spaces, letter };

Kind kind_of(char32_t c) {
  if (c == U' ') return Kind::gap;
  if (is_digit(c)) return Kind::digit;
  return is_without_spaces(c) ? Kind::without_spaces : Kind::letter;
}

void add_words(std::u32string_view folded, Grams& out) {
  std::size_t start = 0;
  Kind kind = Kind::gap;
  std::uint64_t hash = 0;
  const auto end_run = [&](std::size_t end) {
    if (kind == Kind::letter) {
      out.words.push_back(mixed(hash));
    } else if (kind == Kind::digit) {
      out.numbers.push_back(mixed(hash));
    } else if (kind == Kind::without_spaces) {
      add_run(folded.substr(start, end - start), out);
    }
  };
  for (std::size_t place = 0; place < folded.size(); ++place) {
    const char32_t c = folded[place];
    if (const Kind next = kind_of(c); next != kind) {
      end_run(place);
      kind = next;
      start = place;
      hash = 0;
    }
    hash = hash * base + c;
  }
  end_run(folded.size());
}

}  // namespace

Grams grams_of(std::u32string_view folded) {
  Grams out;
  std::u32string letters(folded.size(), U'\0');
  std::size_t count = 0;
  bool any_ideographic = false;
  for (const char32_t c : folded) {
    letters[count] = c;
    count += c == U' ' ? 0 : 1;
    any_ideographic |= is_ideographic(c);
  }
  letters.resize(count);
  out.grams.reserve(count + 1);
  out.words.reserve(folded.size() / 4);
  add_grams(letters, any_ideographic, out);
  add_words(folded, out);
  return out;
}

}  // namespace datelined::feeds
