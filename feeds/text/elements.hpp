// The elements of HTML and how a parser, a reader and the sanitiser treat them.
//
// See: the WHATWG HTML Standard, "The stack of open elements", "Elements" and "Obsolete features".
#pragma once

#include <string_view>

namespace datelined::feeds::html {

enum Trait : unsigned {
  kept = 1U << 0,          // may be shown; the tags of all others go
  dropped = 1U << 1,       // goes with its content
  active = 1U << 2,        // its content is no text for people either: gone from plain text
  no_content = 1U << 3,    // void: never has an end tag
  raw_text = 1U << 4,      // its content is text up to its end tag, whatever it looks like
  references = 1U << 5,    // raw text in which character references count
  foreign = 1U << 6,       // the root of SVG or MathML
  breaks = 1U << 7,        // stands apart from the text around it: a space in plain text
  closes_p = 1U << 8,      // its start tag ends an open paragraph
  formatting = 1U << 9,    // opened again by the parser after a block has closed it
  implied_end = 1U << 10,  // closed by what encloses it
  table_part = 1U << 11,   // lives in a table alone
  scope = 1U << 12,        // hides what is open outside it from end tags inside it
  heading = 1U << 13,
  leaves_foreign = 1U << 14,  // ends SVG and MathML around it
};

struct Element {
  std::string_view name;
  unsigned traits;

  bool is(unsigned any_of) const { return (traits & any_of) != 0; }
};

// By its name in lower case; nullptr when HTML has none of this name. The address is the element's identity.
const Element* find_element(std::string_view name);

// One that is known to be there.
const Element& element(std::string_view name);

}  // namespace datelined::feeds::html
