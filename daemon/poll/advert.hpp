// Whether a feed can be had pushed: the hubs that its answer or its document names.
//
// In:  "Link: <https://hub.example/>; rel=hub" of the answer, then the links of the document.
// Out: absolute http and https URLs. The header comes first: where it names hubs, the document's are not looked at.
//      Who names no address of its own is known by the one it was fetched from, unless that has a query.
// See: W3C WebSub §4 (discovery), RFC 8288 §3 (Link).
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "feeds/entry.hpp"
#include "schema/records.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined {

schema::Advert advert_of(const Fetched& answer, const feeds::Feed& head);

// A link of a Link header: its target as it stands there, and the words of its first rel.
struct HeaderLink {
  std::string target;
  std::vector<std::string> rels;  // lower case
};

// What cannot be read is passed over.
std::vector<HeaderLink> read_links(std::string_view value);

}  // namespace datelined
