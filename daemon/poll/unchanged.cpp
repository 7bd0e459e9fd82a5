#include "daemon/poll/unchanged.hpp"

#include "daemon/version.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace datelined {
namespace {

constexpr std::size_t size = 8;  // characters of a digest, of six bits each
constexpr std::uint64_t kept_bits = (std::uint64_t{1} << (6 * size)) - 1;

// Of documents with more entries the rest is looked at each time.
constexpr std::size_t most_remembered = 1'000;

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

constexpr std::array<unsigned char, 256> values = [] {
  std::array<unsigned char, 256> all{};
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    all[static_cast<unsigned char>(alphabet[i])] = static_cast<unsigned char>(i);
  }
  return all;
}();

// What another version has read it may have read otherwise: with this one it is looked at once more.
std::uint64_t kept(std::uint64_t digest) {
  static const std::uint64_t read_by = feeds::hash64(version);
  return (digest ^ read_by) & kept_bits;
}

}  // namespace

Unchanged::Unchanged(std::string before) : before_(std::move(before)) {
  known_.reserve(before_.size() / size);
  for (std::string_view rest = before_; rest.size() >= size; rest.remove_prefix(size)) {
    std::uint64_t digest = 0;
    for (const char c : rest.substr(0, size)) digest = digest << 6 | values[static_cast<unsigned char>(c)];
    known_.insert(digest);
  }
}

bool Unchanged::knows(std::uint64_t digest) const {
  return known_.contains(kept(digest));
}

bool Unchanged::see(std::uint64_t digest) {
  if (seen_.size() < most_remembered * size) {
    for (std::size_t i = size; i-- > 0;) seen_ += alphabet[kept(digest) >> (6 * i) & 63];
  }
  return knows(digest);
}

std::string Unchanged::write(bool and_before) const {
  if (!and_before) return seen_;
  const std::string all = seen_ + before_;
  return all.substr(0, most_remembered * size);
}

}  // namespace datelined
