// JSON text as a value, be it whole or not.
//
// A document that breaks off or breaks the grammar is mended first (read/json_repair). What stands before or behind
// the root is left out. What XML forbids is in no string, however it was written.
// Notes: not-well-formed, junk-before-root, junk-after-root.
// See: RFC 8259.
#pragma once

#include "feeds/problem.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace datelined::feeds::read {

struct JsonDocument {
  boost::json::value value;
  bool is_cut = false;  // it breaks off
};

// Where the object stands that the text seems to be, with words before it or a call around it: nullopt when it is
// anything else.
std::optional<std::size_t> find_json_root(std::string_view text);

JsonDocument read_json(std::string_view text, std::vector<Note>& notes);

}  // namespace datelined::feeds::read
