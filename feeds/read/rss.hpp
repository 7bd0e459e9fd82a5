// RSS of every descent: 0.91 to 2.0 with its `rss` root, 0.90 and 1.0 in RDF, a bare `channel`.
// See: RSS 2.0 (RSS Advisory Board); RSS 1.0; Netscape's RSS 0.90 and 0.91.
#pragma once

#include "feeds/parse.hpp"
#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

void read_rss(Tree& tree, const Document& document, Parsed& parsed);

}  // namespace datelined::feeds::read
