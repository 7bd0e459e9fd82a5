#include "daemon/poll/redirects.hpp"

namespace datelined {
namespace {

// A captive portal or a mistake lasts a visit or two.
constexpr int visits_to_trust = 3;

// Where the permanent hops at the beginning lead; empty: nowhere.
std::string permanent_target(std::string from, std::span<const Hop> hops) {
  std::string target;
  for (const Hop& hop : hops) {
    if (hop.status != 301 && hop.status != 308) break;
    if (from.starts_with("https:") && !hop.target.starts_with("https:")) break;
    from = target = hop.target;
  }
  return target;
}

}  // namespace

const std::string& address_of(const schema::FeedState& state) {
  return state.moved_url.empty() ? state.subscription.url : state.moved_url;
}

void remember_redirects(schema::FeedState& state, std::span<const Hop> hops) {
  std::string target = permanent_target(address_of(state), hops);
  if (target.empty()) {
    state.redirects_seen = 0;
  } else {
    state.redirects_seen = target == state.redirect_url ? state.redirects_seen + 1 : 1;
  }
  state.redirect_url = std::move(target);
  if (state.redirects_seen < visits_to_trust) return;
  state.moved_url = std::move(state.redirect_url);
  state.found = false;
  state.redirect_url.clear();
  state.redirects_seen = 0;
}

}  // namespace datelined
