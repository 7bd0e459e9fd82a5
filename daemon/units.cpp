#include "daemon/units.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace datelined {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

constexpr std::array<Unit, 5> duration_units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 4> size_units{{{"GiB", 1u << 30}, {"MiB", 1u << 20}, {"KiB", 1u << 10}, {"B", 1}}};

// A whole number and one of the suffixes, nothing else; nullopt when it does not fit into 63 bits.
template <std::size_t N>
std::optional<std::int64_t> read_quantity(std::string_view text, const std::array<Unit, N>& units) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units) {
    if (unit.suffix != suffix) continue;
    if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()} / unit.factor) return std::nullopt;
    return static_cast<std::int64_t>(number * unit.factor);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  const auto amount = read_quantity(text, duration_units);
  if (!amount) return std::nullopt;
  return std::chrono::milliseconds{*amount};
}

std::optional<std::size_t> read_size(std::string_view text) {
  const auto amount = read_quantity(text, size_units);
  if (!amount) return std::nullopt;
  return static_cast<std::size_t>(*amount);
}

std::string write_duration(std::chrono::milliseconds duration) {
  const auto amount = static_cast<std::uint64_t>(duration.count());
  for (const Unit& unit : duration_units) {
    if (amount >= unit.factor && amount % unit.factor == 0) {
      return std::to_string(amount / unit.factor) + std::string(unit.suffix);
    }
  }
  return "0s";
}

}  // namespace datelined
