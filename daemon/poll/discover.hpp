// A page that is no feed but leads to one: its <link rel=alternate>.
//
// See: https://www.rssboard.org/rss-autodiscovery; the WHATWG HTML Standard, "Link type alternate".
#pragma once

#include <string>
#include <string_view>

namespace datelined {

// Whether what is no feed is a page: it says so near its beginning, or begins with a tag of HTML, of which <html> and
// <head> may be left out (the WHATWG HTML Standard, "Optional tags").
bool starts_a_page(std::string_view bytes);

// The feed that the page at `url` names first, absolute; one of comments only where there is no other, and
// what is said to be XML of any kind only where nothing is said to be a feed.
// Empty: it names none. `html` in any encoding that has ASCII in it.
std::string feed_of_page(std::string_view html, const std::string& url);

}  // namespace datelined
