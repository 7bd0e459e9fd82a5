// Elements of namespaces that have no meaning here, kept as they are for whoever asked for them.
//
// Out: the children of an element, each as well-formed XML with the namespaces it needs declared on it;
//      comments are not kept, a CDATA section is its text.
// Bad: an element of more than 64 KiB, and what goes beyond 100 elements or 256 KiB, is noted and left out.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <vector>

namespace datelined::feeds::read {

std::vector<Foreign> foreign_in(const Element& holder);

}  // namespace datelined::feeds::read
