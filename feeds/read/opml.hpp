// A subscription list in: OPML 1.0, 1.1 and 2.0, nested and broken ones too.
//
// Out: every outline with an xmlUrl in document order; enclosing outlines are its category.
// Bad: a Problem when it is no OPML at all.
// See: http://opml.org/spec2.opml
#pragma once

#include "feeds/parse.hpp"
#include "feeds/write/opml.hpp"

namespace datelined::feeds {

struct Subscriptions {
  std::string title;
  std::vector<Outline> outlines;  // `name` is text or title or, failing both, the host
  std::vector<Note> notes;
};

Result<Subscriptions> read_opml(const Document& document);

}  // namespace datelined::feeds
