// Feeds for a desk: the sample wires, or those of a folder of one's own, DATELINED_FEEDS.
#pragma once

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace datelined::test {

inline std::vector<std::filesystem::path> wires() {
  namespace fs = std::filesystem;
  const char* folder = std::getenv("DATELINED_FEEDS");
  std::vector<fs::path> files;
  for (const auto& item : fs::recursive_directory_iterator(
           folder != nullptr ? fs::path(folder) : fs::path(SOURCE_TREE) / "examples/wires")) {
    if (item.is_regular_file()) files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Their [[feed]] tables: w0, w1 and so on, in the categories "even" and "odd".
inline std::string feeds_of(const std::vector<std::filesystem::path>& files) {
  std::string feeds = "[push]\nenabled = false\n";
  for (std::size_t i = 0; i < files.size(); ++i) {
    feeds += "[[feed]]\nname = \"w" + std::to_string(i) +
             "\"\nurl = " + boost::json::serialize(boost::json::string("file:" + files[i].string())) +
             "\ncategory = \"" + (i % 2 == 0 ? "even" : "odd") + "\"\n";
  }
  return feeds;
}

}  // namespace datelined::test
