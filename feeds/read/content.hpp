// What an entry says at length and in short.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

namespace datelined::feeds::read {

struct Content {
  std::string html;  // safe; empty: the text is the content
  std::string text;
  std::string summary;
  Element from, summary_from;  // where they stand; false: nowhere
};

// `item_url` is what references in the HTML of an RSS item are relative to.
Content content_of(const Element& entry, const Children& children, std::string_view item_url);

}  // namespace datelined::feeds::read
