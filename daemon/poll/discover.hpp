// A page that is no feed but leads to one: its <link rel=alternate>.
//
// See: https://www.rssboard.org/rss-autodiscovery; the WHATWG HTML Standard, "Link type alternate".
#pragma once

#include <string>
#include <string_view>

namespace datelined {

// The feed that the page at `url` names first, absolute; one of comments only where there is no other.
// Empty: it names none. `html` in any encoding that has ASCII in it.
std::string feed_of_page(std::string_view html, const std::string& url);

}  // namespace datelined
