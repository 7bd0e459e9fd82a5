// A feed of this site as something to subscribe to (W3C WebSub): which address is one, and in which form it is kept.
//
// In:  an address as a subscriber names it: the one the feed gives itself, or another spelling of it.
// Out: the page it stands for, and its path and parameters in the one form that the feed gives itself.
// Bad: a Problem: an address of another site, no feed, a page of one, a token in it, a time that counts back from now.
#pragma once

#include "daemon/serve/params.hpp"
#include "daemon/serve/rendition.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined {

struct Topic {
  Page page;         // without scope, base URL and title
  std::string path;  // behind the base URL: "atom.xml?lang=ur"
};

// `base_url` ends in '/'; `names` are the site's feeds.
feeds::Result<Topic> read_topic(std::string_view url, std::string_view base_url, feeds::Time now,
                                const FeedNames& names = {});

// The same for what stands behind the base URL.
feeds::Result<Topic> read_topic_path(std::string_view path, feeds::Time now, const FeedNames& names = {});

// The page at a path of the site, "/atom.xml", "/feeds/NAME/atom.xml" or "/", without what parameters add;
// nullopt: there is none.
std::optional<Page> page_at(std::string_view path);

}  // namespace datelined
