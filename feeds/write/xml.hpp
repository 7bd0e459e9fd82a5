// XML appended to a string, always well-formed: everything escaped, what XML 1.0 forbids left out.
//
// An element that is given no text closes itself; an attribute without a value is not written.
// See: XML 1.0 §2.2 (characters), §2.4, §3.3.3 (what becomes of white space in attributes).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace datelined::feeds::xml {

struct Attribute {
  std::string_view name, value;
};
using Attributes = std::initializer_list<Attribute>;

inline constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

void text(std::string& out, std::string_view text);

void open(std::string& out, std::string_view name, Attributes attributes = {});
void close(std::string& out, std::string_view name);

void element(std::string& out, std::string_view name, Attributes attributes, std::string_view content = {});

// Nothing at all when there is no content.
void optional_element(std::string& out, std::string_view name, std::string_view content);

}  // namespace datelined::feeds::xml
