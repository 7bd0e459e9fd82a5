#include "daemon/fetch/retry_after.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>
#include <charconv>

namespace datelined {
namespace {

using std::chrono::seconds;

constexpr seconds longest_wait = std::chrono::days{30};

}  // namespace

std::optional<seconds> read_delta_seconds(std::string_view text) {
  text = feeds::trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return longest_delta;
  return std::min(seconds{number}, longest_delta);
}

std::optional<feeds::Time> read_header_date(std::string_view text) {
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii || text.find(':') == text.npos) return std::nullopt;
  return feeds::read_date(text);
}

std::optional<seconds> retry_after(const Fetched& answer, feeds::Time now) {
  if (answer.status != 429 && answer.status != 503) return std::nullopt;
  const std::string_view text = answer.header("retry-after");
  std::optional<seconds> wait = read_delta_seconds(text);
  if (!wait) {
    const auto until = read_header_date(text);
    if (!until) return std::nullopt;
    // The origin's clock may be hours off; the distance between its own two times is not.
    wait = std::max(seconds{0}, *until - read_header_date(answer.header("date")).value_or(now));
  }
  return std::min(*wait, longest_wait);
}

}  // namespace datelined
