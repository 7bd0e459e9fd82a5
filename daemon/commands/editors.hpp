// What other programs commit while the daemon runs: an editor's split or join is seen at once by caches and /events.
//
// Who changed the store closes its write-ahead log behind the commit, and the system tells that (inotify): nothing is
// asked again and again, and what the daemon itself commits, which keeps the log open, tells nothing. Told of the
// writing instead, one would look before the commit can be seen.
// See: inotify(7), IN_CLOSE_WRITE; sqlite.org/walformat.html.
#pragma once

#include "daemon/commands/engine.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>

namespace datelined {

// Never ends, unless the system has no watches left, which is logged: then changes are seen with the next commit of the
// daemon's own. `engine` outlives it.
asio::awaitable<void> follow_editors(Engine& engine, std::filesystem::path database);

}  // namespace datelined
