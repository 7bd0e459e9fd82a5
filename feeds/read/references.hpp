// References in XML's character data: &amp; &#233; &#xE9; &eacute;
// See: XML 1.0 §2.2, §4.1, §4.6.
#pragma once

#include <cstddef>
#include <string_view>

namespace datelined::feeds::read {

struct Reference {
  std::size_t length = 0;  // with '&' and ';'; 0: it is none
  std::string_view name;   // of an entity
  bool is_number = false;
  char32_t code = 0;  // of a character; 0x110000: beyond all of them
};

// `text` begins with '&'. A reference ends in ';' or is none.
Reference read_reference(std::string_view text);

bool is_predefined_entity(std::string_view name);  // amp lt gt quot apos

bool is_xml_character(char32_t code);

// The length of the character at `text[at]` when XML forbids it; 0: it does not. `text` is valid UTF-8.
std::size_t forbidden_character(std::string_view text, std::size_t at);

}  // namespace datelined::feeds::read
