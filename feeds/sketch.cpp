#include "feeds/sketch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <utility>

namespace datelined::feeds {
namespace {

// Above these a sample takes half as many.
constexpr std::size_t most_grams = 384, most_words = 384, most_numbers = 128, most_title_words = 64;

// What is shorter is a form with a number or a name filled in as often as not, and one word decides.
constexpr std::size_t least_letters = 40;

constexpr std::size_t of_the_lead = 6, of_the_whole = 6, of_the_title = 6;

// Ascending. By their first bits nearly all find their place: hashes are spread evenly. Several times faster than
// comparing alone, for as many as a sketch keeps.
void sort_hashes(std::vector<Hash>& hashes) {
  constexpr std::size_t few = 16, many = 1024;
  if (hashes.size() <= few || hashes.size() > many) return std::sort(hashes.begin(), hashes.end());
  constexpr int bits = 8;
  std::array<std::uint32_t, 1 << bits> starts{};
  for (const Hash hash : hashes) ++starts[hash >> (hash_bits - bits)];
  std::uint32_t before = 0;
  for (std::uint32_t& start : starts) before += std::exchange(start, before);
  std::vector<Hash> sorted(hashes.size());
  for (const Hash hash : hashes) sorted[starts[hash >> (hash_bits - bits)]++] = hash;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const Hash hash = sorted[i];
    std::size_t place = i;
    for (; place > 0 && sorted[place - 1] > hash; --place) sorted[place] = sorted[place - 1];
    sorted[place] = hash;
  }
  hashes.swap(sorted);
}

void keep_distinct(std::vector<Hash>& hashes) {
  sort_hashes(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

void keep_twice_at_most(std::vector<Hash>& hashes) {
  sort_hashes(hashes);
  std::size_t kept = 0;
  for (const Hash hash : hashes) {
    if (kept < 2 || hashes[kept - 2] != hash) hashes[kept++] = hash;
  }
  hashes.resize(kept);
}

std::vector<Hash> kept_at(int level, const std::vector<Hash>& hashes) {
  std::vector<Hash> kept(hashes.size());
  std::size_t count = 0;
  for (const Hash hash : hashes) {
    kept[count] = hash;
    count += is_kept(hash, level) ? 1 : 0;
  }
  kept.resize(count);
  return kept;
}

// A sample on its way into the bytes.
struct Chosen {
  int level = 0;
  std::vector<Hash> hashes = {};
};

// The hashes that a sample of about `most` keeps, in the order of the text.
Chosen sample(const std::vector<Hash>& hashes, std::size_t most) {
  if (hashes.size() <= most) return {0, hashes};
  // Half as many with each level, more or less: what is kept at the one before the last tells which the last one is.
  Chosen out;
  while (out.level < hash_bits && hashes.size() >> (out.level + 1) > most) ++out.level;
  out.hashes = kept_at(out.level, hashes);
  if (out.hashes.size() <= most) out = {0, hashes};
  while (out.hashes.size() > most && out.level < hash_bits) out.hashes = kept_at(++out.level, out.hashes);
  return out;
}

// The smallest by another hash than the one that samples: else what is kept would be what finds.
Fingerprint scattered(Hash hash) {
  std::uint32_t value = hash * 0x85EB'CA6Bu + 0xC2B2'AE35u;
  value = (value ^ (value >> 15)) * 0x2C1B'3C6Du;
  value = (value ^ (value >> 12)) * 0x297A'2D39u;
  return value ^ (value >> 15);
}

// Those that are smallest, seen one by one.
template <std::size_t count>
class Smallest {
 public:
  Smallest() { smallest_.fill(~Fingerprint{0}); }

  void see(Fingerprint value) {
    if (value >= smallest_.back() || std::ranges::find(smallest_, value) != smallest_.end()) return;
    std::size_t place = count - 1;
    for (; place > 0 && smallest_[place - 1] > value; --place) smallest_[place] = smallest_[place - 1];
    smallest_[place] = value;
  }

  // Being the smallest they all begin with zeros: spread out again, for who looks them up.
  void add_to(Fingerprints& out) const {
    for (std::size_t i = 0; i < count && smallest_[i] != ~Fingerprint{0}; ++i) {
      out.push_back(smallest_[i] * 0x9E37'79B1u);
    }
  }

 private:
  std::array<Fingerprint, count> smallest_;
};

Fingerprints fingerprints_of(const Grams& text, const Grams& title) {
  Smallest<of_the_lead> of_lead;
  Smallest<of_the_whole> of_whole;
  Smallest<of_the_title> of_title;
  for (const Hash gram : std::span(text.grams).first(text.lead)) of_lead.see(scattered(gram));
  std::span<const Hash> grams = text.grams;
  // As many together as the compiler puts into registers.
  std::array<Fingerprint, 16> some;
  for (; grams.size() >= some.size(); grams = grams.subspan(some.size())) {
    for (std::size_t i = 0; i < some.size(); ++i) some[i] = scattered(grams[i]);
    for (const Fingerprint fingerprint : some) of_whole.see(fingerprint);
  }
  for (const Hash gram : grams) of_whole.see(scattered(gram));
  for (const Hash gram : title.grams) of_title.see(scattered(gram));
  Fingerprints out;
  of_lead.add_to(out);
  of_whole.add_to(out);
  of_title.add_to(out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// A sketch as bytes: a version, then each list with its length; hashes have three bytes, the lead is a bit for each
// gram.
constexpr unsigned char version = 1;
constexpr std::size_t bytes_a_hash = hash_bits / 8;

void put_number(std::string& out, std::size_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

void put_hashes(std::string& out, const std::vector<Hash>& hashes) {
  put_number(out, hashes.size());
  std::size_t at = out.size();
  out.resize(at + bytes_a_hash * hashes.size());
  for (const Hash hash : hashes) {
    for (std::size_t i = 0; i < bytes_a_hash; ++i) out[at++] = static_cast<char>(hash >> (8 * i));
  }
}

void put_sample(std::string& out, const Chosen& sample) {
  put_number(out, static_cast<std::size_t>(sample.level));
  put_hashes(out, sample.hashes);
}

// Which of them are among the others; both are in order.
void put_places(std::string& out, const std::vector<Hash>& all, const std::vector<Hash>& some) {
  const std::size_t begin = out.size();
  out.append((all.size() + 7) / 8, '\0');
  std::size_t next = 0;
  for (std::size_t i = 0; i < all.size() && next < some.size(); ++i) {
    if (all[i] != some[next]) continue;
    out[begin + i / 8] = static_cast<char>(static_cast<unsigned char>(out[begin + i / 8]) | 1u << (i % 8));
    ++next;
  }
}

// Reads what put_… wrote; at the first byte that is missing it is bad, and gives nothing any more.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  std::size_t number() {
    std::size_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const auto byte = static_cast<unsigned char>(*take(1));
      value |= std::size_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    good_ = false;
    return 0;
  }

  Hashes hashes() {
    const std::size_t count = number();
    const char* const first = take(count * bytes_a_hash);
    return good_ ? Hashes(first, count) : Hashes();
  }

  Sample sample() {
    const auto level = static_cast<int>(std::min<std::size_t>(number(), hash_bits));
    return {level, hashes()};
  }

  const char* places(std::size_t of) { return take((of + 7) / 8); }

  bool good() const { return good_; }

 private:
  const char* take(std::size_t bytes) {
    if (!good_ || bytes > rest_.size()) {
      good_ = false;
      return "";
    }
    const char* const first = rest_.data();
    rest_.remove_prefix(bytes);
    return first;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

Sketched sketch(const Comparable& entry) {
  const Grams title = grams_of(entry.folded_headline);
  const Grams text = grams_of(entry.folded_telling());
  Sketched out;
  if (text.letters < least_letters) return out;
  out.fingerprints = fingerprints_of(text, title);

  Chosen grams = sample(text.grams, most_grams);
  std::vector<Hash> lead;
  for (std::size_t i = 0; i < text.lead; ++i) {
    if (is_kept(text.grams[i], grams.level)) lead.push_back(text.grams[i]);
  }
  keep_distinct(grams.hashes);
  keep_distinct(lead);
  Chosen words = sample(text.words, most_words);
  keep_twice_at_most(words.hashes);
  Chosen numbers = sample(text.numbers, most_numbers);
  keep_distinct(numbers.hashes);
  std::vector<Hash> title_words = title.words;
  keep_distinct(title_words);
  title_words.resize(std::min(title_words.size(), most_title_words));

  std::string& bytes = out.sketch;
  if (grams.hashes.empty()) return out;
  bytes.reserve(64 + bytes_a_hash * (grams.hashes.size() + words.hashes.size() + numbers.hashes.size()) +
                grams.hashes.size() / 8 + bytes_a_hash * title_words.size());
  bytes += static_cast<char>(version);
  put_number(bytes, text.letters);
  put_sample(bytes, grams);
  put_places(bytes, grams.hashes, lead);
  put_sample(bytes, words);
  put_sample(bytes, numbers);
  put_hashes(bytes, title_words);
  return out;
}

Sketch read_sketch(std::string_view bytes) {
  if (bytes.empty() || static_cast<unsigned char>(bytes.front()) != version) return {};
  Bytes in(bytes.substr(1));
  Sketch sketch;
  sketch.letters = static_cast<std::uint32_t>(in.number());
  sketch.grams = in.sample();
  sketch.lead = in.places(sketch.grams.hashes.size());
  sketch.words = in.sample();
  sketch.numbers = in.sample();
  sketch.title = in.hashes();
  return in.good() ? sketch : Sketch();
}

std::string encode(const Fingerprints& fingerprints) {
  std::string out;
  for (const Fingerprint fingerprint : fingerprints) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(fingerprint >> (8 * i));
  }
  return out;
}

Fingerprints decode_fingerprints(std::string_view bytes) {
  Fingerprints out(std::min(bytes.size() / 4, most_fingerprints));
  const auto byte = [&](std::size_t at) { return Fingerprint{static_cast<unsigned char>(bytes[at])}; };
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = byte(4 * i) | byte(4 * i + 1) << 8 | byte(4 * i + 2) << 16 | byte(4 * i + 3) << 24;
  }
  return out;
}

}  // namespace datelined::feeds
