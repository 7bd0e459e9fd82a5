// Whether a browser asks, or a feed reader: the same address has the feed for one and a page for the other.
// See: RFC 9110 §12.5.1 (Accept).
#pragma once

#include <string_view>

namespace datelined {

// text/html is asked for by name and preferred to every kind of XML and JSON. A feed reader that says nothing, takes
// anything or would rather have XML gets the feed.
bool prefers_html(std::string_view accept);

}  // namespace datelined
