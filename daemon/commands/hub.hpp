// The hub and the server put together: neither knows the other. Loop thread.
#pragma once

#include "daemon/hub/hub.hpp"
#include "daemon/serve/inbox.hpp"
#include "daemon/serve/server.hpp"

namespace datelined {

// The server's feeds as the hub's topics. The server outlives them.
HubTopics topics_of(Server& server);

// Where the server takes in what is sent to the hub, which outlives it.
InboxDoor door_of(Hub& hub);

}  // namespace datelined
