// What changed between two texts, word by word; character by character in scripts without spaces.
//
// In:  plain texts. Of long ones what is equal at both ends is set aside first; when too much is left to compare, it
//      is told as replaced.
// Out: pieces in reading order; the kept and the removed ones together are the old text, but for blanks, the kept and
//      the added ones the new one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

struct Difference {
  enum class Kind { kept, removed, added } kind;
  std::string text;
  bool operator==(const Difference&) const = default;
};

std::vector<Difference> differences(std::string_view before, std::string_view after);

}  // namespace datelined::feeds
