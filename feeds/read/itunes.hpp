// Apple's podcast elements, of a show and of an episode.
// See: https://help.apple.com/itc/podcasts_connect/#/itcb54353390
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <optional>

namespace datelined::feeds::read {

std::optional<FeedItunes> feed_itunes_of(const Children& children);
std::optional<ItemItunes> item_itunes_of(const Children& children);

// The picture of a show or an episode, however it is written.
std::string itunes_image_of(const Children& children);

}  // namespace datelined::feeds::read
