// Documents in a line, for the tests of what stands in them.
#pragma once

#include "feeds/parse.hpp"

#include <doctest/doctest.h>

#include <string>

namespace datelined::feeds {

inline Parsed parse_text(const std::string& text, const std::string& url = "https://feeds.example/dir/feed") {
  const auto result = parse({text, url});
  REQUIRE_MESSAGE(result.has_value(), text);
  return *result;
}

inline constexpr const char* namespaces =
    " xmlns:atom='http://www.w3.org/2005/Atom' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:dcterms='http://purl.org/dc/terms/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/'"
    " xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml'"
    " xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#' xmlns:xhtml='http://www.w3.org/1999/xhtml'";

inline Feed rss_head(const std::string& inside) {
  return parse_text("<rss version='2.0'" + std::string(namespaces) + "><channel>" + inside + "</channel></rss>").feed;
}

inline Entry rss_item(const std::string& inside) {
  return parse_text("<rss version='2.0'" + std::string(namespaces) + "><channel><item>" + inside +
                    "</item></channel></rss>")
      .entries.at(0);
}

inline Entry atom_entry(const std::string& inside, const std::string& uri = "http://www.w3.org/2005/Atom") {
  return parse_text("<feed xmlns='" + uri + "'" + namespaces + "><entry>" + inside + "</entry></feed>").entries.at(0);
}

}  // namespace datelined::feeds
