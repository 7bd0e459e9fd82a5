// What a subscriber asks of the hub, read from the form it sends.
//
// In:  hub.mode, hub.callback, hub.topic, hub.lease_seconds, hub.secret; what else there is counts for nothing.
// Out: the callback as it came; whether the topic is ours is for others to say.
// Bad: a Problem whose `where` is the parameter.
// See: W3C WebSub §5.1.
#pragma once

#include "daemon/websub/form.hpp"
#include "feeds/problem.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace datelined {

struct HubRequest {
  enum class Mode { subscribe, unsubscribe };
  Mode mode = Mode::subscribe;
  std::string callback, topic;
  std::optional<std::chrono::seconds> lease = {};  // asked for; nullopt: as the hub has it
  std::string secret = {};                         // empty: none
};

std::string_view to_string(HubRequest::Mode mode);

feeds::Result<HubRequest> read_hub_request(const Form& form);

// A callback with parameters behind those it has: its own stay as they are (§5.1.1).
std::string with_parameters(std::string_view callback, const Form& parameters);

}  // namespace datelined
