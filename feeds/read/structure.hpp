// What may stand in what: how the vocabulary itself tells where a tag is missing or wrong.
//
// Names are as written, with whatever prefix; prefixes mean what they mean by custom.
// See: RSS 2.0; RFC 4287; the WHATWG HTML Standard for names that are markup.
#pragma once

#include <string_view>

namespace datelined::feeds::read {

bool is_feed_root(std::string_view name);
bool is_html_name(std::string_view name);

// An item does not stand in an item, nor an entry in an entry.
bool is_story(std::string_view name);

// Whether `opened` cannot stand in `open`, so that `open` has lost its end tag.
bool is_out_of_place(std::string_view opened, std::string_view open);

// Whether an end tag that fits no open element was meant for `open`.
bool is_misnamed_end(std::string_view end, std::string_view open);

}  // namespace datelined::feeds::read
