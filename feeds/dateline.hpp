// Where and when a dispatch was filed, and by whom, as its text begins: "LONDON, Nov 25 (Reuters) -",
// "اسلام آباد (شِنہوا)", "新华社北京11月25日电", "МОСКВА, 25 ноября. /ТАСС/.", "【ワシントン共同】".
//
// The same copy goes out under several of them, so it is taken off for comparing to the letter; it is kept for showing,
// and for likeness (feeds/sketch.hpp): without it the order of arrival mattered more.
//
// In:  plain text. A dateline stands at the head of it, or of one of its first lines: pictures have captions.
// Out: a form, not a list of places: a name, a date or none, an agency in brackets, slashes or between dashes, and
//      what ends it. A name alone is none, nor is a name with a bracket that any sentence may begin with.
// Cost: the first lines alone are looked at, each up to 120 characters.
#pragma once

#include "feeds/entry.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

struct Dateline {
  std::string_view text;  // as it stands, without the dash behind it; empty: there is none
  std::size_t begin = 0;  // what is to be taken off, in bytes of the text
  std::size_t end = 0;
};

Dateline read_dateline(std::string_view text);

// For comparing to the letter: what of a text is to be taken off. Nothing of one that would be shorter than a
// headline without it.
struct Cut {
  std::size_t begin = 0, size = 0;  // bytes
};

// `text`: of the entry, as feeds/content.hpp gives it. It has no lines: those of the HTML count.
Cut dateline_to_cut(const Entry& entry, std::string_view text);

// The one that the wire gives beside the text (feeds/entry.hpp's Wire), else the one in the text.
std::string dateline_of(const Entry& entry);

}  // namespace datelined::feeds
