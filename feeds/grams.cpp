#include "feeds/grams.hpp"

#include <array>

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
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2'0000 && c <= 0x3'FFFF);
}

// Scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, beside Han and kana.
bool is_without_spaces(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
         is_ideographic(c);
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

// The hash of the last N letters: one leaves, one comes.
template <std::size_t N>
class Rolling {
 public:
  void push(char32_t c) {
    hash_ = hash_ * base + c - power(N) * letters_[next_];
    letters_[next_] = c;
    next_ = (next_ + 1) % N;
  }
  Hash hash() const { return mixed(hash_ + N); }

 private:
  std::array<char32_t, N> letters_{};
  std::size_t next_ = 0;
  std::uint64_t hash_ = 0;
};

void add_grams(std::u32string_view folded, Grams& out) {
  Rolling<long_gram> by_eight;
  Rolling<short_gram> by_four;
  std::size_t seen = 0, lead_left = lead_letters;
  for (const char32_t c : folded) {
    if (c == U' ') continue;
    by_eight.push(c);
    by_four.push(c);
    ++seen;
    const bool ideographic = is_ideographic(c);
    if (ideographic && seen >= short_gram) {
      out.grams.push_back(by_four.hash());
    } else if (seen >= long_gram) {
      out.grams.push_back(by_eight.hash());
    }
    if (lead_left > 0) {
      lead_left -= ideographic && lead_left > 1 ? 2 : 1;
      out.lead = out.grams.size();
    }
  }
  out.letters = seen;
  if (seen > 0 && out.grams.empty()) {
    out.grams.push_back(by_eight.hash());
    out.lead = 1;
  }
}

// A run of letters, or of digits: words and numbers of it.
void add_run(std::u32string_view run, Grams& out) {
  std::uint64_t hash = 0;
  if (is_digit(run.front())) {
    for (const char32_t c : run) hash = hash * base + c;
    out.numbers.push_back(mixed(hash));
    return;
  }
  if (is_without_spaces(run.front()) && run.size() > word_gram) {
    for (std::size_t i = 0; i + word_gram <= run.size(); ++i) {
      hash = 0;
      for (const char32_t c : run.substr(i, word_gram)) hash = hash * base + c;
      out.words.push_back(mixed(hash));
    }
    return;
  }
  for (const char32_t c : run) hash = hash * base + c;
  out.words.push_back(mixed(hash));
}

// Where a letter is of another kind than the one before, a run ends: "3月", "covid19".
int kind_of(char32_t c) {
  if (c == U' ') return 0;
  if (is_digit(c)) return 1;
  return is_without_spaces(c) ? 2 : 3;
}

void add_words(std::u32string_view folded, Grams& out) {
  for (std::size_t start = 0; start < folded.size();) {
    const int kind = kind_of(folded[start]);
    std::size_t end = start + 1;
    while (end < folded.size() && kind_of(folded[end]) == kind) ++end;
    if (kind != 0) add_run(folded.substr(start, end - start), out);
    start = end;
  }
}

}  // namespace

Grams grams_of(std::u32string_view folded) {
  Grams out;
  out.grams.reserve(folded.size());
  add_grams(folded, out);
  add_words(folded, out);
  return out;
}

}  // namespace datelined::feeds
