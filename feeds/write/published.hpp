// A story as every format shows it: what the formats would otherwise each decide for themselves.
#pragma once

#include "feeds/story.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

// The entry's own language, else its feed's; empty: nobody knows.
std::string_view language_of(const Story& story);

// "rtl" or "ltr": of the language, else of the words.
std::string_view direction_of(const Story& story);

// Where the source gave no readable date, when it was first seen.
Time published(const Story& story);

// The source feed's title, else its name in the configuration.
std::string_view source_title(const Story& story);

// The source feed's address as outputs may show it: of the web and without credentials; empty for a local file.
std::string source_url(const Story& story);

// The entry's authors; where it names none its feed's, and failing these the feed itself. Never empty,
// and none is without a name.
std::vector<Author> authors_of(const Story& story);

// The entry's categories, else its tags, and the one its feed is configured with; each term once.
std::vector<Category> categories_of(const Story& story);

// Where the story stands in the other feeds that carry it, each address once.
std::vector<const Source*> other_sources(const Story& story);

// HTML that runs as the story does: in a feed no attribute but `dir` tells that it runs from right to left.
std::string in_its_direction(const Story& story, std::string html);

// The content as HTML, in its direction.
std::string content_as_html(const Story& story);

// The beginning of a text, at most so many characters, cut between words where there are any.
std::string excerpt(std::string_view text, std::size_t most_characters);

// Whether anything of it is left to see once blanks and what XML forbids are gone.
bool says_something(std::string_view text);

// A URL that may stand in a link: absolute, with what no URI may hold percent-encoded; else empty.
// See: RFC 3986 §2.
std::string link_target(std::string_view url);

// The text when it is a media type such as "audio/mpeg", else empty: feeds write "audio" there.
// See: RFC 9110 §8.3.1.
std::string_view media_type_or_none(std::string_view text);

// RFC 4287 §3.2.3 wants of an address an @ between something; feeds write "nobody" there.
bool is_mail_address(std::string_view text);

}  // namespace datelined::feeds
