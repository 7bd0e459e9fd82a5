// JSON as it comes made into JSON as it should have been.
//
// One linear pass of a forgiving tokeniser, run only over documents that break the grammar. What comes out
// follows it, is nested at most 64 deep, and has every value that could be told from its neighbours. A quote
// ends a string only where something follows that may stand behind one; a bracket that fits no open one closes
// nothing; what is missing between two values is put there; half a surrogate pair is dropped; what is no value
// is null; what is open at the end is closed.
// See: RFC 8259; ECMAScript for what a backslash means before another letter.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds::read {

constexpr std::size_t max_json_depth = 64;

struct RepairedJson {
  std::string text;
  bool is_cut = false;    // the root was still open at the end
  bool has_junk = false;  // something stands behind the root
};

// `text` begins with the root's bracket.
RepairedJson repair_json(std::string_view text);

}  // namespace datelined::feeds::read
