#include "daemon/poll/freshness.hpp"

#include "daemon/fetch/retry_after.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace datelined {
namespace {

using schema::Lifetime;
using std::chrono::seconds;

// With no-cache and no-store it is 0. A private cache, so s-maxage is not for us.
std::optional<seconds> read_max_age(const Fetched& answer) {
  std::optional<seconds> max_age;
  for (const Header& header : answer.headers) {
    if (header.name != "cache-control") continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string_view directive = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);

      const std::size_t equals = directive.find('=');
      const std::string_view name = feeds::trimmed(directive.substr(0, equals));
      if (feeds::equal_ignoring_case(name, "no-cache") || feeds::equal_ignoring_case(name, "no-store")) {
        return seconds{0};
      }
      if (feeds::equal_ignoring_case(name, "max-age") && equals != std::string_view::npos && !max_age) {
        max_age = read_delta_seconds(directive.substr(equals + 1));
      }
    }
  }
  return max_age;
}

seconds at_least_zero(seconds time) {
  return std::max(time, seconds{0});
}

}  // namespace

Lifetime lifetime_of(const Fetched& answer) {
  return {read_max_age(answer), read_header_date(answer.header("expires"))};
}

void renew(Lifetime& lifetime, const Fetched& answer) {
  Lifetime brought = lifetime_of(answer);
  if (!answer.header("cache-control").empty()) lifetime.max_age = brought.max_age;
  if (!answer.header("expires").empty()) lifetime.expires = brought.expires;
}

seconds freshness_of(const Lifetime& lifetime, const Fetched& answer, feeds::Time now) {
  if (lifetime.max_age) {
    return at_least_zero(*lifetime.max_age - read_delta_seconds(answer.header("age")).value_or(seconds{0}));
  }
  if (!lifetime.expires) return seconds{0};
  // The origin's clock may be hours off; the distance between its own two times is not.
  return at_least_zero(*lifetime.expires - read_header_date(answer.header("date")).value_or(now));
}

}  // namespace datelined
