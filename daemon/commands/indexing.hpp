// The search index, brought up to date behind the visits for as long as the daemon runs.
#pragma once

#include "daemon/commands/engine.hpp"

#include <boost/asio/awaitable.hpp>

namespace datelined {

// Never ends. Takes turns with the records of visits on the writer's thread, a few milliseconds each; a store that
// fails is tried again later. `engine` outlives it.
asio::awaitable<void> index_behind(Engine& engine);

}  // namespace datelined
