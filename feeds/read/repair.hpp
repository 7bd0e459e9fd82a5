// XML as it comes made into XML as it should have been.
//
// One linear pass of a forgiving tokeniser, run only over documents that are not clean. What comes out is
// well-formed, free of entities but the five of XML, of comments, declarations and characters that XML
// forbids, nested at most 256 deep, and has its line breaks where the document had them. A stray '&' or
// '<' is itself; an end tag that fits no open element closes the text element it stands in; an item opened
// in an item closes it; what is open at the end is closed.
// Notes: not-well-formed, undeclared-entity, entity-limit, junk-before-root, junk-after-root.
// See: XML 1.0; HTML's named character references for entities nobody declared.
#pragma once

#include "feeds/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds::read {

struct Repaired {
  std::string text;
  bool is_cut = false;  // the root was still open at the end
};
Repaired repair(std::string_view text, std::vector<Note>& notes);

}  // namespace datelined::feeds::read
