// Whether a few words of a dateline speak of an agency, by the table in feeds/dateline_words.hpp.
#pragma once

#include "feeds/dateline_marks.hpp"

namespace datelined::feeds::datelines {

bool names_agency(Text text);  // among other words
bool is_agency(Text text);     // and nothing else
bool names_kind_of_agency(Text text);
bool is_heading(Text text);  // no place: a word that opens a text, or a label

}  // namespace datelined::feeds::datelines
