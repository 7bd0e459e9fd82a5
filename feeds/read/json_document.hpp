// JSON text as a value, be it whole or not.
//
// A document that breaks off or breaks the grammar gives what stands before the fault, every open object
// and array closed; control characters inside strings, comments and trailing commas are lived with. What XML
// forbids is in no string, however it was written.
// See: RFC 8259.
#pragma once

#include "feeds/problem.hpp"

#include <boost/json/value.hpp>

#include <string_view>
#include <vector>

namespace datelined::feeds::read {

struct JsonDocument {
  boost::json::value value;
  bool is_cut = false;  // it breaks off
};
JsonDocument read_json(std::string_view text, std::vector<Note>& notes);

}  // namespace datelined::feeds::read
