// Language tags and the direction of writing.
// See: RFC 5646 (BCP 47); Unicode UAX #9 for the direction of text.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

// The tag as given, '_' as '-'; empty when it is no tag at all.
std::string language_tag(std::string_view text);

// "rtl" or "ltr" of a language by its likely script; empty when the tag is empty or unknown.
std::string_view language_direction(std::string_view tag);

// By the first strong character; "ltr" when there is none.
std::string_view text_direction(std::string_view text);

// Whether a filter such as "zh" or "pt-BR" takes a tag: RFC 4647 basic filtering.
bool language_matches(std::string_view range, std::string_view tag);

}  // namespace datelined::feeds
