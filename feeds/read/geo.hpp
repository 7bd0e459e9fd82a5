// Where it happened: GeoRSS simple and GML, and W3C geo:lat with geo:long.
// See: http://www.georss.org/; RFC 7946 (GeoJSON: longitude first).
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <optional>

namespace datelined::feeds::read {

// nullopt when nothing is there, or too few or bad numbers (noted).
std::optional<Geometry> geometry_of(const Children& children);

}  // namespace datelined::feeds::read
