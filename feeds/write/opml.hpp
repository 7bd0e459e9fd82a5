// A subscription list out: OPML 2.0 (http://opml.org/spec2.opml), categories as nested outlines.
#pragma once

#include "feeds/time.hpp"

#include <span>
#include <string>

namespace datelined::feeds {

struct Outline {
  std::string name;  // text and, without a title, title
  std::string title;
  std::string url;       // xmlUrl, without credentials
  std::string home_url;  // htmlUrl; may be empty
  std::string category;  // '/' between levels; may be empty
  std::string language;
};

std::string write_opml(std::string_view title, Time now, std::span<const Outline> outlines);

}  // namespace datelined::feeds
