// What a fuzzer holds against what it sees: said, with the input's place in the source, before it stops.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace datelined::test {

// Stops the fuzzer, which keeps the input, when a fact does not hold, and prints both sides from shortly before
// they differ.
inline void must(bool holds, const char* fact, std::string_view seen = {}, std::string_view instead_of = {}) {
  if (holds) return;
  const auto difference = std::mismatch(seen.begin(), seen.end(), instead_of.begin(), instead_of.end()).first;
  const auto same = std::max(difference - seen.begin() - 40, std::ptrdiff_t{0});
  if (!instead_of.empty() && same > 0) {
    seen.remove_prefix(static_cast<std::size_t>(same));
    instead_of.remove_prefix(static_cast<std::size_t>(same));
  }
  const auto size = [](std::string_view text) { return static_cast<int>(text.size()); };
  std::fprintf(stderr, "not so: %s\n  seen:       %.*s\n  instead of: %.*s\n", fact, size(seen), seen.data(),
               size(instead_of), instead_of.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The first line and the rest.
struct Split {
  std::string_view line, rest;
};
inline Split split_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return {{}, text};
  return {text.substr(0, end), text.substr(end + 1)};
}

}  // namespace datelined::test
