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

// Cuts the next directive off. A comma in quotes is part of its value.
std::string_view take_directive(std::string_view& rest) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (is_quoted || rest[end] != ','); ++end) {
    if (rest[end] == '"') is_quoted = !is_quoted;
    if (rest[end] == '\\' && is_quoted) ++end;
  }
  const std::string_view directive = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return directive;
}

// no-cache that names fields speaks of these alone (RFC 9111 §5.2.2.4).
bool forbids_reuse(std::string_view name, std::string_view value) {
  if (feeds::equal_ignoring_case(name, "no-store")) return true;
  return feeds::equal_ignoring_case(name, "no-cache") && (value.empty() || value == "\"\"");
}

// With no-cache and no-store it is 0. A private cache, so s-maxage is not for us.
std::optional<seconds> read_max_age(const Fetched& answer) {
  std::optional<seconds> max_age;
  for (const Header& header : answer.headers) {
    if (header.name != "cache-control") continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::string_view directive = take_directive(rest);
      const std::size_t equals = std::min(directive.find('='), directive.size());
      const std::string_view name = feeds::trimmed(directive.substr(0, equals));
      const std::string_view value = feeds::trimmed(directive.substr(std::min(equals + 1, directive.size())));
      if (forbids_reuse(name, value)) return seconds{0};
      if (feeds::equal_ignoring_case(name, "max-age") && !max_age) max_age = read_delta_seconds(value);
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
