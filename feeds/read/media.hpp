// Media RSS: what an entry shows and plays.
// See: https://www.rssboard.org/media-rss
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <optional>

namespace datelined::feeds::read {

// What stands in media:group and media:content counts as if it stood in the entry, after its own.
void add_grouped_media(Children& children);

std::optional<Media> media_of(const Children& children);

// The widest thumbnail, else a content that is an image.
std::string media_image_of(const Element& owner, const Children& children, const Media& media);

}  // namespace datelined::feeds::read
