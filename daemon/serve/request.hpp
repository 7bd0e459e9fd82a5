// A request's head, read: it, `body` and beast.cpp alone know Beast.
//
// In:  a head as HeadScan found it, the empty line at its end included.
// Out: the request, or the answer that refuses it, after which the connection cannot go on.
// See: RFC 9112; §6.3 for what makes a message's length ambiguous.
#pragma once

#include "daemon/serve/message.hpp"

#include <string_view>
#include <variant>

namespace datelined {

std::variant<Request, Answer> read_request(std::string_view head);

}  // namespace datelined
