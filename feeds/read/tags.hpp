// Tags as they stand in a document, whatever is wrong with them: attributes as HTML takes them, without
// quotes, without a value or without an end.
// See: the WHATWG HTML Standard, "Tokenization", from "tag open state" on.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace datelined::feeds::read {

bool is_name_start(char c);
std::string_view name_at(std::string_view text, std::size_t at);

struct RawAttribute {
  std::string_view name, value;  // references not resolved
  std::string_view fault = {};   // empty: none
};

struct RawTag {
  std::string_view name;
  std::vector<RawAttribute> attributes;
  bool is_empty = false;     // <br/>
  bool is_complete = false;  // it has its '>'; without one it ends where the next tag begins
  std::size_t end = 0;       // the place behind it
};

// `text[at]` is the '<' of a start tag.
RawTag read_start_tag(std::string_view text, std::size_t at);

// `text[at]` is the '<' of an end tag.
RawTag read_end_tag(std::string_view text, std::size_t at);

}  // namespace datelined::feeds::read
