// Atom 1.0 and 0.3, and Atom without a namespace.
// See: RFC 4287; draft-ietf-atompub-format-00 for what 0.3 became.
#pragma once

#include "feeds/parse.hpp"
#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

void read_atom(Tree& tree, const Document& document, Parsed& parsed);
void read_atom_entry(Tree& tree, const Document& document, Parsed& parsed);  // a document that is one entry

}  // namespace datelined::feeds::read
