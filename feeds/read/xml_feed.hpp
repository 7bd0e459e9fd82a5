// A feed written in XML: its root says which kind it is.
//
// Recognised: rss (any version), rdf:RDF with an RSS namespace, channel, feed and entry of Atom or of no
// namespace. Everything else is a Problem.
#pragma once

#include "feeds/parse.hpp"

#include <string_view>

namespace datelined::feeds::read {

// `text` is UTF-8. Fills all but `encoding`; notes are added to those that are there.
Result<Parsed> read_xml_feed(std::string_view text, const Document& document, Parsed parsed);

}  // namespace datelined::feeds::read
