// What it is about: category, dc:subject, media and itunes categories and keywords, as one list.
// See: RFC 4287 §4.2.2; RSS 2.0 "category"; Media RSS "media:category", "media:keywords".
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <vector>

namespace datelined::feeds::read {

// In document order, duplicates dropped.
std::vector<Category> categories_of(const Children& children);

}  // namespace datelined::feeds::read
