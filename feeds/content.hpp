// An entry's content seen without its markup: what comparing works on.
#pragma once

#include "feeds/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

// The content as plain text; the summary where there is no content.
std::string plain_content(const Entry& entry);

// Where the links and pictures of sanitised HTML lead, in their order.
std::vector<std::string> addresses(std::string_view html);

// The URL as far as it names a page: canonical where it is one of the web, else as it stands.
std::string comparable_url(std::string_view url);

}  // namespace datelined::feeds
