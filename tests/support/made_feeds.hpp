// Feeds as wires send them, made up: the same two hundred every time, in six formats and thirteen languages, with
// CDATA and escaped markup, modules, and several encodings.
#pragma once

#include <string>
#include <vector>

namespace datelined::test {

struct MadeFeed {
  std::string name;  // what it is, for people: "17 atom-1.0 ur utf-8"
  std::string bytes;
  std::size_t entries = 0;
};

std::vector<MadeFeed> made_feeds(std::size_t how_many = 200);

}  // namespace datelined::test
