#include "daemon/when.hpp"

#include "daemon/units.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>

namespace datelined {
namespace {

// "2023-…": of all that feeds call a date, a question is asked in this form alone.
bool starts_with_year(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() >= 10 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, is_digit);
}

}  // namespace

std::optional<feeds::Time> read_when(std::string_view text, feeds::Time now) {
  if (starts_with_year(text)) return feeds::read_date(text);
  const auto ago = read_duration(text);
  // Further back than a clock can tell is no time at all.
  if (!ago || *ago > now.time_since_epoch()) return std::nullopt;
  return now - std::chrono::floor<std::chrono::seconds>(*ago);
}

}  // namespace datelined
