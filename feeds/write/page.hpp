// The page for people: its looks, and what a browser may do with it. The HTML writer puts both into the
// document; whoever serves it sends the policy as a header too.
//
// See: Content Security Policy Level 3.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

std::string_view page_style();

// Nothing is loaded from anywhere and nothing runs; the one stylesheet is known by its hash.
std::string page_policy();

}  // namespace datelined::feeds
