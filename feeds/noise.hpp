// What changes beside a text without its changing: counters of visits, how long ago it was, a picture's size.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// The text without its lines, sentences and brackets that hold a counter or a relative time and no other word:
// "1,234 views", "(12 comments)", "Updated 5 minutes ago", "阅读 1234". In a sentence numbers stay what they are.
std::string without_counters(std::string_view text);

// An address without what asks for another size, format or copy of the same picture: w=300, -640x480, rand=…
std::string without_picture_size(std::string_view url);

}  // namespace datelined::feeds
