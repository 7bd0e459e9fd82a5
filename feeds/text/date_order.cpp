#include "feeds/text/date_order.hpp"

#include <algorithm>
#include <bit>

namespace datelined::feeds::dates {
namespace {

constexpr Languages day_first = language_bits(
    "ar az be bg bn ca cs da de el es et fi fr he hi hr id it lv mr ms nb ne nl pl pt ro ru sk sl sr ta th tr uk ur "
    "vi");

template <std::size_t size>
bool is_one_of(const std::string& region, const std::string_view (&regions)[size]) {
  return std::ranges::find(regions, region) != std::end(regions);
}

}  // namespace

Order order_of_day_and_month(const Locale& feed, Languages spoken, bool has_english_half) {
  constexpr std::string_view undecided[] = {"CA", "US", "PR", "PA"};
  constexpr std::string_view british[] = {"AU", "GB", "IE", "IN", "NZ"};
  const Languages own = language_bit(feed.language);
  if (own == 0 || (own & spoken) == 0) {
    // Words of one language alone say it too.
    const bool is_sure = (spoken & ~day_first) == 0 && !has_english_half && feed.language.empty();
    return is_sure ? Order::day_first : Order::unknown;
  }
  if (feed.language == "en") {
    if (feed.region == "US") return Order::month_first;
    return is_one_of(feed.region, british) ? Order::day_first : Order::unknown;
  }
  const bool is_sure = (own & day_first) != 0 && !has_english_half && !is_one_of(feed.region, undecided);
  return is_sure ? Order::day_first : Order::unknown;
}

}  // namespace datelined::feeds::dates
