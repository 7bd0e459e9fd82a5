// The nouns of feeds/entry.hpp as JSON, both ways.
//
// One rule for all of them, by reflection (Boost.Describe): a member's name is its key, `extension`
// is `_datelined`, a trailing underscore falls away; what is empty is left out; dates are RFC 3339
// in UTC; a Geometry is GeoJSON. An entry always has content_html or content_text.
//
// from_json is for text this program wrote itself (the store): a member that is missing or of
// another type is left empty. Documents from outside go through feeds/parse.hpp.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/parse.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace datelined::feeds {

std::string json_text(const Feed& feed);
std::string json_text(const Entry& entry);

// For who goes on with it: of the same members in the same order.
boost::json::object to_json(const Feed& feed);
boost::json::object to_json(const Entry& entry);

// A whole JSON Feed 1.1 with `_datelined.format`, `.encoding` and `.problems`: what `datelined parse` prints.
// Piece by piece: a document may have a hundred thousand entries.
void write_json(const Parsed& parsed, const std::function<void(std::string_view)>& write);

Feed feed_from_json(const boost::json::object& json);
Entry entry_from_json(const boost::json::object& json);

}  // namespace datelined::feeds
