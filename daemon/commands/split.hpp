// datelined split and join: an editor overrules which entries are one story, for good.
#pragma once

#include <string>
#include <vector>

namespace datelined {

int split_story(const std::string& config, const std::vector<std::string>& copies);
int join_stories(const std::string& config, const std::string& one, const std::string& other);

}  // namespace datelined
