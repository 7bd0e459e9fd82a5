#include "daemon/hub/line.hpp"

namespace datelined {

void HubLine::set_limits(std::size_t at_once, std::size_t per_host) {
  at_once_ = at_once;
  per_host_ = per_host;
}

void HubLine::wait(std::int64_t id, const std::string& host, Moment when) {
  const auto [place, is_new] = all_.try_emplace(id, Waiting{host, when});
  if (is_new) {
    line_.emplace(when, id);
  } else if (when < place->second.when && line_.erase({place->second.when, id}) > 0) {
    place->second.when = when;
    line_.emplace(when, id);
  }
}

std::optional<std::int64_t> HubLine::next(Moment now) {
  while (under_way_ < at_once_ && !line_.empty() && line_.begin()->first <= now) {
    const std::int64_t id = line_.begin()->second;
    line_.erase(line_.begin());
    Waiting& waiting = all_.at(id);
    Host& host = hosts_[waiting.host];
    if (host.under_way >= per_host_) {
      host.held_up.push_back(id);
      continue;
    }
    ++host.under_way;
    ++under_way_;
    waiting.begun = true;
    return id;
  }
  return std::nullopt;
}

void HubLine::leave(std::int64_t id) {
  const auto place = all_.find(id);
  if (place == all_.end() || !place->second.begun) return;
  const auto at = hosts_.find(place->second.host);
  Host& host = at->second;
  --host.under_way;
  --under_way_;
  all_.erase(place);
  if (!host.held_up.empty()) {
    const std::int64_t next = host.held_up.front();
    host.held_up.pop_front();
    all_.at(next).when = Moment::min();
    line_.emplace(Moment::min(), next);
  } else if (host.under_way == 0) {
    hosts_.erase(at);
  }
}

std::optional<HubLine::Moment> HubLine::soonest() const {
  if (under_way_ >= at_once_ || line_.empty()) return std::nullopt;
  return line_.begin()->first;
}

}  // namespace datelined
