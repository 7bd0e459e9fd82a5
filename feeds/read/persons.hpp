// Who wrote it: Atom's person constructs and the one line of text that RSS and Dublin Core have.
// See: RFC 4287 §3.2; RFC 5322 §3.4 for what the line is meant to be.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace datelined::feeds::read {

// nullopt: it names nobody.
std::optional<Author> person_of(const Element& element);

Author person_of_line(std::string_view line);

// Every one of them, duplicates dropped.
std::vector<Author> persons_of(const Children& children, std::initializer_list<Tag> tags);

}  // namespace datelined::feeds::read
