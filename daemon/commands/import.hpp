// datelined import: an OPML subscription list as [[feed]] tables.
#pragma once

#include <string>

namespace datelined {

int import_opml(const std::string& file);  // "-": stdin

}  // namespace datelined
