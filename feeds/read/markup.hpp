// What an element holds as text or as markup: Atom's typed text, RSS's untyped text, XHTML inside XML.
//
// See: RFC 4287 §3.1 and §4.1.3; Atom 0.3 §3.1 (mode); RSS 2.0 "Elements of <item>".
#pragma once

#include "feeds/read/xml.hpp"

#include <string>

namespace datelined::feeds::read {

struct Payload {
  enum class Kind { none, text, html } kind = Kind::none;  // none: there is nothing to show
  std::string value;                                       // HTML not yet sanitised
};

// A text construct or content of Atom, by its type and mode.
Payload typed(const Element& element);

// Text that stands without a type but is known to be HTML: description, content:encoded. Tags that were
// not escaped are taken as if they were.
Payload as_html(const Element& element);

// The element's children as HTML: names of XHTML, SVG and MathML without their prefix.
std::string markup_in(const Element& element);

// Prose in one line: by its type in Atom and Media RSS, else by what it looks like.
std::string prose(const Element& element);

// Safe to stand in a page. Relative addresses are resolved against `base`.
std::string safe_html(const Element& where, std::string_view html, std::string_view base);

}  // namespace datelined::feeds::read
